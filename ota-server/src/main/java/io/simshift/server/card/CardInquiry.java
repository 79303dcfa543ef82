package io.simshift.server.card;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.store.Database;
import java.util.List;
import java.util.Optional;

/** Looks at the cards of an operator, some at a time; for whoever is not inside a transaction. */
public final class CardInquiry {
    private final Database database;
    private final CardRegistry cards;

    /** On the table of cards in {@code database}. */
    public CardInquiry(Database database, CardRegistry cards) {
        this.database = database;
        this.cards = cards;
    }

    /** The card with this ICCID. */
    public Optional<Card> find(Iccid iccid) {
        return database.look(db -> cards.find(db, iccid));
    }

    /** The card with this IMSI. */
    public Optional<Card> find(Imsi imsi) {
        return database.look(db -> cards.find(db, imsi));
    }

    /** Who has handed a card over; empty where the escrow has issued it. */
    public Optional<OperatorId> donor(Iccid iccid) {
        return database.look(db -> cards.donor(db, iccid));
    }

    /**
     * Cards by ICCID.
     *
     * @param after the last one of the page before
     * @param limit at most so many
     */
    public List<Card> page(Optional<CardStatus> status, Optional<Iccid> after, int limit) {
        return database.look(db -> cards.page(db, status, after, limit));
    }
}
