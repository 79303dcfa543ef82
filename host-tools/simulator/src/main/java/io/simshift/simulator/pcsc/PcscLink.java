package io.simshift.simulator.pcsc;

import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CommandAPDU;

/** A card in a PC/SC reader. What T=0 leaves to the terminal, 61XX and 6CXX, comes through as it is. */
public final class PcscLink implements CardLink, AutoCloseable {
    private static final String ANY_PROTOCOL = "*";

    private final CardTerminal reader;
    private Card card;

    PcscLink(CardTerminal reader) {
        this.reader = reader;
        this.card = connect();
    }

    /** Name of the reader. */
    public String reader() {
        return reader.getName();
    }

    private Card connect() {
        try {
            return reader.connect(ANY_PROTOCOL);
        } catch (CardNotPresentException e) {
            throw new CardLinkException("there is no card in reader '" + reader.getName() + "'", e);
        } catch (CardException e) {
            throw failed("does not answer", e);
        }
    }

    @Override
    public synchronized byte[] reset() {
        try {
            card.disconnect(true);
        } catch (CardException e) {
            throw failed("can't be reset", e);
        }
        card = connect();
        return card.getATR().getBytes();
    }

    @Override
    public synchronized byte[] transmit(byte[] commandApdu) {
        try {
            return card.getBasicChannel().transmit(new CommandAPDU(commandApdu)).getBytes();
        } catch (CardException | IllegalStateException e) {
            throw failed("does not answer any more", e);
        }
    }

    private CardLinkException failed(String what, Exception cause) {
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        return new CardLinkException(
                "the card in reader '" + reader.getName() + "' " + what + " (" + reason.getMessage() + ")", cause);
    }

    /** Lets go of the card, with a reset: whatever comes next begins anew. */
    @Override
    public synchronized void close() {
        try {
            card.disconnect(true);
        } catch (CardException e) {
            throw failed("can't be let go", e);
        }
    }
}
