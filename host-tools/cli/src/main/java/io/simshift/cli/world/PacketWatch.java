package io.simshift.cli.world;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.transfer.TransferPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Opens every packet that a server sends: no counter may serve two different packets, and no SWITCH may be sent without
 * end.
 */
final class PacketWatch {
    private static final TransferPolicy STANDARD = TransferPolicy.standard();
    /** The retries before the longest wait is reached, and copies that a card asks for by its PoR. */
    private static final int QUICK_RETRIES = 20;

    /** Of all kinds: an hour apart in the worst of times, quicker at the beginning of a transfer and when asked. */
    private static final int PER_DAY_MAX = 60;

    private final Judge judge;
    private final Clock clock;
    private final Map<String, byte[]> byCounter = new TreeMap<>();
    private final Map<String, Integer> perDay = new TreeMap<>();
    private final Map<TransferId, Integer> submissions = new LinkedHashMap<>();
    private final Map<OperatorId, Integer> restarts = new TreeMap<>();
    private int messages;

    PacketWatch(Judge judge, Clock clock) {
        this.judge = judge;
        this.clock = clock;
    }

    void restarted(OperatorId operator) {
        restarts.merge(operator, 1, Integer::sum);
    }

    void submitted(OperatorId operator, WorldCard card, OutgoingSms message) {
        messages++;
        byte[] bytes = message.userData();
        byte[] packet = PacketSegments.join(List.of(UserData.of(bytes)));
        for (int slot = 1; slot <= card.keys().slots(); slot++) {
            Optional<CommandPacket> opened = open(packet, card.keys(), slot);
            if (opened.isPresent()) {
                opened(operator, card, slot, opened.get(), bytes);
                return;
            }
        }
        judge.violated(Optional.of(card.iccid()), operator + " sends a packet that no slot's keys open");
    }

    private static Optional<CommandPacket> open(byte[] packet, CardKeys keys, int slot) {
        try {
            return Optional.of(SecuredPackets.open(packet, keys.ota(slot)).packet());
        } catch (WireFormatException e) {
            return Optional.empty(); // another slot's
        }
    }

    private void opened(OperatorId operator, WorldCard card, int slot, CommandPacket packet, byte[] bytes) {
        String key = card.iccid() + "/" + slot + "/" + packet.counter().value();
        byte[] former = byCounter.putIfAbsent(key, bytes);
        if (former != null && !Arrays.equals(former, bytes)) {
            judge.violated(
                    Optional.of(card.iccid()),
                    operator + " uses counter " + packet.counter().value() + " of slot " + slot + " for "
                            + HexFormat.of().formatHex(former) + " and "
                            + HexFormat.of().formatHex(bytes));
        }
        chatter(operator, card);
        CommandApdu command = CompactScript.decode(packet.data()).commands().get(0);
        if (command.ins() == SwitchCommand.INS) {
            count(card, SwitchCommand.decode(command.data()).transferId());
        }
    }

    private void chatter(OperatorId operator, WorldCard card) {
        long day = Duration.between(Instant.EPOCH, clock.instant()).toDays();
        int today = perDay.merge(operator + "/" + card.iccid() + "/" + day, 1, Integer::sum);
        if (today == PER_DAY_MAX + 1) {
            judge.violated(
                    Optional.of(card.iccid()), operator + " sends it more than " + PER_DAY_MAX + " messages a day");
        }
    }

    private void count(WorldCard card, TransferId transfer) {
        int sent = submissions.merge(transfer, 1, Integer::sum);
        Optional<MoveOrder> order = judge.order(transfer);
        if (order.isEmpty()) {
            judge.violated(Optional.of(card.iccid()), "a SWITCH that nobody ordered: transfer " + transfer);
        } else if (sent == bound(order.get()) + 1) {
            judge.violated(Optional.of(card.iccid()), "transfer " + transfer + " has sent " + sent + " messages");
        }
    }

    /** What the policy allows in the window of the order, and one more for each restart of the server. */
    private int bound(MoveOrder order) {
        Duration window = order.options().window();
        long slow = window.dividedBy(STANDARD.maxRetryDelay()) + 1;
        return (int) slow + QUICK_RETRIES + STANDARD.maxRebuilds() + restarts.getOrDefault(order.donor(), 0);
    }

    /** Submissions of all servers, of whatever kind. */
    int messages() {
        return messages;
    }

    /** How often a SWITCH of this transfer was submitted. */
    int submissions(TransferId transfer) {
        return submissions.getOrDefault(transfer, 0);
    }
}
