package io.simshift.server.escrow;

import io.simshift.server.store.Database;
import io.simshift.server.vault.KeyVault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rotation of the master key while the escrow works: a few cards in each transaction, whatever else is asked in between.
 * What was not reached before a crash is still readable, and is reached the next time.
 */
final class Rewrapping {
    private static final int CARDS_PER_TRANSACTION = 100;

    private final Database database;
    private final EscrowStore store;
    private final EscrowJournal journal;
    private final KeyVault vault;

    Rewrapping(EscrowCore core) {
        this.database = core.database();
        this.store = core.store();
        this.journal = core.journal();
        this.vault = core.vault();
    }

    int rotate() {
        int version = vault.rotate();
        note("rotate", Map.of("master_key", Integer.toString(version)));
        return version;
    }

    /** Puts all under the newest master key; says how many keys were not. */
    int rewrap() {
        int rewrapped = 0;
        String[] last = {""};
        int cards;
        do {
            List<String> page = new ArrayList<>();
            rewrapped += database.writeNow(db -> {
                int here = 0;
                for (String iccid : store.cardsAfter(db, last[0], CARDS_PER_TRANSACTION)) {
                    here += store.rewrapCard(db, iccid);
                    page.add(iccid);
                }
                return here;
            });
            cards = page.size();
            last[0] = cards == 0 ? last[0] : page.get(cards - 1);
        } while (cards > 0);
        if (rewrapped > 0) {
            note(
                    "rewrap",
                    Map.of("master_key", Integer.toString(vault.version()), "keys", Integer.toString(rewrapped)));
        }
        return rewrapped;
    }

    /** Destroys the old master keys, once nothing is left under them. */
    int retire() {
        rewrap();
        int retired = vault.retireOld();
        note("retire", Map.of("master_keys", Integer.toString(retired)));
        return retired;
    }

    private void note(String action, Map<String, String> details) {
        database.writeNow(db -> {
            journal.record(db, action, details);
            return null;
        });
    }
}
