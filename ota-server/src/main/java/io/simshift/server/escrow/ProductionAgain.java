package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.operator.TextSignature;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Writes a production file anew for cards of which nobody has a slot yet: for a line that has lost its file, or for another
 * custodian.
 */
final class ProductionAgain {
    private static final int CARDS_PER_PAGE = 200;

    private final EscrowCore core;

    ProductionAgain(EscrowCore core) {
        this.core = core;
    }

    int write(CardSelection selection, X509Certificate line, Path file) throws IOException {
        SelectedCards cards = new SelectedCards(selection);
        int slots = core.database().writeNow(db -> permit(db, selection, cards, line));
        int count = core.database().read(cards::count);
        ProductionFile.write(
                file,
                out -> ProductionWriter.open(
                        out, selection.batch(), count, slots, line, core.identity(), core.random()),
                writer -> fill(cards, writer));
        return count;
    }

    /** Recorded before a byte is written: a file that failed half-way may have shown keys. */
    private int permit(Connection db, CardSelection selection, SelectedCards cards, X509Certificate line)
            throws SQLException {
        int count = cards.count(db);
        if (!core.policies().current(db).productionAgain()) {
            throw new IllegalArgumentException("the policy allows no second production file");
        }
        if (cards.countGiven(db) > 0) {
            throw new IllegalArgumentException(
                    cards.countGiven(db) + " of these cards have a slot that was given away already");
        }
        if (cards.countDestroyed(db) > 0) {
            throw new IllegalArgumentException("the keys of " + cards.countDestroyed(db) + " of these cards are gone");
        }
        int[] slots = cards.slotCounts(db);
        if (slots[0] != slots[1]) {
            throw new IllegalArgumentException("these cards have different numbers of slots");
        }
        String certificate = TextSignature.sha256(Base64.getEncoder().encodeToString(Certificates.encode(line)));
        String text = "# simshift production again 1\n" + selection.text() + "# cards: " + count + "\n# line: "
                + line.getSubjectX500Principal().getName() + "\n# certificate: " + certificate + "\n";
        core.policies().requireOfficers(db, text);
        core.journal()
                .record(
                        db,
                        "produce again",
                        Map.of(
                                "batch", selection.batch(),
                                "cards", Integer.toString(count),
                                "line", line.getSubjectX500Principal().getName(),
                                "document", TextSignature.sha256(text)));
        return slots[0];
    }

    private void fill(SelectedCards cards, ProductionWriter writer) {
        String[] last = {""};
        List<PersonalisationRecord> page;
        do {
            page = core.database().read(db -> {
                List<PersonalisationRecord> records = new ArrayList<>();
                for (Iccid iccid : cards.page(db, last[0], CARDS_PER_PAGE)) {
                    records.add(core.store().personalisation(db, iccid));
                    last[0] = iccid.digits();
                }
                return records;
            });
            for (PersonalisationRecord card : page) {
                try (card) {
                    writer.accept(card);
                }
            }
        } while (!page.isEmpty());
    }
}
