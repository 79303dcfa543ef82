package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import java.util.Objects;
import java.util.Optional;

/**
 * Cards of one batch.
 *
 * @param batch its name
 * @param first the first of them, by ICCID; empty for the batch's first
 * @param last the last of them; empty for the batch's last
 */
public record CardSelection(String batch, Optional<Iccid> first, Optional<Iccid> last) {
    public CardSelection {
        Objects.requireNonNull(batch, "batch");
        boolean ordered = first.isEmpty()
                || last.isEmpty()
                || first.get().digits().compareTo(last.get().digits()) <= 0;
        if (!ordered) {
            throw new IllegalArgumentException("the last card comes before the first");
        }
    }

    /** All of a batch. */
    public static CardSelection all(String batch) {
        return new CardSelection(batch, Optional.empty(), Optional.empty());
    }

    /** As it stands in what officers approve. */
    String text() {
        return "# batch: " + batch + "\n# first: "
                + first.map(Iccid::digits).orElse("the first") + "\n# last: "
                + last.map(Iccid::digits).orElse("the last") + "\n";
    }
}
