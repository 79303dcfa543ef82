package io.simshift.simulator.card;

/** No usable answer came from a card: it is out of its reader, broken, or does not speak APDUs. */
public final class CardLinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CardLinkException(String message) {
        super(message);
    }

    public CardLinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
