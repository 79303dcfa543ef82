package io.simshift.cli.ota;

import io.simshift.simulator.card.CardLink;
import java.util.Optional;

/**
 * A card that can be talked to.
 *
 * @param link to it
 * @param releases lets go of it
 * @param where for people
 * @param ownKeys of a card that this process made; empty for others
 */
record ConnectedCard(CardLink link, AutoCloseable releases, String where, Optional<OtaKeyring> ownKeys)
        implements AutoCloseable {
    /** Whether the card lives no longer than this process. */
    boolean isTransient() {
        return ownKeys.isPresent();
    }

    @Override
    public void close() {
        try {
            releases.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the card can't be let go", e);
        }
    }
}
