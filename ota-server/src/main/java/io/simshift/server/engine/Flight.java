package io.simshift.server.engine;

import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.engine.PacketStore.StoredPacket;
import io.simshift.server.transfer.TransferState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A transfer that something happens to, as the {@link WorkingSet} knows it: its state, and what its tables do not have yet. */
final class Flight {
    /** Where a new transfer comes from: no row of any campaign of the desk. */
    static final long DIRECT = 0;

    /** A packet, with its counter. */
    record Packet(long counter, StoredPacket stored) {}

    /** What the SMSC calls a submission. */
    record Submission(String messageId, int number) {}

    /** A card, for all the transfers of it that are remembered. */
    static final class Seat {
        private volatile CardRegistry.Held held;
        private boolean changed;
        private boolean unlogged;
        private boolean stale;
        private int users;

        Seat(CardRegistry.Held held) {
            this.held = held;
        }

        CardRegistry.Held held() {
            return held;
        }

        Card card() {
            return held.card();
        }

        /** Whether it has to be read again before anybody relies on it. */
        boolean isStale() {
            return stale;
        }

        /** Somebody else may have changed the card; not what was changed here. */
        void setStale() {
            stale = !changed;
        }

        void refresh(CardRegistry.Held fresh) {
            held = fresh;
            stale = false;
        }

        /** The tables do not have this yet. */
        void change(Card card) {
            held = new CardRegistry.Held(card, held.wrappedKeys());
            changed = true;
            unlogged = true;
        }

        boolean isChanged() {
            return changed;
        }

        void written() {
            changed = false;
            unlogged = false;
        }

        /** Whether the journal has to take it; it has then. */
        boolean takeUnlogged() {
            boolean was = unlogged;
            unlogged = false;
            return was;
        }

        Runnable undo() {
            CardRegistry.Held heldNow = held;
            boolean changedNow = changed;
            boolean unloggedNow = unlogged;
            return () -> {
                held = heldNow;
                changed = changedNow;
                unlogged = unloggedNow;
                stale = !changedNow;
            };
        }
    }

    private final long row;
    private final List<EventLine> events = new ArrayList<>(1);
    private final List<Packet> packets = new ArrayList<>(1);
    private final List<Submission> submissions = new ArrayList<>(1);
    private volatile TransferState state;
    private Instant changedAt;
    private volatile Seat seat;
    private boolean fresh;
    private boolean stateChanged;
    private boolean stateUnlogged;
    private boolean unlogged;
    private boolean dirty;
    private long journal;
    private int loggedEvents;
    private int loggedPackets;
    private int loggedSubmissions;
    private int writtenPackets;
    private boolean logged;

    private Flight(TransferState state, Instant changedAt, long row, boolean fresh) {
        this.state = state;
        this.changedAt = changedAt;
        this.row = row;
        this.fresh = fresh;
    }

    /** One that the tables do not have. @param row of its campaign's order, or {@link #DIRECT} */
    static Flight fresh(TransferState state, Instant now, long row) {
        return new Flight(state, now, row, true);
    }

    /** One as the tables have it. */
    static Flight stored(TransferState state, Instant changedAt) {
        return new Flight(state, changedAt, DIRECT, false);
    }

    TransferState state() {
        return state;
    }

    Instant changedAt() {
        return changedAt;
    }

    long row() {
        return row;
    }

    /** Whether its row has to be inserted. */
    boolean isFresh() {
        return fresh;
    }

    /** Whether its order is in the journal. */
    boolean isLogged() {
        return logged;
    }

    Seat seat() {
        return seat;
    }

    void sit(Seat taken) {
        seat = taken;
        taken.users++;
    }

    /** Forgets its card; true where that was the last transfer that remembered it. */
    boolean leaveSeat() {
        Seat left = seat;
        seat = null;
        return left != null && --left.users == 0;
    }

    void change(TransferState now, Instant at) {
        state = now;
        changedAt = at;
        stateChanged = true;
        stateUnlogged = true;
        dirty = true;
        unlogged = true;
    }

    void add(EventLine line) {
        events.add(line);
        dirty = true;
        unlogged = true;
    }

    void add(Packet packet) {
        packets.add(packet);
        dirty = true;
        unlogged = true;
    }

    void add(Submission submission) {
        submissions.add(submission);
        dirty = true;
        unlogged = true;
    }

    /** All that the tables do not have. */
    List<EventLine> events() {
        return events;
    }

    List<Packet> packets() {
        return packets;
    }

    List<Packet> unwrittenPackets() {
        return packets.subList(writtenPackets, packets.size());
    }

    List<Submission> submissions() {
        return submissions;
    }

    /** Somebody else's submission has this message id by now. */
    void forget(Predicate<Submission> unwanted) {
        submissions.removeIf(unwanted);
    }

    List<EventLine> unloggedEvents() {
        return events.subList(loggedEvents, events.size());
    }

    List<Packet> unloggedPackets() {
        return packets.subList(loggedPackets, packets.size());
    }

    List<Submission> unloggedSubmissions() {
        return submissions.subList(loggedSubmissions, submissions.size());
    }

    /** Whether its row has to be written. */
    boolean isStateChanged() {
        return stateChanged;
    }

    boolean isStateUnlogged() {
        return stateUnlogged;
    }

    boolean isUnlogged() {
        return unlogged;
    }

    boolean isDirty() {
        return dirty || seat != null && seat.isChanged();
    }

    /** The oldest entry of the journal that is needed for it; 0 for none. */
    long journal() {
        return journal;
    }

    /** All of it is in the journal. */
    void logged(long number) {
        journal = journal == 0 ? number : journal;
        logged = true;
        unlogged = false;
        stateUnlogged = false;
        loggedEvents = events.size();
        loggedPackets = packets.size();
        loggedSubmissions = submissions.size();
    }

    /** All of it is in the tables. */
    void written() {
        fresh = false;
        dirty = false;
        unlogged = false;
        stateChanged = false;
        stateUnlogged = false;
        journal = 0;
        events.clear();
        submissions.clear();
        loggedEvents = 0;
        loggedSubmissions = 0;
        loggedPackets = packets.size();
        writtenPackets = packets.size();
    }

    /** Brings it back to what it is now; only before it is logged or written. */
    Runnable undo() {
        TransferState stateNow = state;
        Instant changedNow = changedAt;
        boolean unloggedNow = unlogged;
        boolean dirtyNow = dirty;
        boolean stateChangedNow = stateChanged;
        boolean stateUnloggedNow = stateUnlogged;
        int eventsNow = events.size();
        int packetsNow = packets.size();
        int submissionsNow = submissions.size();
        return () -> {
            state = stateNow;
            changedAt = changedNow;
            unlogged = unloggedNow;
            dirty = dirtyNow;
            stateChanged = stateChangedNow;
            stateUnlogged = stateUnloggedNow;
            events.subList(eventsNow, events.size()).clear();
            packets.subList(packetsNow, packets.size()).clear();
            submissions.subList(submissionsNow, submissions.size()).clear();
        };
    }
}
