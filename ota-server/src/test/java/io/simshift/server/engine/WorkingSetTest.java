package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Counter;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.store.Database;
import io.simshift.server.store.Migrations;
import io.simshift.server.store.StoreException;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import io.simshift.server.transfer.TransferState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingSetTest {
    private static final Migrations SCHEMA = new Migrations("io/simshift/server/store/sqlite", 4, 7);
    private static final WorkingSet.Limits SMALL = new WorkingSet.Limits(6, 12, 2, 3);
    private static final String CAMPAIGN = "c";
    private static final Instant START = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final OperatorId RECIPIENT = new OperatorId("B");
    private static final int CARDS = 30;

    @TempDir
    Path folder;

    /** What was committed of a transfer, as it must be found again. */
    private static final class Expected {
        TransferState state;
        long nextCounter = 1;
        final List<Long> events = new ArrayList<>();
        final Map<Long, byte[]> packets = new HashMap<>();
        final List<String> submissions = new ArrayList<>();
    }

    /** A store with a working set, opened anew for each life of the server. */
    private static final class Store implements AutoCloseable {
        final TransferStore transfers = new TransferStore();
        final PacketStore packets = new PacketStore();
        final CardRegistry cards = new CardRegistry(null);
        final WorkingSet working = new WorkingSet(transfers, packets, new CampaignStore(transfers), cards, SMALL);
        final Database database;

        Store(Path file) {
            database = Database.open(file, SCHEMA);
            database.attach(working);
        }

        @Override
        public void close() {
            database.close();
        }
    }

    private static Iccid iccid(int card) {
        return Iccid.withCheckDigit(String.format("894900000000%06d", card));
    }

    private static Imsi imsi(int card) {
        return new Imsi(String.format("262020%09d", card));
    }

    private static TransferId id(int card) {
        return new TransferId(1000 + card);
    }

    private static void prepare(Store store) {
        store.database.writeNow(db -> {
            try (Statement statement = db.createStatement()) {
                statement.execute("INSERT INTO campaign VALUES ('c', 'B', 'AS_SPECIFIED', '{}', 7)");
            }
            for (int card = 0; card < CARDS; card++) {
                try (PreparedStatement insert = db.prepareStatement("INSERT INTO card (iccid, imsi, msisdn, slot,"
                        + " slot_count, algorithm, wrapped_keys, next_counter, status, last_claimed, arrival_told)"
                        + " VALUES (?, ?, ?, 1, 4, 'AES_128', x'00', 1, 'HERE', 1, 1)")) {
                    insert.setString(1, iccid(card).digits());
                    insert.setString(2, String.format("262010%09d", card));
                    insert.setString(3, String.format("49150%06d", card));
                    insert.executeUpdate();
                }
            }
            return null;
        });
    }

    private static TransferState ordered(int card) {
        return TransferState.ordered(new TransferState.Order(
                id(card),
                CAMPAIGN,
                iccid(card),
                imsi(card),
                RECIPIENT,
                TransferMode.AS_SPECIFIED,
                new SlotIndex(1),
                new SlotIndex(2),
                START.plusSeconds(1000)));
    }

    private static TransferState in(TransferState state, Phase phase, long counter, String reason) {
        return new TransferState(state.order(), phase, counter, 0, 0, 1, 1, 0, true, START.plusMillis(counter), reason);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void tablesAndJournalTogetherHoldWhatWasCommittedAndNothingElse(long seed) throws Exception {
        Random random = new Random(seed);
        Map<Integer, Expected> expected = new HashMap<>();
        long[] eventNumber = {0};
        Path file = folder.resolve("first").resolve("server.db");
        Store store = new Store(file);
        prepare(store);
        for (int step = 0; step < 400; step++) {
            int card = random.nextInt(CARDS);
            switch (random.nextInt(12)) {
                case 0 -> fails(store, card);
                case 1 -> check(store, expected);
                case 2 -> {
                    if (step % 3 == 0) {
                        file = copy(file, folder.resolve("life" + step));
                        store.close();
                        store = new Store(file);
                    }
                }
                case 3 -> failsToCommit(store, card, random.nextBoolean() ? "FAIL" : "ROLLBACK");
                default -> happens(store, expected, card, random, eventNumber);
            }
        }
        check(store, expected);
        store.close();
    }

    /** As a crash leaves it: the copy is taken while the server runs. */
    private static Path copy(Path file, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : List.of("server.db", "server.db-wal")) {
            Path from = file.resolveSibling(name);
            if (Files.exists(from)) {
                Files.copy(from, to.resolve(name));
            }
        }
        return to.resolve("server.db");
    }

    private static void happens(
            Store store, Map<Integer, Expected> expected, int card, Random random, long[] eventNumber) {
        boolean isNew = !expected.containsKey(card);
        Expected now = expected.computeIfAbsent(card, key -> new Expected());
        long counter = now.nextCounter;
        boolean sends = random.nextBoolean();
        Phase phase = random.nextBoolean() ? Phase.SENT : Phase.ACKNOWLEDGED;
        byte[] packet = new byte[20];
        random.nextBytes(packet);
        TransferState next = in(ordered(card), phase, sends ? counter : counter - 1, "step " + eventNumber[0]);
        long number = ++eventNumber[0];
        String messageId = "m" + number;
        store.database.writeBehindNow(db -> {
            if (isNew) {
                store.working.insert(ordered(card), Flight.DIRECT, START);
            }
            store.working.happened(db, id(card), EventLine.of(number, START, new Event.PacketStored(counter), phase));
            if (sends) {
                Card held = store.working.card(db, id(card)).orElseThrow().card();
                assertThat(held.nextCounter()).isEqualTo(counter);
                store.working.changeCard(db, id(card), held.withUsed(new Counter(counter)));
                store.working.store(db, id(card), new Counter(counter), packet(card, packet));
                store.working.submitted(db, id(card), messageId, (int) number);
            }
            store.working.change(db, next, START.plusMillis(number));
            return null;
        });
        now.state = next;
        now.events.add(number);
        if (sends) {
            now.nextCounter = counter + 1;
            now.packets.put(counter, packet);
            now.submissions.add(messageId);
        }
    }

    private static PacketStore.StoredPacket packet(int card, byte[] bytes) {
        return new PacketStore.StoredPacket(
                Optional.of(new PacketStore.StoredPacket.Order(id(card), Event.Command.SWITCH)), bytes);
    }

    private static void change(Store store, Connection db, int card) throws SQLException {
        boolean there = store.working.openOf(db, iccid(card)).isPresent();
        if (!there) {
            store.working.insert(ordered(card), Flight.DIRECT, START);
        }
        Card held = store.working.card(db, id(card)).orElseThrow().card();
        store.working.changeCard(db, id(card), held.withUsed(new Counter(held.nextCounter())));
        store.working.happened(db, id(card), EventLine.of(999_999, START, new Event.Advanced(), Phase.REJECTED));
        store.working.change(db, in(ordered(card), Phase.REJECTED, 99, "undone"), START);
        store.working.submitted(db, id(card), "undone", 1);
    }

    private static void fails(Store store, int card) {
        assertThatThrownBy(() -> store.database.writeBehindNow(db -> {
                    change(store, db, card);
                    throw new IllegalStateException("this work fails");
                }))
                .hasMessage("this work fails");
    }

    /** @param how FAIL undoes the statement, ROLLBACK the transaction, as SQLite does by itself where the disk is full */
    private static void failsToCommit(Store store, int card, String how) throws Exception {
        store.database.writeNow(db -> {
            try (Statement statement = db.createStatement()) {
                return statement.execute(
                        "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(FAIL, 'full'); END");
            }
        });
        assertThatThrownBy(() -> store.database.writeBehindNow(db -> {
                    change(store, db, card);
                    return null;
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("full");
        store.database.writeNow(db -> {
            try (Statement statement = db.createStatement()) {
                return statement.execute("DROP TRIGGER full");
            }
        });
    }

    private static void check(Store store, Map<Integer, Expected> expected) {
        store.database.read(db -> {
            assertThat(count(db, "transfer")).isEqualTo(expected.size());
            assertThat(count(db, "journal")).isZero();
            for (Map.Entry<Integer, Expected> entry : expected.entrySet()) {
                int card = entry.getKey();
                Expected now = entry.getValue();
                assertThat(store.transfers.find(db, id(card))).contains(now.state);
                assertThat(store.transfers.history(db, iccid(card), 0, 1000).items())
                        .extracting("number")
                        .containsExactlyElementsOf(now.events);
                assertThat(store.cards.find(db, iccid(card)).orElseThrow().nextCounter())
                        .isEqualTo(now.nextCounter);
                for (Map.Entry<Long, byte[]> packet : now.packets.entrySet()) {
                    assertThat(store.packets
                                    .find(db, iccid(card), new SlotIndex(1), packet.getKey())
                                    .orElseThrow()
                                    .userData())
                            .isEqualTo(packet.getValue());
                }
                for (String messageId : now.submissions) {
                    assertThat(store.packets
                                    .submission(db, messageId)
                                    .orElseThrow()
                                    .transfer())
                            .isEqualTo(id(card));
                }
            }
            assertThat(store.packets.submission(db, "undone")).isEmpty();
            return null;
        });
    }

    private static long count(Connection db, String table) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return row.getLong(1);
        }
    }

    @Test
    void findsWhatTheTablesDoNotHaveYet() {
        try (Store store = new Store(folder.resolve("server.db"))) {
            prepare(store);
            store.database.writeBehindNow(db -> {
                store.working.insert(ordered(7), Flight.DIRECT, START);
                store.working.submitted(db, id(7), "m", 1);
                return null;
            });
            store.database.writeBehindNow(db -> {
                assertThat(store.transfers.find(db, id(7))).isEmpty();
                assertThat(store.working.openOf(db, iccid(7))).contains(ordered(7));
                assertThat(store.working.latestTo(db, imsi(7))).contains(ordered(7));
                assertThat(store.working.submission(db, "m").orElseThrow().transfer())
                        .isEqualTo(id(7));
                store.working.change(db, in(ordered(7), Phase.CONFIRMED, 1, ""), START);
                assertThat(store.working.openOf(db, iccid(7))).isEmpty();
                return null;
            });
            assertThat(store.database.<Optional<TransferState>>read(db -> store.transfers.openOf(db, iccid(7))))
                    .isEmpty();
            assertThat(store.database.<Optional<TransferState>>read(db -> store.transfers.latestTo(db, imsi(7))))
                    .contains(in(ordered(7), Phase.CONFIRMED, 1, ""));
        }
    }

    @Test
    void anOldTransferThatIsLookedAtDoesNotHideTheOneThatGivesItsImsiToAnotherCardNow() {
        try (Store store = new Store(folder.resolve("server.db"))) {
            prepare(store);
            TransferState.Order order = ordered(8).order();
            TransferState another = TransferState.ordered(new TransferState.Order(
                    order.id(),
                    order.campaign(),
                    order.iccid(),
                    imsi(7),
                    order.recipient(),
                    order.mode(),
                    order.homeSlot(),
                    order.targetSlot(),
                    order.deadline()));
            TransferState over = in(ordered(7), Phase.CANCELLED, 1, "");
            store.database.writeBehindNow(db -> {
                store.working.insert(ordered(7), Flight.DIRECT, START);
                store.working.change(db, over, START.plusSeconds(1));
                return null;
            });
            // Long enough ago that it is not remembered any more.
            for (int card = 10; card < 20; card++) {
                TransferState other = ordered(card);
                store.database.writeBehindNow(db -> {
                    store.working.insert(other, Flight.DIRECT, START);
                    store.working.change(db, in(other, Phase.ACKNOWLEDGED, 1, ""), START);
                    return null;
                });
            }
            store.database.read(db -> null);
            store.database.writeBehindNow(db -> {
                store.working.insert(another, Flight.DIRECT, START.plusSeconds(2));
                assertThat(store.working.current(db, id(7))).isEqualTo(over);
                assertThat(store.working.latestTo(db, imsi(7))).contains(another);
                store.working.change(db, in(another, Phase.CONFIRMED, 1, ""), START.plusSeconds(3));
                assertThat(store.working.current(db, id(7))).isEqualTo(over);
                assertThat(store.working.latestTo(db, imsi(7))).contains(in(another, Phase.CONFIRMED, 1, ""));
                return null;
            });
        }
    }

    @Test
    void keepsReasonsOfAnyLength() throws Exception {
        Path file = folder.resolve("first").resolve("server.db");
        TransferState lengthy = in(ordered(7), Phase.UNKNOWN, 1, "x".repeat(70_000));
        try (Store store = new Store(file)) {
            prepare(store);
            store.database.writeBehindNow(db -> {
                store.working.insert(ordered(7), Flight.DIRECT, START);
                store.working.change(db, lengthy, START);
                return null;
            });
            try (Store after = new Store(copy(file, folder.resolve("second")))) {
                Optional<TransferState> found = after.database.read(db -> after.transfers.find(db, id(7)));
                assertThat(found).contains(lengthy);
            }
        }
    }

    @Test
    void aMessageIdThatComesAgainMeansTheLastOneThatHadIt() {
        try (Store store = new Store(folder.resolve("server.db"))) {
            prepare(store);
            store.database.writeBehindNow(db -> {
                store.working.insert(ordered(9), Flight.DIRECT, START);
                store.working.submitted(db, id(9), "again", 1);
                store.working.insert(ordered(3), Flight.DIRECT, START);
                store.working.submitted(db, id(3), "again", 1);
                return null;
            });
            Optional<PacketStore.Submission> found = store.database.read(db -> store.packets.submission(db, "again"));
            assertThat(found.orElseThrow().transfer()).isEqualTo(id(3));
        }
    }

    @Test
    void refusesASecondPacketUnderTheSameCounter() {
        try (Store store = new Store(folder.resolve("server.db"))) {
            prepare(store);
            store.database.writeBehindNow(db -> {
                store.working.insert(ordered(7), Flight.DIRECT, START);
                store.working.store(db, id(7), new Counter(1), packet(7, new byte[] {1}));
                return null;
            });
            assertSecondPacketIsRefused(store);
            store.database.read(db -> null);
            assertSecondPacketIsRefused(store);
        }
    }

    private static void assertSecondPacketIsRefused(Store store) {
        assertThatThrownBy(() -> store.database.writeBehindNow(db -> {
                    store.working.store(db, id(7), new Counter(1), packet(7, new byte[] {2}));
                    return null;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a packet with counter");
    }
}
