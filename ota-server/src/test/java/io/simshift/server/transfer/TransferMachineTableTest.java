package io.simshift.server.transfer;

import static io.simshift.server.transfer.Transfers.DEADLINE;
import static io.simshift.server.transfer.Transfers.DUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.sms.DeliveryReceipt.Outcome;
import io.simshift.server.transfer.Event.Command;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every phase with every event; a pair that the table does not name must change nothing. */
class TransferMachineTableTest {
    private static final String TABLE = """
            ORDERED reserved -> RESERVED HandOver
            ORDERED reservationRefused -> REJECTED
            ORDERED timer -> ORDERED Reserve
            ORDERED late -> EXPIRED
            ORDERED cancel -> CANCELLED
            ORDERED resumed -> ORDERED Reserve
            RESERVED provisioned -> PROVISIONED Advance
            RESERVED timer -> RESERVED HandOver
            RESERVED late -> EXPIRED
            RESERVED cancel -> CANCELLED
            RESERVED resumed -> RESERVED HandOver
            PROVISIONED advanced -> QUEUED BuildPacket
            PROVISIONED cancel -> CANCELLED
            PROVISIONED resumed -> PROVISIONED Advance
            QUEUED packetStored -> SENT Send
            QUEUED buildFailed -> UNKNOWN QueryCard
            QUEUED porOk -> ACKNOWLEDGED
            QUEUED porStatusWord -> REJECTED
            QUEUED porCounterLow -> QUEUED BuildPacket
            QUEUED porCheckFailed -> UNKNOWN QueryCard
            QUEUED porTarUnknown -> REJECTED
            QUEUED porWithoutStatusWord -> UNKNOWN QueryCard
            QUEUED cancel -> CANCELLING BuildCancel
            QUEUED porMoreTime -> ACCEPTED
            QUEUED timer -> SENT Send
            QUEUED late -> UNKNOWN QueryCard
            QUEUED seen -> CONFIRMED
            QUEUED cardPending -> ACKNOWLEDGED
            QUEUED cardCameHome -> FELL_BACK
            SENT submitAccepted -> ACCEPTED
            SENT submitRefusedForNow -> QUEUED
            SENT submitRefused -> REJECTED
            SENT submitUnknown -> QUEUED
            SENT receiptDelivered -> ACCEPTED
            SENT receiptExpired -> QUEUED
            SENT receiptFailed -> QUEUED
            SENT porOk -> ACKNOWLEDGED
            SENT porStatusWord -> REJECTED
            SENT porCounterLow -> QUEUED BuildPacket
            SENT porCheckFailed -> UNKNOWN QueryCard
            SENT porTarUnknown -> REJECTED
            SENT porWithoutStatusWord -> UNKNOWN QueryCard
            SENT cancel -> CANCELLING BuildCancel
            SENT porMoreTime -> ACCEPTED
            SENT timer -> QUEUED
            SENT late -> UNKNOWN QueryCard
            SENT seen -> CONFIRMED
            SENT cardPending -> ACKNOWLEDGED
            SENT cardCameHome -> FELL_BACK
            SENT resumed -> SENT Send
            ACCEPTED receiptDelivered -> ACCEPTED
            ACCEPTED receiptExpired -> QUEUED
            ACCEPTED receiptFailed -> QUEUED
            ACCEPTED porOk -> ACKNOWLEDGED
            ACCEPTED porStatusWord -> REJECTED
            ACCEPTED porCounterLow -> QUEUED BuildPacket
            ACCEPTED porCheckFailed -> UNKNOWN QueryCard
            ACCEPTED porTarUnknown -> REJECTED
            ACCEPTED porWithoutStatusWord -> UNKNOWN QueryCard
            ACCEPTED cancel -> CANCELLING BuildCancel
            ACCEPTED porMoreTime -> ACCEPTED
            ACCEPTED timer -> QUEUED
            ACCEPTED late -> UNKNOWN QueryCard
            ACCEPTED seen -> CONFIRMED
            ACCEPTED cardPending -> ACKNOWLEDGED
            ACCEPTED cardCameHome -> FELL_BACK
            ACKNOWLEDGED timer -> ACKNOWLEDGED
            ACKNOWLEDGED late -> UNKNOWN QueryCard
            ACKNOWLEDGED seen -> CONFIRMED
            ACKNOWLEDGED cancel -> CANCELLING BuildCancel
            ACKNOWLEDGED cardCameHome -> FELL_BACK
            CANCELLING packetStored -> CANCELLING Send
            CANCELLING buildFailed -> UNKNOWN QueryCard
            CANCELLING submitAccepted -> CANCELLING
            CANCELLING submitRefusedForNow -> CANCELLING
            CANCELLING submitRefused -> UNKNOWN QueryCard
            CANCELLING submitUnknown -> CANCELLING
            CANCELLING receiptDelivered -> CANCELLING
            CANCELLING receiptExpired -> CANCELLING
            CANCELLING receiptFailed -> CANCELLING
            CANCELLING cancelOk -> CANCELLED
            CANCELLING cancelStatusWord -> UNKNOWN QueryCard
            CANCELLING cancelCounterLow -> CANCELLING BuildCancel
            CANCELLING cancelCheckFailed -> UNKNOWN QueryCard
            CANCELLING cancelMoreTime -> CANCELLING
            CANCELLING timer -> CANCELLING Send
            CANCELLING late -> CANCELLING Send
            CANCELLING seen -> CONFIRMED
            CANCELLING cardCameHome -> FELL_BACK
            CANCELLING resumed -> CANCELLING Send
            REJECTED porOk -> ACKNOWLEDGED
            REJECTED seen -> CONFIRMED
            EXPIRED porOk -> ACKNOWLEDGED
            EXPIRED seen -> CONFIRMED
            FELL_BACK seen -> CONFIRMED
            UNKNOWN porOk -> ACKNOWLEDGED
            UNKNOWN porStatusWord -> REJECTED
            UNKNOWN seen -> CONFIRMED
            UNKNOWN timer -> UNKNOWN QueryCard
            UNKNOWN late -> UNKNOWN QueryCard
            UNKNOWN resumed -> UNKNOWN QueryCard
            UNKNOWN cancel -> CANCELLING BuildCancel
            UNKNOWN cancelOk -> CANCELLED
            UNKNOWN cardCalledItOff -> CANCELLED
            UNKNOWN cardPending -> ACKNOWLEDGED
            UNKNOWN cardCameHome -> FELL_BACK
            UNKNOWN cardWithoutIt -> EXPIRED
            """;

    private static final Map<String, Event> EVENTS = events();

    private static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("started", new Event.Started());
        events.put("reserved", new Event.Reserved());
        events.put("reservationRefused", new Event.ReservationRefused("SPENT"));
        events.put("provisioned", new Event.Provisioned());
        events.put("advanced", new Event.Advanced());
        events.put("packetStored", new Event.PacketStored(8));
        events.put("buildFailed", new Event.BuildFailed("too long"));
        events.put("submitAccepted", new Event.SubmitAccepted(1, "id"));
        events.put("submitAcceptedOfEarlierOne", new Event.SubmitAccepted(0, "id"));
        events.put("submitRefusedForNow", new Event.SubmitRefused(1, 0x58, true));
        events.put("submitRefused", new Event.SubmitRefused(1, 0x0B, false));
        events.put("submitRefusedOfEarlierOne", new Event.SubmitRefused(0, 0x0B, false));
        events.put("submitUnknown", new Event.SubmitUnknown(1, "no answer"));
        events.put("submitUnknownOfEarlierOne", new Event.SubmitUnknown(0, "no answer"));
        events.put("receiptDelivered", new Event.ReceiptArrived(1, Outcome.DELIVERED));
        events.put("receiptExpired", new Event.ReceiptArrived(1, Outcome.EXPIRED));
        events.put("receiptFailed", new Event.ReceiptArrived(1, Outcome.FAILED));
        events.put("receiptUnknown", new Event.ReceiptArrived(1, Outcome.UNKNOWN));
        events.put("receiptOfEarlierOne", new Event.ReceiptArrived(0, Outcome.FAILED));
        events.put("porOk", new Event.PorArrived(Command.SWITCH, 7, 0x00, 0x9000, true));
        events.put("porOkOfAnybody", new Event.PorArrived(Command.SWITCH, 7, 0x00, 0x9000, false));
        events.put("porStatusWord", new Event.PorArrived(Command.SWITCH, 7, 0x00, 0x6985, true));
        events.put("porCounterLow", new Event.PorArrived(Command.SWITCH, 7, 0x02, 0, true));
        events.put("porCounterLowOfEarlierPacket", new Event.PorArrived(Command.SWITCH, 6, 0x02, 0, true));
        events.put("porCounterLowOfAnybody", new Event.PorArrived(Command.SWITCH, 7, 0x02, 0, false));
        events.put("porCheckFailed", new Event.PorArrived(Command.SWITCH, 0, 0x01, 0, false));
        events.put("porMoreTime", new Event.PorArrived(Command.SWITCH, 7, 0x08, 0, true));
        events.put("porTarUnknown", new Event.PorArrived(Command.SWITCH, 0, 0x09, 0, false));
        events.put("porWithoutStatusWord", new Event.PorArrived(Command.SWITCH, 7, 0x00, 0, true));
        events.put("cancelOk", new Event.PorArrived(Command.CANCEL, 7, 0x00, 0x9000, true));
        events.put("cancelOkOfAnybody", new Event.PorArrived(Command.CANCEL, 7, 0x00, 0x9000, false));
        events.put("cancelOkOfEarlierPacket", new Event.PorArrived(Command.CANCEL, 6, 0x00, 0x9000, true));
        events.put("cancelStatusWord", new Event.PorArrived(Command.CANCEL, 7, 0x00, 0x6985, true));
        events.put("cancelCounterLow", new Event.PorArrived(Command.CANCEL, 7, 0x02, 0, true));
        events.put("cancelCheckFailed", new Event.PorArrived(Command.CANCEL, 0, 0x01, 0, false));
        events.put("cancelMoreTime", new Event.PorArrived(Command.CANCEL, 7, 0x08, 0, true));
        events.put("timer", new Event.TimerFired());
        events.put("early", new Event.TimerFired());
        events.put("late", new Event.TimerFired());
        events.put("seen", new Event.SeenAtRecipient());
        events.put("cardPending", new Event.CardAnswered(new SlotIndex(1), 8, true, true, 0));
        events.put("cardCameHome", new Event.CardAnswered(new SlotIndex(1), 8, true, false, 2));
        events.put("cardCalledItOff", new Event.CardAnswered(new SlotIndex(1), 8, true, false, 0));
        events.put("cardCameHomeBeforeThePacket", new Event.CardAnswered(new SlotIndex(1), 7, true, false, 2));
        events.put("cardWithoutItBeforeThePacket", new Event.CardAnswered(new SlotIndex(1), 7, false, false, 0));
        events.put("cardWithoutIt", new Event.CardAnswered(new SlotIndex(1), 8, false, false, 0));
        events.put("cancel", new Event.CancelRequested("test"));
        events.put("resumed", new Event.Resumed());
        return events;
    }

    static Stream<Arguments> everyPair() {
        Map<String, String> rows = new HashMap<>();
        TABLE.lines().forEach(line -> rows.put(line.split(" -> ")[0], line.split(" -> ")[1]));
        return Stream.of(Phase.values())
                .flatMap(phase -> EVENTS.keySet().stream()
                        .map(event -> Arguments.of(phase, event, rows.getOrDefault(phase + " " + event, "ignored"))));
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @MethodSource("everyPair")
    void followsTheTable(Phase phase, String event, String expected) {
        TransferState state = Transfers.in(phase);
        Decision decision = Transfers.MACHINE.decide(state, EVENTS.get(event), nowOf(event));

        if (expected.equals("ignored")) {
            assertThat(decision.state()).isEqualTo(state);
            assertThat(decision.effects()).isEmpty();
        } else {
            String effects = decision.effects().stream()
                    .map(effect -> " " + effect.getClass().getSimpleName())
                    .collect(Collectors.joining());
            assertThat(decision.state().phase() + effects).isEqualTo(expected);
            assertThat(decision.state()).isNotEqualTo(decision.effects().isEmpty() ? state : null);
        }
    }

    private static Instant nowOf(String event) {
        return switch (event) {
            case "late" -> DEADLINE;
            case "early" -> DUE.minusMillis(1);
            default -> DUE;
        };
    }

    @Test
    void namesOnlyPhasesAndEventsThatExist() {
        TABLE.lines().forEach(line -> {
            String[] words = line.split(" ");
            assertThat(Phase.valueOf(words[0])).isNotNull();
            assertThat(EVENTS).containsKey(words[1]);
        });
    }
}
