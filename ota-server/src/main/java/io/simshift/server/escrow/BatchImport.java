package io.simshift.server.escrow;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes over the custody of cards that another has made, from a production file for this escrow: a third party as custodian (TR
 * 33.812 5.3.2). Some cards in each transaction; what was imported before is passed over, so that an import that broke off can
 * be repeated.
 */
final class BatchImport implements ProductionReader.Factory {
    private static final int CARDS_PER_TRANSACTION = 200;

    private final EscrowCore core;
    private final List<PersonalisationRecord> waiting = new ArrayList<>();
    private String batch = "";
    private int imported;

    BatchImport(EscrowCore core) {
        this.core = core;
    }

    int read(Path file, X509Certificate manufacturer) throws IOException {
        new ProductionReader(file, core.identity(), manufacturer).read(this);
        store();
        return imported;
    }

    @Override
    public void begin(ProductionReader.Content content) {
        batch = content.batch();
    }

    @Override
    public void accept(PersonalisationRecord card) {
        // The reader zeroes its own.
        waiting.add(card.copy());
        if (waiting.size() == CARDS_PER_TRANSACTION) {
            store();
        }
    }

    private void store() {
        try {
            imported += core.database().writeNow(this::insert);
        } finally {
            waiting.forEach(PersonalisationRecord::close);
            waiting.clear();
        }
    }

    private int insert(Connection db) throws SQLException {
        int fresh = 0;
        for (PersonalisationRecord card : waiting) {
            if (!core.store().hasCard(db, card.iccid())) {
                core.store().insertCard(db, batch, card);
                fresh++;
            } else if (!isTheSame(db, card)) {
                throw new IllegalArgumentException("card " + card.iccid() + " is here already, with other keys");
            }
        }
        if (fresh > 0) {
            core.journal()
                    .record(
                            db,
                            "import",
                            Map.of(
                                    "batch", batch,
                                    "first_iccid", waiting.get(0).iccid().digits(),
                                    "cards", Integer.toString(fresh)));
        }
        return fresh;
    }

    private boolean isTheSame(Connection db, PersonalisationRecord card) throws SQLException {
        if (core.store().isDestroyed(db, card.iccid(), card.slots().get(0).index())) {
            return false;
        }
        try (PersonalisationRecord here = core.store().personalisation(db, card.iccid())) {
            return here.equals(card);
        }
    }
}
