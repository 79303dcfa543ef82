package io.simshift.cli.script;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.ConfirmCommand;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.FileUpdate;
import io.simshift.protocol.subscription.LifeCycleCommand;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.StageCommand;
import io.simshift.protocol.subscription.SubscriptionCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Commands that a script may write by their names. Those that bring data have Le. */
final class NamedCommands {
    private static final Map<String, Entry> ALL = new LinkedHashMap<>();

    private static final int ISO = 0x00;
    private static final int UICC = 0x80;
    private static final int PATH_FROM_MF = 0x08;
    private static final int RETURN_FCP = 0x04;
    private static final int RETURN_NOTHING = 0x0C;
    private static final int ABSOLUTE_RECORD = 0x04;
    private static final int OFFSET_MAX = 0x7FFF;
    private static final int RECORD_MAX = 254;
    private static final int LENGTH_MAX = 256;

    /** How a command is written, and how it is read. */
    private record Entry(String usage, Function<Parameters, CommandApdu> reader) {}

    static {
        add("QUERY", "QUERY [slot=N]", NamedCommands::query);
        add(
                "SWITCH",
                "SWITCH imsi=DIGITS active=N transfer=HEX16 [slot=N] [resets=N] [failures=N] [minutes=N] [polls=N]"
                        + " [rejections=N] [refresh=yes|no] [file=FID:OFFSET:HEX ...]",
                NamedCommands::switchOver);
        add("STAGE", "STAGE transfer=HEX16 [file=FID:OFFSET:HEX ...]", NamedCommands::stage);
        add("CONFIRM", "CONFIRM transfer=HEX16", in -> answering(new ConfirmCommand(transfer(in))));
        add("CANCEL", "CANCEL transfer=HEX16", in -> answering(new CancelCommand(transfer(in))));
        add("SUSPEND", "SUSPEND", in -> answering(new LifeCycleCommand(LifeCycleCommand.Order.SUSPEND)));
        add("RESUME", "RESUME", in -> answering(new LifeCycleCommand(LifeCycleCommand.Order.RESUME)));
        add("TERMINATE", "TERMINATE", in -> answering(new LifeCycleCommand(LifeCycleCommand.Order.TERMINATE)));
        add("SELECT", "SELECT FILE [fcp=yes|no]", NamedCommands::select);
        add("READ BINARY", "READ BINARY [offset=N] [length=N]", NamedCommands::readBinary);
        add("UPDATE BINARY", "UPDATE BINARY [offset=N] data=HEX", NamedCommands::updateBinary);
        add("READ RECORD", "READ RECORD record=N [length=N]", NamedCommands::readRecord);
        add("UPDATE RECORD", "UPDATE RECORD record=N data=HEX", NamedCommands::updateRecord);
        add("SEARCH RECORD", "SEARCH RECORD data=HEX [from=N]", NamedCommands::searchRecord);
        add("STATUS", "STATUS [length=N]", in -> CommandApdu.reading(UICC, 0xF2, 0, 0, length(in)));
        add("GET RESPONSE", "GET RESPONSE [length=N]", in -> CommandApdu.reading(ISO, 0xC0, 0, 0, length(in)));
    }

    private NamedCommands() {}

    private static void add(String name, String usage, Function<Parameters, CommandApdu> reader) {
        ALL.put(name, new Entry(usage, reader));
    }

    /** The names, in order. */
    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** Reads a line of words. */
    static CommandApdu read(String file, int line, List<String> tokens) {
        for (int words = Math.min(2, tokens.size()); words > 0; words--) {
            String name = String.join(" ", tokens.subList(0, words)).toUpperCase(Locale.ROOT);
            Entry entry = ALL.get(name);
            if (entry != null) {
                Parameters parameters = new Parameters(file, line, tokens.subList(words, tokens.size()));
                CommandApdu command = read(parameters, entry);
                parameters.requireNoMore("use: " + entry.usage());
                return command;
            }
        }
        throw new Parameters(file, line, List.of())
                .wrong("'" + tokens.get(0) + "' is neither a command's name nor hexadecimal digits; names are "
                        + String.join(", ", ALL.keySet()));
    }

    private static CommandApdu read(Parameters parameters, Entry entry) {
        try {
            return entry.reader().apply(parameters);
        } catch (IllegalArgumentException e) {
            throw parameters.wrong(e.getMessage() + "; use: " + entry.usage());
        }
    }

    private static CommandApdu answering(SubscriptionCommand command) {
        return command.toApdu().withLe(LENGTH_MAX);
    }

    private static TransferId transfer(Parameters in) {
        return in.required("transfer", TransferId::parse);
    }

    private static CommandApdu query(Parameters in) {
        return answering(new QueryCommand(in.optional("slot", Parameters::slot)));
    }

    private static CommandApdu switchOver(Parameters in) {
        return answering(new SwitchCommand(
                in.required("imsi", Imsi::new),
                in.optional("slot", Parameters::slot),
                transfer(in),
                in.required("active", Parameters::slot),
                new FallbackRule(
                        in.number("resets", 1, 255),
                        in.number("failures", 1, 255),
                        in.number("minutes", 1, 255),
                        in.number("polls", 1, 65535),
                        in.number("rejections", 1, 255)),
                fileUpdates(in),
                in.yes("refresh", true)));
    }

    private static CommandApdu stage(Parameters in) {
        return answering(new StageCommand(transfer(in), fileUpdates(in)));
    }

    private static List<FileUpdate> fileUpdates(Parameters in) {
        List<FileUpdate> updates = new ArrayList<>();
        for (String text : in.texts("file")) {
            updates.add(in.make("file", text, NamedCommands::fileUpdate));
        }
        return updates;
    }

    private static FileUpdate fileUpdate(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is not FILE:OFFSET:HEX, for example EF.SPN:1:4142");
        }
        byte[] id = Parameters.filePath(parts[0]);
        if (id.length != 2) {
            throw new IllegalArgumentException("a file update names one file identifier, not a path");
        }
        int offset = Parameters.parseNumber(parts[1], 0, 0xFFFF);
        return new FileUpdate((id[0] & 0xFF) << 8 | id[1] & 0xFF, offset, Parameters.bytes(parts[2]));
    }

    private static CommandApdu select(Parameters in) {
        String file = in.word().orElseThrow(() -> in.wrong("SELECT needs a file: a name, identifier or path"));
        byte[] path = in.make("SELECT", file, Parameters::filePath);
        boolean fcp = in.yes("fcp", false);
        int p1 = path.length > 2 ? PATH_FROM_MF : 0;
        CommandApdu command = CommandApdu.of(ISO, 0xA4, p1, fcp ? RETURN_FCP : RETURN_NOTHING, path);
        return fcp ? command.withLe(LENGTH_MAX) : command;
    }

    /** Without a length as much as there is, up to 256 bytes. */
    private static int length(Parameters in) {
        return in.number("length", 1, LENGTH_MAX).orElse(LENGTH_MAX);
    }

    private static int offset(Parameters in) {
        return in.number("offset", 0, OFFSET_MAX).orElse(0);
    }

    private static int record(Parameters in, String name, Optional<Integer> otherwise) {
        return otherwise.isPresent()
                ? in.number(name, 1, RECORD_MAX).orElse(otherwise.get())
                : in.required(name, text -> Parameters.parseNumber(text, 1, RECORD_MAX));
    }

    private static CommandApdu readBinary(Parameters in) {
        int offset = offset(in);
        return CommandApdu.reading(ISO, 0xB0, offset >> 8, offset & 0xFF, length(in));
    }

    private static CommandApdu updateBinary(Parameters in) {
        int offset = offset(in);
        return CommandApdu.of(ISO, 0xD6, offset >> 8, offset & 0xFF, in.required("data", Parameters::bytes));
    }

    private static CommandApdu readRecord(Parameters in) {
        return CommandApdu.reading(ISO, 0xB2, record(in, "record", Optional.empty()), ABSOLUTE_RECORD, length(in));
    }

    private static CommandApdu updateRecord(Parameters in) {
        int record = record(in, "record", Optional.empty());
        return CommandApdu.of(ISO, 0xDC, record, ABSOLUTE_RECORD, in.required("data", Parameters::bytes));
    }

    private static CommandApdu searchRecord(Parameters in) {
        int from = record(in, "from", Optional.of(1));
        return CommandApdu.of(ISO, 0xA2, from, ABSOLUTE_RECORD, in.required("data", Parameters::bytes))
                .withLe(LENGTH_MAX);
    }
}
