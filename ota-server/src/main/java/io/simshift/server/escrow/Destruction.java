package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.operator.TextSignature;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Destroys the escrow's copies of all keys of cards: they were scrapped, or another has their custody now. */
final class Destruction {
    private static final int CARDS_PER_TRANSACTION = 200;

    private final EscrowCore core;

    Destruction(EscrowCore core) {
        this.core = core;
    }

    int destroy(CardSelection selection, String reason) {
        if (reason.isBlank() || reason.contains("\n")) {
            throw new IllegalArgumentException("a destruction needs a reason in one line");
        }
        SelectedCards cards = new SelectedCards(selection);
        String document = core.database().writeNow(db -> permit(db, selection, cards, reason));
        String[] last = {""};
        int destroyed = 0;
        int here;
        do {
            here = core.database().writeNow(db -> {
                List<Iccid> page = cards.page(db, last[0], CARDS_PER_TRANSACTION);
                for (Iccid iccid : page) {
                    destroyOne(db, iccid, document);
                    last[0] = iccid.digits();
                }
                return page.size();
            });
            destroyed += here;
        } while (here > 0);
        return destroyed;
    }

    private String permit(Connection db, CardSelection selection, SelectedCards cards, String reason)
            throws SQLException {
        String text = "# simshift destruction 1\n" + selection.text() + "# cards: " + cards.count(db) + "\n# reason: "
                + reason + "\n";
        core.policies().requireOfficers(db, text);
        String document = TextSignature.sha256(text);
        core.journal()
                .record(
                        db,
                        "destroy batch",
                        Map.of("batch", selection.batch(), "reason", reason, "document", document));
        return document;
    }

    private void destroyOne(Connection db, Iccid iccid, String document) throws SQLException {
        if (core.store().destroyCard(db, iccid)) {
            core.journal().record(db, "destroy", Map.of("iccid", iccid.digits(), "document", document));
        }
    }
}
