package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Counter;
import io.simshift.server.audit.AuditEntry;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.engine.Flight.Seat;
import io.simshift.server.engine.PacketStore.StoredPacket;
import io.simshift.server.store.WriteBehind;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.TransferState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The transfers that something happens to. What changes of them is in the journal with the transaction that changes it, and in
 * the tables later, many at a time, those first to which nothing has happened for longest: so that a card costs the tables one
 * row of each kind, and no more than one page that others do not touch. The journal holds what the tables do not, and after a
 * crash the tables are brought up to date from it before anything else.
 *
 * <p>Belongs to the store's writer. Others see the tables, which {@link io.simshift.server.store.Database#read} has settled
 * before.
 */
final class WorkingSet implements WriteBehind, TransferLookup {
    /**
     * How much is remembered.
     *
     * @param dirtyMax transfers that the tables may lag behind by, and so many may have to be settled at once, or after a crash
     * @param dirtyLimit from so many on, those under way are written as well: they will be written again
     * @param chunk transfers that are written into the tables at a time
     * @param cleanMax transfers that are remembered although the tables have them
     */
    record Limits(int dirtyMax, int dirtyLimit, int chunk, int cleanMax) {
        static final Limits STANDARD = new Limits(3000, 20_000, 500, 5000);
    }

    private final TransferStore transfers;
    private final CardRegistry cards;
    private final Projection projection;
    private final Limits limits;
    private final Journal journal = new Journal();
    private final Map<TransferId, Flight> dirty = new LinkedHashMap<>();
    private final Map<TransferId, Flight> clean = new LinkedHashMap<>();
    /** This one and that by number may be looked into by others, who then know what was so a moment ago. */
    private final Map<Iccid, Flight> byCard = new ConcurrentHashMap<>();

    private final Map<Imsi, Flight> byNewImsi = new HashMap<>();
    private final Map<Msisdn, Seat> byNumber = new ConcurrentHashMap<>();
    private final Map<Iccid, Seat> seats = new HashMap<>();
    private final Map<String, Flight> bySubmission = new HashMap<>();
    /** Those that this transaction has changed. */
    private final Set<Flight> touched = new LinkedHashSet<>();

    private final List<AuditEntry> ledger = new ArrayList<>();
    private final List<Runnable> undo = new ArrayList<>();
    private boolean journalUnread = true;
    private volatile boolean settled;

    WorkingSet(
            TransferStore transfers, PacketStore packets, CampaignStore campaigns, CardRegistry cards, Limits limits) {
        this.limits = limits;
        this.transfers = transfers;
        this.cards = cards;
        this.projection = new Projection(transfers, packets, campaigns, cards);
    }

    /** The state as this transaction sees it. */
    TransferState current(Connection db, TransferId id) throws SQLException {
        return flight(db, id).state();
    }

    private Flight flight(Connection db, TransferId id) throws SQLException {
        Flight known = known(id);
        if (known != null) {
            return known;
        }
        TransferState state =
                transfers.find(db, id).orElseThrow(() -> new IllegalArgumentException("there is no transfer " + id));
        Flight stored = Flight.stored(state, transfers.changedAt(db, id));
        clean.put(id, stored);
        index(stored);
        return stored;
    }

    private Flight known(TransferId id) {
        Flight known = dirty.get(id);
        return known != null ? known : clean.get(id);
    }

    private void index(Flight flight) {
        TransferState.Order order = flight.state().order();
        byCard.merge(order.iccid(), flight, WorkingSet::current);
        byNewImsi.merge(order.newImsi(), flight, WorkingSet::current);
    }

    /** The one that counts: that is open, or else the younger one. */
    private static Flight current(Flight a, Flight b) {
        boolean open = !a.state().phase().isClosed();
        if (open != !b.state().phase().isClosed()) {
            return open ? a : b;
        }
        return a.changedAt().isAfter(b.changedAt()) ? a : b;
    }

    private void touch(Flight flight) {
        undo.add(flight.undo());
        touched.add(flight);
        TransferId id = flight.state().id();
        clean.remove(id);
        // Last in line: what something happens to now is what something will happen to soon.
        dirty.remove(id);
        dirty.put(id, flight);
    }

    /** Takes a new transfer in. @param row of its campaign's order, or {@link Flight#DIRECT} */
    void insert(TransferState state, long row, Instant now) {
        Flight flight = Flight.fresh(state, now, row);
        Flight sameCard = byCard.get(state.order().iccid());
        Flight sameImsi = byNewImsi.get(state.order().newImsi());
        undo.add(() -> {
            dirty.remove(state.id());
            touched.remove(flight);
            leaveSeat(flight);
            restore(byCard, state.order().iccid(), sameCard);
            restore(byNewImsi, state.order().newImsi(), sameImsi);
        });
        index(flight);
        touch(flight);
        flight.change(state, now);
    }

    private static <K> void restore(Map<K, Flight> index, K key, Flight before) {
        if (before == null) {
            index.remove(key);
        } else {
            index.put(key, before);
        }
    }

    void change(Connection db, TransferState state, Instant now) throws SQLException {
        Flight flight = flight(db, state.id());
        touch(flight);
        flight.change(state, now);
    }

    void happened(Connection db, TransferId id, EventLine line) throws SQLException {
        Flight flight = flight(db, id);
        touch(flight);
        flight.add(line);
    }

    /** Goes into the ledger with this transaction. */
    void audit(AuditEntry entry) {
        int size = ledger.size();
        undo.add(() -> ledger.subList(size, ledger.size()).clear());
        ledger.add(entry);
    }

    /** The card of a transfer, and its keys; empty where there is none any more. */
    Optional<CardRegistry.Held> card(Connection db, TransferId id) throws SQLException {
        return seat(db, flight(db, id)).map(Seat::held);
    }

    private Optional<Seat> seat(Connection db, Flight flight) throws SQLException {
        if (flight.seat() == null) {
            Iccid iccid = flight.state().order().iccid();
            Seat known = seats.get(iccid);
            Optional<Seat> seat =
                    known != null ? Optional.of(known) : cards.hold(db, iccid).map(this::newSeat);
            seat.ifPresent(flight::sit);
        }
        return flight.seat() == null ? Optional.empty() : fresh(db, flight.seat());
    }

    private Seat newSeat(CardRegistry.Held held) {
        Seat seat = new Seat(held);
        seats.put(held.card().iccid(), seat);
        byNumber.put(held.card().msisdn(), seat);
        return seat;
    }

    /** As the tables have it by now; empty where they have it no more. */
    private Optional<Seat> fresh(Connection db, Seat seat) throws SQLException {
        if (seat.isStale()) {
            Optional<CardRegistry.Held> held = cards.hold(db, seat.card().iccid());
            if (held.isEmpty()) {
                return Optional.empty();
            }
            byNumber.remove(seat.card().msisdn(), seat);
            seat.refresh(held.get());
            byNumber.put(seat.card().msisdn(), seat);
        }
        return Optional.of(seat);
    }

    /** A caller has the card, from {@link #card(Connection, Iccid)} in this transaction. */
    void seat(Connection db, TransferId id, CardRegistry.Held held) throws SQLException {
        Flight flight = flight(db, id);
        if (flight.seat() == null) {
            Seat known = seats.get(held.card().iccid());
            flight.sit(known != null ? known : newSeat(held));
        }
    }

    /** The card as this transaction sees it, without a transfer at hand. */
    Optional<CardRegistry.Held> card(Connection db, Iccid iccid) throws SQLException {
        Seat seat = seats.get(iccid);
        return seat != null ? fresh(db, seat).map(Seat::held) : cards.hold(db, iccid);
    }

    /** The card with this number, as this transaction sees it. */
    Optional<CardRegistry.Held> card(Connection db, Msisdn number) throws SQLException {
        Seat seat = byNumber.get(number);
        if (seat == null || seat.isStale()) {
            Optional<CardRegistry.Held> held = cards.hold(db, number);
            return held.isPresent() ? card(db, held.get().card().iccid()) : held;
        }
        return Optional.of(seat.held());
    }

    /** The card with this number as it was a moment ago, where something happens to it; for any thread. */
    Optional<CardRegistry.Held> peek(Msisdn number) {
        return Optional.ofNullable(byNumber.get(number)).map(Seat::held);
    }

    /** A transfer and its card, as they were a moment ago. */
    record Glimpse(TransferState state, CardRegistry.Held held) {}

    /** The youngest transfer of a card as it was a moment ago, where something happens to it; for any thread. */
    Optional<Glimpse> peek(Iccid iccid) {
        Flight flight = byCard.get(iccid);
        Seat seat = flight == null ? null : flight.seat();
        return seat == null ? Optional.empty() : Optional.of(new Glimpse(flight.state(), seat.held()));
    }

    /** What transfers may change of a card. */
    void changeCard(Connection db, TransferId id, Card changed) throws SQLException {
        Flight flight = flight(db, id);
        Seat seat = seat(db, flight)
                .orElseThrow(
                        () -> new IllegalStateException("card " + changed.iccid() + " is not registered any more"));
        touch(flight);
        undo.add(seat.undo());
        seat.change(changed);
    }

    /** The caller is about to change the row of a card: writes what was changed of it, and reads it again afterwards. */
    void leaveCard(Connection db, Iccid iccid) throws SQLException {
        Seat seat = seats.get(iccid);
        if (seat == null) {
            return;
        }
        undo.add(seat.undo());
        if (seat.isChanged()) {
            cards.update(db, List.of(seat.card()));
            seat.written();
        }
        seat.setStale();
    }

    /** @throws IllegalStateException where the transfer has a packet with this counter: no counter is used twice */
    void store(Connection db, TransferId id, Counter counter, StoredPacket packet) throws SQLException {
        Flight flight = flight(db, id);
        boolean isUsed = flight.packets().stream().anyMatch(known -> known.counter() == counter.value())
                || !flight.isFresh() && projection.packets().has(db, id, counter.value());
        if (isUsed) {
            throw new IllegalStateException("transfer " + id + " has a packet with counter " + counter + " already");
        }
        touch(flight);
        flight.add(new Flight.Packet(counter.value(), packet));
    }

    /** The packet of this card's slot with this counter: a transfer's, or a QUERY. */
    Optional<StoredPacket> packet(Connection db, Iccid iccid, SlotIndex slot, long counter) throws SQLException {
        Flight flight = byCard.get(iccid);
        if (flight != null && flight.state().order().homeSlot().equals(slot)) {
            for (Flight.Packet packet : flight.packets()) {
                if (packet.counter() == counter) {
                    return Optional.of(packet.stored());
                }
            }
        }
        return projection.packets().find(db, iccid, slot, counter);
    }

    void submitted(Connection db, TransferId id, String messageId, int number) throws SQLException {
        Flight flight = flight(db, id);
        touch(flight);
        flight.add(new Flight.Submission(messageId, number));
        Flight before = bySubmission.put(messageId, flight);
        undo.add(() -> restore(bySubmission, messageId, before));
    }

    Optional<PacketStore.Submission> submission(Connection db, String messageId) throws SQLException {
        Flight flight = bySubmission.get(messageId);
        if (flight != null) {
            for (Flight.Submission submission : flight.submissions()) {
                if (submission.messageId().equals(messageId)) {
                    return Optional.of(new PacketStore.Submission(flight.state().id(), submission.number()));
                }
            }
        }
        return projection.packets().submission(db, messageId);
    }

    @Override
    public Optional<TransferState> openOf(Connection db, Iccid iccid) throws SQLException {
        Flight flight = byCard.get(iccid);
        if (flight != null && !flight.state().phase().isClosed()) {
            return Optional.of(flight.state());
        }
        return asKnown(transfers.openOf(db, iccid))
                .filter(state -> !state.phase().isClosed());
    }

    @Override
    public Optional<TransferState> latestTo(Connection db, Imsi newImsi) throws SQLException {
        Flight flight = byNewImsi.get(newImsi);
        if (flight != null && !flight.state().phase().isClosed()) {
            return Optional.of(flight.state());
        }
        Optional<TransferState> stored = asKnown(transfers.latestTo(db, newImsi));
        if (flight == null || stored.isEmpty()) {
            return flight == null ? stored : Optional.of(flight.state());
        }
        boolean isYounger = changedAt(db, stored.get().id()).isAfter(flight.changedAt());
        return isYounger || !stored.get().phase().isClosed() ? stored : Optional.of(flight.state());
    }

    private Instant changedAt(Connection db, TransferId id) throws SQLException {
        Flight known = known(id);
        return known != null ? known.changedAt() : transfers.changedAt(db, id);
    }

    private Optional<TransferState> asKnown(Optional<TransferState> stored) {
        return stored.map(state -> {
            Flight known = known(state.id());
            return known == null ? state : known.state();
        });
    }

    @Override
    public int mark() {
        return undo.size();
    }

    @Override
    public void undoTo(int mark) {
        while (undo.size() > mark) {
            undo.remove(undo.size() - 1).run();
        }
        touched.removeIf(flight -> !flight.isUnlogged() && !flight.isDirty());
    }

    @Override
    public void begin(Connection db) throws SQLException {
        if (journalUnread) {
            forget();
            journal.replay(db, new Replay(db), () -> {
                if (dirty.size() > limits.dirtyMax()) {
                    write(db, List.copyOf(dirty.values()));
                    touched.clear();
                    undo.clear();
                    forgetEldest();
                }
            });
            settle(db);
            journalUnread = false;
        }
    }

    @Override
    public void settle(Connection db) throws SQLException {
        write(db, List.copyOf(dirty.values()));
        projection.audit(db, ledger);
        ledger.clear();
        journal.clear(db);
        touched.clear();
        undo.clear();
        forgetEldest();
        // Who needs the tables may change cards.
        tablesChanged();
    }

    private void forget() {
        dirty.clear();
        clean.clear();
        byCard.clear();
        byNewImsi.clear();
        byNumber.clear();
        seats.clear();
        bySubmission.clear();
        touched.clear();
        undo.clear();
    }

    /** Cards that are remembered as the tables have them are read again. */
    @Override
    public void tablesChanged() {
        seats.values().forEach(Seat::setStale);
    }

    @Override
    public void beforeCommit(Connection db) throws SQLException {
        projection.audit(db, ledger);
        ledger.clear();
        touched.removeIf(flight -> !flight.isUnlogged() && !flight.isDirty());
        if (!touched.isEmpty()) {
            long number = journal.append(db, JournalCodec.encode(touched));
            touched.forEach(flight -> {
                journal.need(flight.journal() == 0 ? number : 0);
                flight.logged(number);
            });
            touched.clear();
        }
        boolean isMore = true;
        while (isMore && dirty.size() > limits.dirtyMax()) {
            isMore = writeOldest(db);
        }
        forgetEldest();
        undo.clear();
    }

    /** Writes a chunk of those that wait for nothing; false where there are not so many. */
    private boolean writeOldest(Connection db) throws SQLException {
        boolean all = dirty.size() > limits.dirtyLimit();
        List<Flight> oldest = new ArrayList<>(limits.chunk());
        for (Flight flight : dirty.values()) {
            if (all || isAtRest(flight.state())) {
                oldest.add(flight);
                if (oldest.size() == limits.chunk()) {
                    break;
                }
            }
        }
        // One at a time they would each cost as much as many do.
        if (oldest.size() < limits.chunk()) {
            return false;
        }
        write(db, oldest);
        journal.trim(db);
        return true;
    }

    /** Writes them into the tables, and remembers them. */
    private void write(Connection db, List<Flight> flights) throws SQLException {
        List<Long> needed = flights.stream().map(Flight::journal).toList();
        for (Flight flight : flights) {
            // Message ids come again some day: the last one to have it keeps it.
            flight.forget(submission -> !bySubmission.remove(submission.messageId(), flight));
        }
        projection.write(db, flights);
        needed.forEach(journal::release);
        for (Flight flight : flights) {
            dirty.remove(flight.state().id());
            clean.put(flight.state().id(), flight);
        }
    }

    /** Whether nothing is likely to happen to it soon. */
    private static boolean isAtRest(TransferState state) {
        return switch (state.phase()) {
            case QUEUED -> state.dueAt() != null;
            case ORDERED, RESERVED, PROVISIONED, SENT -> false;
            case ACCEPTED, ACKNOWLEDGED, CANCELLING, CONFIRMED, REJECTED, EXPIRED, CANCELLED, FELL_BACK, UNKNOWN ->
                true;
        };
    }

    private void forgetEldest() {
        Iterator<Flight> remembered = clean.values().iterator();
        while (clean.size() > limits.cleanMax()) {
            Flight eldest = remembered.next();
            remembered.remove();
            unindex(eldest);
        }
    }

    private void unindex(Flight flight) {
        TransferState.Order order = flight.state().order();
        byNewImsi.remove(order.newImsi(), flight);
        byCard.remove(order.iccid(), flight);
        leaveSeat(flight);
    }

    private void leaveSeat(Flight flight) {
        Seat seat = flight.seat();
        if (flight.leaveSeat()) {
            seats.remove(seat.card().iccid());
            byNumber.remove(seat.card().msisdn(), seat);
        }
    }

    @Override
    public void committed() {
        settled = dirty.isEmpty();
    }

    @Override
    public void takenBack() {
        forget();
        ledger.clear();
        journal.takenBack();
        journalUnread = true;
        settled = false;
    }

    @Override
    public boolean isSettled() {
        return settled;
    }

    /** Takes up what the journal has. */
    private final class Replay implements JournalCodec.Reader {
        private final Connection db;
        private Flight flight;

        Replay(Connection db) {
            this.db = db;
        }

        @Override
        public void order(TransferState.Order order, long row) throws SQLException {
            if (known(order.id()) == null && transfers.find(db, order.id()).isEmpty()) {
                insert(TransferState.ordered(order), row, Instant.EPOCH);
            }
            transfer(order.id());
        }

        @Override
        public void transfer(TransferId id) throws SQLException {
            flight = flight(db, id);
            touch(flight);
        }

        @Override
        public void state(JournalCodec.Progress progress, Instant changedAt) {
            flight.change(progress.of(flight.state().order()), changedAt);
        }

        @Override
        public void event(EventLine line) {
            flight.add(line);
        }

        @Override
        public void packet(long counter, Optional<Event.Command> command, byte[] bytes) {
            Optional<StoredPacket.Order> order =
                    command.map(asked -> new StoredPacket.Order(flight.state().id(), asked));
            flight.add(new Flight.Packet(counter, new StoredPacket(order, bytes)));
        }

        @Override
        public void submission(String messageId, int number) {
            flight.add(new Flight.Submission(messageId, number));
            bySubmission.put(messageId, flight);
        }

        @Override
        public void card(JournalCodec.CardChange change) throws SQLException {
            Optional<Seat> seat = seat(db, flight);
            if (seat.isPresent() && seat.get().card().slot().equals(change.slot())) {
                seat.get().change(change.of(seat.get().card()));
            }
        }
    }
}
