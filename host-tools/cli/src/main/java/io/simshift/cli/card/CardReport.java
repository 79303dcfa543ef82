package io.simshift.cli.card;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.files.CardFile;
import io.simshift.cli.files.FileTree;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.PairingState;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryAnswer.Capabilities;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What {@code simshift card info} has found.
 *
 * @param where the card is, for people
 * @param atr its answer to reset
 * @param iccid empty where it shows none
 * @param files those with names
 * @param answers to QUERY, one for each slot; empty without keys
 */
record CardReport(String where, byte[] atr, Optional<Iccid> iccid, List<CardFile> files, List<QueryAnswer> answers) {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** From EF.IMSI; empty where that is blank, or not to be read without a PIN. */
    private Optional<Imsi> imsi() {
        for (CardFile file : files) {
            if (file.id() == FileId.EF_IMSI.value() && !file.content().isEmpty()) {
                try {
                    return Optional.of(Imsi.decode(file.content().get(0)));
                } catch (WireFormatException e) {
                    return Optional.empty(); // not written yet
                }
            }
        }
        return Optional.empty();
    }

    private List<String> applications() {
        return FileTree.applications(files).stream().map(HEX::formatHex).toList();
    }

    private static List<String> abilities(Capabilities card) {
        List<String> names = new ArrayList<>(List.of("AES-128"));
        if (card.longAesKeys()) {
            names.addAll(List.of("AES-192", "AES-256"));
        }
        if (card.tripleDes()) {
            names.add("3DES");
        }
        return names;
    }

    void print(PrintWriter out) {
        out.println("Card " + iccid.map(Iccid::toString).orElse("without a readable ICCID") + ", " + where);
        line(out, "answer to reset", HEX.formatHex(atr));
        line(out, "IMSI", imsi().map(Imsi::toString).orElse("not readable"));
        for (String application : applications()) {
            line(out, "application", application);
        }
        if (answers.isEmpty()) {
            line(out, "slots", "not known without OTA keys (--keys)");
        } else {
            state(out, answers.get(0));
            for (QueryAnswer answer : answers) {
                QueryAnswer.SlotReport slot = answer.slot();
                line(out, "slot " + slot.index(), slot.state() + ", check values " + slot.checkValues());
            }
        }
        line(out, "files", files.size() + " with names; 'card export' shows all, and what is in them");
        for (CardFile file : files) {
            out.printf("    %-20s %-12s %s%n", file.name().orElse(""), file.pathText(), size(file));
        }
    }

    private static void state(PrintWriter out, QueryAnswer card) {
        line(out, "life-cycle", card.state().name());
        line(out, "active slot", slot(card.activeSlot()));
        line(out, "target or home slot", slot(card.otherSlot()));
        line(out, "last transfer", card.transferId().map(TransferId::toString).orElse("none"));
        line(out, "free slots", Integer.toString(card.freeSlots()));
        line(out, "OTA algorithms", String.join(", ", abilities(card.capabilities())));
        line(out, "long messages", cells(card));
        card.failedChecks().ifPresent(count -> line(out, "failed check values", Integer.toString(count)));
        card.pairing().ifPresent(state -> line(out, "device", device(state, card)));
    }

    private static String device(PairingState state, QueryAnswer card) {
        String seen = card.device().map(imei -> ", last seen " + imei).orElse("");
        return switch (state) {
            case OFF -> "any" + seen;
            case UNKNOWN -> "unknown" + seen;
            case OWN -> "the card's own" + seen;
            case FOREIGN -> "foreign" + seen;
        };
    }

    private static String cells(QueryAnswer card) {
        return card.concatenationCells().orElse(0) == 0
                ? "none"
                : "up to " + card.concatenationCells().getAsInt() + " parts";
    }

    private static String slot(Optional<SlotIndex> slot) {
        return slot.map(SlotIndex::toString).orElse("none");
    }

    private static String size(CardFile file) {
        if (file.isDirectory()) {
            return "directory";
        }
        return file.fcp().recordLength().isPresent()
                ? count(file.fcp().recordCount().orElse(0), "record") + " of "
                        + bytes(file.fcp().recordLength().getAsInt())
                : bytes(file.fcp().fileSize().orElse(0));
    }

    private static String bytes(int number) {
        return count(number, "byte");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("  %-20s %s%n", name, value);
    }

    void printJson(PrintWriter out) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        iccid.ifPresent(number -> root.put("iccid", number.digits()));
        imsi().ifPresent(number -> root.put("imsi", number.toString()));
        root.put("answerToReset", HEX.formatHex(atr));
        ArrayNode applications = root.putArray("applications");
        applications().forEach(applications::add);
        if (!answers.isEmpty()) {
            stateJson(root, answers.get(0));
            ArrayNode slots = root.putArray("slots");
            answers.forEach(answer -> slotJson(slots.addObject(), answer.slot()));
        }
        ArrayNode list = root.putArray("files");
        for (CardFile file : files) {
            ObjectNode node = list.addObject();
            node.put("path", file.pathText());
            file.name().ifPresent(name -> node.put("name", name));
            node.put("size", size(file));
        }
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    }

    private static void stateJson(ObjectNode root, QueryAnswer card) {
        root.put("lifeCycle", card.state().name());
        card.activeSlot().ifPresent(slot -> root.put("activeSlot", slot.value()));
        card.otherSlot().ifPresent(slot -> root.put("targetOrHomeSlot", slot.value()));
        card.transferId().ifPresent(transfer -> root.put("lastTransfer", transfer.toString()));
        root.put("freeSlots", card.freeSlots());
        ArrayNode algorithms = root.putArray("otaAlgorithms");
        abilities(card.capabilities()).forEach(algorithms::add);
        card.concatenationCells().ifPresent(cells -> root.put("concatenationCells", cells));
        card.failedChecks().ifPresent(count -> root.put("failedCheckValues", count));
        card.pairing().ifPresent(state -> root.put("pairing", state.name()));
        card.device().ifPresent(imei -> root.put("deviceSeen", imei.digits()));
    }

    private static void slotJson(ObjectNode node, QueryAnswer.SlotReport slot) {
        node.put("slot", slot.index().value());
        node.put("state", slot.state().name());
        ObjectNode values = node.putObject("checkValues");
        values.put("aka", HEX.formatHex(slot.checkValues().aka()));
        values.put("kic", HEX.formatHex(slot.checkValues().kic()));
        values.put("kid", HEX.formatHex(slot.checkValues().kid()));
        values.put("kik", HEX.formatHex(slot.checkValues().kik()));
    }
}
