package io.simshift.server.escrow;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the keys of a batch, some cards in each transaction: memory for those only. */
final class Production {
    private static final int CARDS_PER_TRANSACTION = 500;

    private final Database database;
    private final EscrowStore store;
    private final EscrowJournal journal;
    private final OperatorIdentity identity;
    private final SecureRandom random;

    Production(EscrowCore core) {
        this.database = core.database();
        this.store = core.store();
        this.journal = core.journal();
        this.identity = core.identity();
        this.random = core.random();
    }

    void produce(Batch batch, Consumer<PersonalisationRecord> factory) {
        refuseOverlap(batch);
        KeyPlan keys = batch.keys().forBatch(random);
        for (int first = 0; first < batch.cards(); first += CARDS_PER_TRANSACTION) {
            int end = Math.min(batch.cards(), first + CARDS_PER_TRANSACTION);
            List<PersonalisationRecord> cards = new ArrayList<>();
            for (int card = first; card < end; card++) {
                cards.add(make(batch, keys, card));
            }
            // OPc was computed with each K.
            BlockCipher.forgetKeys();
            database.writeNow(db -> insert(db, batch, cards));
            for (PersonalisationRecord card : cards) {
                try (card) {
                    factory.accept(card);
                }
            }
        }
    }

    void produceFile(Batch batch, X509Certificate line, Path file) throws IOException {
        ProductionFile.write(
                file,
                out -> ProductionWriter.open(out, batch.name(), batch.cards(), batch.slots(), line, identity, random),
                writer -> produce(batch, writer));
    }

    /** Before the first card is made: a batch that overlaps another must leave nothing behind. */
    private void refuseOverlap(Batch batch) {
        Iccid last = batch.iccid(batch.cards() - 1);
        database.read(db -> store.firstCard(db, batch.iccid(0), last)).ifPresent(made -> {
            throw new IllegalArgumentException("card " + made + " has been made before");
        });
    }

    private PersonalisationRecord make(Batch batch, KeyPlan keys, int card) {
        Optional<SecretBytes> op = keys.opOfCard(random);
        List<PersonalisationRecord.Slot> slots = new ArrayList<>();
        for (int index = 1; index <= batch.slots(); index++) {
            slots.add(new PersonalisationRecord.Slot(
                    new SlotIndex(index), keys.aka(), keys.ota(), keys.make(op, random)));
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
                        "slots", Integer.toString(batch.slots()),
                        "aka", AkaName.of(batch.keys().aka()),
                        "ota", batch.keys().ota().text()));
        return null;
    }
}
