package io.simshift.server.escrow;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.store.Database;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes the keys of a batch, some cards in each transaction: memory for those only. */
final class Production {
    private static final int CARDS_PER_TRANSACTION = 500;

    private final Database database;
    private final EscrowStore store;
    private final EscrowJournal journal;
    private final SecureRandom random;

    Production(Database database, EscrowStore store, EscrowJournal journal, SecureRandom random) {
        this.database = database;
        this.store = store;
        this.journal = journal;
        this.random = random;
    }

    void produce(Batch batch, Consumer<PersonalisationRecord> factory) {
        for (int first = 0; first < batch.cards(); first += CARDS_PER_TRANSACTION) {
            int end = Math.min(batch.cards(), first + CARDS_PER_TRANSACTION);
            List<PersonalisationRecord> cards = new ArrayList<>();
            for (int card = first; card < end; card++) {
                cards.add(make(batch, card));
            }
            database.writeNow(db -> insert(db, batch, cards));
            for (PersonalisationRecord card : cards) {
                try (card) {
                    factory.accept(card);
                }
            }
        }
    }

    private PersonalisationRecord make(Batch batch, int card) {
        List<PersonalisationRecord.Slot> slots = new ArrayList<>();
        for (int index = 1; index <= batch.slots(); index++) {
            slots.add(new PersonalisationRecord.Slot(
                    new SlotIndex(index), batch.algorithm(), SlotKeys.random(batch.algorithm(), random)));
        }
        return new PersonalisationRecord(batch.iccid(card), batch.imsi(card), ManufacturerKeys.random(random), slots);
    }

    private Void insert(Connection db, Batch batch, List<PersonalisationRecord> cards) throws SQLException {
        for (PersonalisationRecord card : cards) {
            if (store.hasCard(db, card.iccid())) {
                throw new IllegalArgumentException("card " + card.iccid() + " has been made before");
            }
            store.insertCard(db, batch.name(), card);
        }
        journal.record(
                db,
                "produce",
                Map.of(
                        "batch", batch.name(),
                        "first_iccid", cards.get(0).iccid().digits(),
                        "cards", Integer.toString(cards.size()),
                        "slots", Integer.toString(batch.slots())));
        return null;
    }
}
