package io.simshift.simulator.tear;

import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.subscription.LifeCycleCommand;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.tlv.BerTlv;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at a card after a restart, through its contacts only. Takes counters of the card, and leaves the rest alone. */
final class Observer {
    private static final int COUNTER_TAG = 0x8C;
    private static final int RECORDS_MAX = 10;
    private static final int PROBES_MAX = 64;
    private static final List<FileId> UNDER_MF =
            List.of(FileId.EF_DIR, FileId.EF_ICCID, FileId.EF_PL, FileId.EF_ARR_MF, FileId.EF_PIN);
    /** Files of which the staged bank is read: of each kind of update that the operations make, and the identity. */
    private static final List<FileId> STAGED = List.of(FileId.EF_IMSI, FileId.EF_AD, FileId.EF_SPN);

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final String SELECT_USIM = "00A4040C10A0000000871002FFFFFFFF8907090000";

    private final Terminal terminal;
    /** The slot that answered last is the one that most likely answers now. */
    private int likely;

    Observer(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param from a CNTR at or below the highest one that the card has taken */
    Observation observe(long from) {
        Map<String, String> facts = new TreeMap<>();
        Map<String, Integer> tries = PinOperations.tries(terminal);
        facts.put("PINs", PinOperations.state(terminal));
        terminal.send(PinOperations.verifyAdm()); // some files are for the administration alone
        terminal.send(SELECT_USIM);
        for (FileId file : FileId.values()) {
            facts.put(file.text(), content(file));
        }
        facts.put("report", ReportOperations.pending(terminal, facts.get(FileId.EF_REPORT.text())));
        for (int i = 0; i <= CardKeys.REKEYED; i++) {
            int slot = (likely + i) % (CardKeys.REKEYED + 1);
            Optional<Long> taken = counterTaken(slot, from);
            if (taken.isPresent()) {
                likely = slot;
                for (int index = 1; index <= CardKeys.SLOTS; index++) {
                    facts.put("slot " + index, query(slot, index));
                }
                for (FileId file : STAGED) {
                    facts.put("staged " + file.text(), staged(slot, file));
                }
                return new Observation(facts, tries, slot, taken.get(), slot == 0 ? -1 : sqnHighest(slot));
            }
        }
        return new Observation(facts, tries, -1, -1, -1);
    }

    // ---------------------------------------------------------------- files

    private String content(FileId file) {
        boolean underMf = UNDER_MF.contains(file);
        String path = underMf ? "" : "7FFF";
        if (!underMf) {
            terminal.send("00A4040C10A0000000871002FFFFFFFF8907090000");
        }
        ResponseApdu selected =
                terminal.send("00A4080C" + (underMf ? "02" : "04") + path + HEX.formatHex(file.encode()));
        if (!selected.status().isOk()) {
            return selected.status().toString();
        }
        ResponseApdu whole = terminal.send("00B0000000");
        if (whole.status().isOk()) {
            return HEX.formatHex(whole.data());
        }
        StringBuilder records = new StringBuilder(whole.status().toString());
        for (int record = 1; record <= RECORDS_MAX; record++) {
            ResponseApdu content = terminal.send(CommandApdu.reading(0x00, 0xB2, record, 0x04, CommandApdu.MAX_LE));
            if (!content.status().isOk()) {
                break;
            }
            records.append(' ').append(HEX.formatHex(content.data()));
        }
        return records.toString();
    }

    // ---------------------------------------------------------------- what QUERY says

    /** The highest CNTR that this keyset refuses; empty if the card does not answer under these keys. */
    private Optional<Long> counterTaken(int slot, long from) {
        for (long cntr = Math.max(from, 1); cntr < from + PROBES_MAX; cntr++) {
            Optional<OpenedResponse> answer = terminal.otaWithCounter(
                    slot,
                    Tar.SUBSCRIPTION_MANAGEMENT,
                    cntr,
                    QueryCommand.ofActiveSlot().toApdu());
            if (answer.isEmpty() || answer.get().protection() != OpenedResponse.Protection.AUTHENTICATED) {
                return Optional.empty();
            }
            if (answer.get().packet().status().equals(PorStatus.OK)) {
                terminal.setCounter(cntr);
                return Optional.of(cntr - 1);
            }
        }
        throw new IllegalStateException("no CNTR from " + from + " on is accepted");
    }

    /** The objects of the answer, without the counter. */
    private String query(int slot, int index) {
        OpenedResponse answer = terminal.ota(
                        slot, QueryCommand.of(new SlotIndex(index)).toApdu())
                .orElseThrow(() -> new IllegalStateException("QUERY of slot " + index + " has no answer"));
        CompactResponse response = CompactResponse.decode(answer.packet().data());
        if (!response.status().isOk()) {
            return response.status().toString();
        }
        QueryAnswer.decode(response.data()); // what it says can be read
        StringBuilder objects = new StringBuilder();
        for (BerTlv object : BerTlv.decodeAll(response.data())) {
            if (object.tag() != COUNTER_TAG) {
                objects.append(HEX.formatHex(object.encode())).append(' ');
            }
        }
        return objects.toString();
    }

    /** What is staged in a file, or the status word; before issue the manufacturer's keyset reads the bank in use. */
    private String staged(int slot, FileId file) {
        byte[] path = HexFormat.of().parseHex("7FFF" + HEX.formatHex(file.encode()));
        OpenedResponse answer = terminal.ota(
                        slot,
                        CommandApdu.of(0x00, 0xA4, 0x08, 0x0C, path),
                        CommandApdu.reading(0x00, 0xB0, 0, 0, CommandApdu.MAX_LE))
                .orElseThrow(() -> new IllegalStateException("READ of the staged bank has no answer"));
        CompactResponse response = CompactResponse.decode(answer.packet().data());
        return response.status() + " " + HEX.formatHex(response.data());
    }

    // ---------------------------------------------------------------- AKA

    /** SEQ 0 is never fresh: a card that holds the keys of this slot answers with AUTS, which tells SQN_MS. */
    private long sqnHighest(int slot) {
        ResponseApdu answer = terminal.authenticate(slot, SequenceNumber.ZERO);
        if (answer.status().equals(StatusWord.CONDITIONS_NOT_SATISFIED)) {
            // suspended: as the owner of the keys one may look nevertheless
            terminal.ota(slot, new LifeCycleCommand(LifeCycleCommand.Order.RESUME).toApdu());
            answer = terminal.authenticate(slot, SequenceNumber.ZERO);
            terminal.ota(slot, new LifeCycleCommand(LifeCycleCommand.Order.SUSPEND).toApdu());
        }
        if (!answer.status().equals(StatusWord.OK)) {
            throw new IllegalStateException("slot " + slot
                    + " answers under its OTA keys, but AUTHENTICATE under its K gives " + answer.status());
        }
        byte[] auts = Arrays.copyOfRange(answer.data(), 2, 2 + Auts.LENGTH);
        return Auts.decode(auts)
                .verify(terminal.keys().milenage(slot), terminal.rand())
                .map(SequenceNumber::value)
                .orElseThrow(() -> new IllegalStateException("AUTS of slot " + slot + " does not hold"));
    }
}
