package io.simshift.server.card;

/** Where a card is, as far as this operator knows. */
public enum CardStatus {
    /** The operator has its keys; the card was not seen here yet. */
    INCOMING,
    /** Served by this operator. */
    HERE,
    /** Gone to another operator. */
    LEFT
}
