package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One order on its way: what was left out, how each card stands, and when all are settled. */
public final class Campaign {
    /**
     * How one card stands.
     *
     * @param reason for people; empty where all is well
     * @param times when it entered each phase that it was in, the last time where more than once
     */
    public record CardProgress(
            TransferId transfer,
            Iccid iccid,
            Imsi newImsi,
            SlotIndex homeSlot,
            SlotIndex targetSlot,
            Phase phase,
            int submissions,
            String reason,
            Map<Phase, Instant> times) {
        public CardProgress {
            times = times.isEmpty() ? Map.of() : Map.copyOf(times);
        }
    }

    private final CampaignRecord campaign;
    private final Map<Iccid, TransferState> states = new TreeMap<>();
    private final Map<Iccid, EnumMap<Phase, Instant>> times = new TreeMap<>();
    private final CompletableFuture<Campaign> settled = new CompletableFuture<>();

    Campaign(CampaignRecord campaign) {
        this.campaign = campaign;
    }

    CampaignRecord record() {
        return campaign;
    }

    synchronized void put(TransferState state) {
        states.put(state.order().iccid(), state);
    }

    synchronized void time(Iccid iccid, Phase phase, Instant at) {
        times.computeIfAbsent(iccid, key -> new EnumMap<>(Phase.class)).put(phase, at);
    }

    void update(TransferState state, Instant at) {
        put(state);
        time(state.order().iccid(), state.phase(), at);
    }

    void completeIfSettled() {
        if (isSettled()) {
            settled.complete(this);
        }
    }

    private synchronized boolean isSettled() {
        return states.values().stream().allMatch(state -> state.phase().isSettled());
    }

    /** Its name. */
    public String id() {
        return campaign.id();
    }

    /** Where its cards go. */
    public OperatorId recipient() {
        return campaign.recipient().id();
    }

    /** Rows of the order that were left out. */
    public List<OrderProblem> problems() {
        return campaign.problems();
    }

    /** Files of the recipient that did not fit the one message of a SWITCH, and so are not written. */
    public List<String> droppedFiles() {
        return campaign.droppedFiles();
    }

    /** Its cards, by ICCID. */
    public synchronized List<CardProgress> cards() {
        return states.values().stream().map(this::progress).toList();
    }

    private CardProgress progress(TransferState state) {
        TransferState.Order order = state.order();
        Map<Phase, Instant> seen = times.getOrDefault(order.iccid(), new EnumMap<>(Phase.class));
        return new CardProgress(
                order.id(),
                order.iccid(),
                order.newImsi(),
                order.homeSlot(),
                order.targetSlot(),
                state.phase(),
                state.submissions(),
                state.reason(),
                seen);
    }

    /** The list that goes to the recipient (TR 33.812 5.3.2.2, step 6): all cards of the order that are not refused. */
    public synchronized List<HandoverEntry> handoverList() {
        return states.values().stream()
                .filter(state -> state.phase() != Phase.REJECTED && state.phase() != Phase.CANCELLED)
                .map(TransferState::order)
                .map(order -> new HandoverEntry(order.newImsi(), order.iccid(), order.targetSlot()))
                .toList();
    }

    /** Completes once every card is settled; an UNKNOWN one counts as settled and may still become CONFIRMED. */
    public CompletableFuture<Campaign> settled() {
        return settled.copy();
    }
}
