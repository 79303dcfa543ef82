package io.simshift.cli.ota;

import io.simshift.protocol.packet.Counter;
import java.io.IOException;

/** The counters of a card's keysets: each value is used for one packet at most. */
interface Counters {
    /** The highest value that was taken for this keyset; zero where none was. */
    Counter last(String keyset);

    /**
     * Takes a value, higher than the last one. When this returns, it is never given again, whatever happens.
     *
     * @throws IllegalArgumentException where it is not higher
     */
    void take(String keyset, Counter value) throws IOException;
}
