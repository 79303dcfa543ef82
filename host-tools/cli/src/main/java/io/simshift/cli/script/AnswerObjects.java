package io.simshift.cli.script;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.files.Fcp;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryAnswer.Capabilities;
import io.simshift.protocol.subscription.SwitchAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the data of an answer say, name by name, for commands whose answers are known here. */
public final class AnswerObjects {
    private static final int SIMSHIFT = 0x80;
    private static final int SWITCH = 0x3B;
    private static final int QUERY = 0x3F;
    private static final int SELECT = 0xA4;
    private static final int GET_RESPONSE = 0xC0;

    private AnswerObjects() {}

    /**
     * The objects in {@code data}; none where they are of no known kind.
     *
     * @param command what was answered
     * @param before the command before it, where GET RESPONSE fetched the answer of that one
     */
    public static Map<String, String> of(CommandApdu command, Optional<CommandApdu> before, byte[] data) {
        if (data.length == 0) {
            return Map.of();
        }
        if (command.ins() == GET_RESPONSE && before.isPresent()) {
            return of(before.get(), Optional.empty(), data);
        }
        try {
            if (command.cla() == SIMSHIFT && command.ins() == QUERY) {
                return query(QueryAnswer.decode(data));
            }
            if (command.cla() == SIMSHIFT && command.ins() == SWITCH) {
                return switched(SwitchAnswer.decode(data));
            }
            return command.ins() == SELECT ? fcp(Fcp.decode(data)) : Map.of();
        } catch (WireFormatException e) {
            return Map.of("unreadable", e.getMessage());
        }
    }

    private static Map<String, String> query(QueryAnswer answer) {
        Map<String, String> objects = new LinkedHashMap<>();
        objects.put("ICCID", answer.iccid().map(Iccid::toString).orElse("not written"));
        objects.put("IMSI", answer.imsi().map(Imsi::toString).orElse("not written"));
        objects.put("active slot", slot(answer.activeSlot()));
        objects.put("state", answer.state().name());
        objects.put(
                "last transfer", answer.transferId().map(TransferId::toString).orElse("none"));
        objects.put("target or home slot", slot(answer.otherSlot()));
        objects.put("free slots", number(answer.freeSlots()));
        QueryAnswer.SlotReport report = answer.slot();
        objects.put("slot " + report.index(), report.state() + ", check values " + report.checkValues());
        objects.put("counter", answer.counter().toString());
        objects.put("last fallback", lower(answer.fallbackCause().name()));
        objects.put("capabilities", capabilities(answer.capabilities()));
        answer.failedChecks().ifPresent(count -> objects.put("failed check values", number(count)));
        answer.concatenationCells().ifPresent(count -> objects.put("concatenation cells", number(count)));
        answer.pairing().ifPresent(state -> objects.put("device", lower(state.name())));
        answer.device().ifPresent(imei -> objects.put("IMEI seen last", imei.toString()));
        return objects;
    }

    private static String slot(Optional<SlotIndex> slot) {
        return slot.map(SlotIndex::toString).orElse("none");
    }

    private static String number(int number) {
        return Integer.toString(number);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String capabilities(Capabilities capabilities) {
        List<String> names = new ArrayList<>();
        if (capabilities.tripleDes()) {
            names.add("3DES");
        }
        if (capabilities.longAesKeys()) {
            names.add("AES-192 and AES-256");
        }
        if (capabilities.hardwareRandom()) {
            names.add("hardware random");
        }
        if (capabilities.concatenation()) {
            names.add("concatenation");
        }
        return names.isEmpty() ? "none of those known" : String.join(", ", names);
    }

    private static Map<String, String> switched(SwitchAnswer answer) {
        Map<String, String> objects = new LinkedHashMap<>();
        objects.put("state", answer.state().name());
        objects.put("target slot", answer.target().toString());
        objects.put("transfer", answer.transferId().toString());
        return objects;
    }

    private static Map<String, String> fcp(Fcp fcp) {
        Map<String, String> objects = new LinkedHashMap<>();
        fcp.fileId().ifPresent(id -> objects.put("file", String.format("%04X", id)));
        objects.put("structure", lower(fcp.structure().name()));
        fcp.fileSize().ifPresent(size -> objects.put("size", number(size)));
        fcp.recordCount().ifPresent(count -> objects.put("records", number(count)));
        fcp.recordLength().ifPresent(length -> objects.put("record length", number(length)));
        return objects;
    }
}
