package io.simshift.cli.reader;

import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.profile.CardProfile;
import java.util.Optional;

/**
 * A card that can be talked to.
 *
 * @param link to it
 * @param releases lets go of it
 * @param where for people
 * @param madeFrom the profile of a card that this process made; empty for others
 */
public record ConnectedCard(CardLink link, AutoCloseable releases, String where, Optional<CardProfile> madeFrom)
        implements AutoCloseable {
    /** Whether the card lives no longer than this process. */
    public boolean isTransient() {
        return madeFrom.isPresent();
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
