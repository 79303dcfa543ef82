package io.simshift.cli.ota;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.packet.Converters;
import io.simshift.cli.reader.CardIdentity;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.reader.ReaderChoice;
import io.simshift.cli.script.ScriptFormat;
import io.simshift.cli.script.ScriptPacket;
import io.simshift.cli.script.ScriptReader;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.TracingLink;
import io.simshift.simulator.ota.OtaTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift card ota}. */
@Command(
        name = "ota",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends a script of commands to a card, in a reader or simulated, as secured packets in short messages, and"
                    + " decodes the answer command by command.",
            "",
            "It does what an OTA server, a network and a phone do together: secures the script under the card's OTA keys"
                    + " (ETSI TS 102 225), gives it to the card by ENVELOPE (SMS-PP download), in several messages where it is"
                    + " long, and takes the proof of receipt from the ENVELOPE or from SEND SHORT MESSAGE."
        },
        footerHeading = "%nScripts:%n",
        footer = {
            "  One command a line, in hexadecimal digits or by name; # begins a comment;",
            "  a line of --- ends a packet; before the commands of a packet",
            "  SET tar=HEX6 spi=HEX4 keyset=NAME format=FORMAT says how it goes.",
            "  Names: QUERY, SWITCH, STAGE, CONFIRM, CANCEL, REKEY, SUSPEND,",
            "  RESUME, TERMINATE, SELECT, READ BINARY, UPDATE BINARY, READ RECORD,",
            "  UPDATE RECORD, SEARCH RECORD, STATUS, GET RESPONSE. docs/ota.md has",
            "  their parameters and the keys file.",
            "",
            "Examples:",
            "  simshift card ota --reader sim:card-profile.json --script query.ota",
            "  simshift card ota --reader pcsc --keys card.json --script query.ota",
            "  simshift card ota --reader pcsc:ACS --keys card.json --tar B00010 \\",
            "      --format expanded --script files.ota --json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the card executed all commands, or took a packet that asks for no answer",
            "1:the card refused a packet or a command, gave no answer, or can't be reached",
            "2:wrong usage, or keys that do not fit"
        })
public final class OtaCommand implements Callable<Integer> {
    private static final int REFERENCES = 256;

    @Option(
            names = "--reader",
            paramLabel = ReaderChoice.LABEL,
            required = true,
            converter = ReaderChoice.Converter.class,
            description = ReaderChoice.DESCRIPTION)
    private ReaderChoice reader;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "OTA keys of the card (docs/ota.md); default for a simulated card: those of its profile, keysets"
                            + " slot1, slot2 and so on.")
    private Path keysFile;

    @Option(
            names = "--script",
            paramLabel = "FILE",
            required = true,
            description = "Script to send; may be repeated: all go to the same card, one after the other.")
    private List<Path> scripts;

    @Option(
            names = "--tar",
            paramLabel = "HEX6",
            defaultValue = "3B0001",
            converter = Converters.OfTar.class,
            description =
                    "Application that the script is for; default ${DEFAULT-VALUE}, subscription management. B00000"
                            + " is the files of the UICC, B00010 of the USIM.")
    private Tar tar;

    @Option(
            names = "--spi",
            paramLabel = "HEX4",
            defaultValue = "1639",
            converter = Converters.OfSpi.class,
            description =
                    "How packet and answer are secured; default ${DEFAULT-VALUE}: cryptographic checksum, ciphered,"
                            + " counter higher; answer always, the same way, by SMS-SUBMIT. With 19 at the end the answer comes in"
                            + " the SMS-DELIVER-REPORT.")
    private Spi spi;

    @Option(names = "--keyset", paramLabel = "NAME", description = "Keyset of the keys file; default the first.")
    private String keyset;

    @Option(
            names = "--kic",
            paramLabel = "HEX2",
            converter = Converters.OfKeyIdentifier.class,
            description = "KIc as it goes into the packet; default: number and algorithm of the keyset.")
    private KeyIdentifier kic;

    @Option(
            names = "--kid",
            paramLabel = "HEX2",
            converter = Converters.OfKeyIdentifier.class,
            description =
                    "KID as it goes into the packet; default: number and algorithm of the keyset, with a redundancy"
                            + " check CRC-32.")
    private KeyIdentifier kid;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "compact",
            description =
                    "Coding of the commands: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. In compact format"
                            + " the card tells the answer of the last command only; 'indefinite' is expanded format with"
                            + " indefinite length.")
    private ScriptFormat format;

    @Option(
            names = "--counter-file",
            paramLabel = "FILE",
            description =
                    "Counters that were used, on disk before each packet goes out; default: the keys file's name with"
                            + " .counters behind it.")
    private Path counterFile;

    @Option(
            names = "--counter",
            paramLabel = "N",
            converter = Converters.OfCounter.class,
            description = "Counter of the first packet, higher than any before; default the next one.")
    private Counter counter;

    @Option(
            names = "--resync",
            description = "Where the card says that the counter is too low, raise it until the card takes it.")
    private boolean resync;

    @Option(
            names = "--originator",
            paramLabel = "NUMBER",
            defaultValue = "12345",
            description = "TP-OA, the number that the card answers to by SMS-SUBMIT, international with +; default"
                    + " ${DEFAULT-VALUE}.")
    private String originator;

    @Option(
            names = "--trace",
            description = "Write each exchange with the card to the error stream, without session keys and PINs.")
    private boolean trace;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SmsAddress from = originator();
        if (!reader.simulated() && keysFile == null) {
            throw CommandFailure.usage("--keys is missing: a card in a reader does not tell its OTA keys");
        }
        Optional<OtaKeyring> given = keysFile == null ? Optional.empty() : Optional.of(keys());
        // a mistake in a script is told before a card is touched, if its keys are known by then
        Optional<List<ScriptPacket>> packets = given.isPresent() ? Optional.of(packets(given.get())) : Optional.empty();
        try (ConnectedCard card = reader.connect()) {
            OtaKeyring keyring =
                    given.or(() -> card.madeFrom().map(OtaKeyring::of)).orElseThrow();
            run(packets.isPresent() ? packets.get() : packets(keyring), card, keyring, from);
        } catch (CardLinkException e) {
            throw CommandFailure.failed("The card can't be used: " + e.getMessage(), e);
        }
        return ExitCodes.OK;
    }

    private List<ScriptPacket> packets(OtaKeyring keyring) throws IOException {
        List<ScriptPacket> packets = new ArrayList<>();
        for (Path script : scripts) {
            packets.addAll(ScriptReader.read(script, rekey -> keyring.rekey(rekey, Optional.ofNullable(keyset))));
        }
        return packets;
    }

    private SmsAddress originator() {
        boolean international = originator.startsWith("+");
        String digits = international ? originator.substring(1) : originator;
        if (!digits.matches("[0-9*#]{1,20}")) {
            throw CommandFailure.usage("--originator: '" + originator + "' is no number of 1 to 20 digits");
        }
        return SmsAddress.of(international ? SmsAddress.INTERNATIONAL : SmsAddress.UNKNOWN, digits);
    }

    private OtaKeyring keys() throws IOException {
        OtaKeyring keyring = OtaKeyring.read(keysFile);
        if (OtaKeyring.isReadableByOthers(keysFile)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("simshift: warning: " + keysFile + " holds keys, and others can read it: chmod 600 it");
            err.flush();
        }
        return keyring;
    }

    private void run(List<ScriptPacket> packets, ConnectedCard card, OtaKeyring keyring, SmsAddress from)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        CardLink link = trace ? new TracingLink(card.link(), err::println) : card.link();
        // parts that an earlier run has left on the card must not meet those of this one
        int reference = new SecureRandom().nextInt(REFERENCES);
        OtaTerminal terminal = new OtaTerminal(link, from, reference);
        terminal.start();
        Optional<Iccid> iccid = CardIdentity.read(terminal);
        keyring.requireCard(iccid);
        String name = iccid.map(Iccid::toString).orElse("without a readable ICCID");
        PacketSettings settings = new PacketSettings(
                tar,
                spi,
                Optional.ofNullable(keyset),
                format,
                Optional.ofNullable(kic),
                Optional.ofNullable(kid),
                Optional.ofNullable(counter),
                resync);
        if (card.isTransient() && counterFile == null) {
            send(packets, card, iccid, new OtaSession(terminal, keyring, new MemoryCounters(), settings), name);
            return;
        }
        String owner = keyring.iccid().or(() -> iccid).map(Iccid::toString).orElse("-");
        try (CounterFile counters = CounterFile.open(counterFile(), owner)) {
            send(packets, card, iccid, new OtaSession(terminal, keyring, counters, settings), name);
        }
    }

    private Path counterFile() {
        return counterFile != null ? counterFile : CounterFile.beside(keysFile);
    }

    private void send(
            List<ScriptPacket> packets, ConnectedCard card, Optional<Iccid> iccid, OtaSession session, String name)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        OtaText text = new OtaText(out);
        OtaJson collected = new OtaJson(iccid, card.isTransient());
        if (!json) {
            text.card(name, card.where());
        }
        Optional<String> problem = Optional.empty();
        for (int i = 0; i < packets.size() && problem.isEmpty(); i++) {
            OtaExchange exchange = session.send(packets.get(i));
            if (json) {
                collected.exchange(exchange);
            } else {
                text.exchange(i + 1, exchange);
            }
            String where = packets.size() == 1 ? "" : "packet " + (i + 1) + " of " + packets.size() + ", ";
            problem = exchange.problem().map(what -> where + exchange.packet().file() + ": " + what);
        }
        if (json) {
            collected.print(out, problem.isEmpty());
        }
        if (problem.isPresent()) {
            throw CommandFailure.failed("Not done: " + problem.get());
        }
    }
}
