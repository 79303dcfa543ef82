package io.simshift.simulator.vpcd;

import io.simshift.simulator.card.CardLinkException;
import java.io.IOException;

/** Hears what happens between a card and its virtual reader. */
public interface ReaderListener {
    /** The card is in the reader. */
    void inserted();

    /** The reader has ended the connection. */
    void readerGone();

    /** The reader can't be reached; told once until it can. */
    void readerUnreachable(IOException cause);

    /** The card could not answer a command. */
    void cardFailed(CardLinkException cause);
}
