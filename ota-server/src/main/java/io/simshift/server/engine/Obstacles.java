package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.CardStatus;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Why a card can't move, or an IMSI can't be given to one. Each method runs in its caller's transaction. */
final class Obstacles {
    private final TransferLookup transfers;
    private final CardRegistry cards;
    private final OperatorId self;

    Obstacles(TransferLookup transfers, CardRegistry cards, OperatorId self) {
        this.transfers = transfers;
        this.cards = cards;
        this.self = self;
    }

    Optional<String> ofCard(Connection db, Iccid iccid, OperatorId recipient) throws SQLException {
        return ofCard(db, iccid, cards.find(db, iccid), recipient);
    }

    /** As {@link #ofCard(Connection, Iccid, OperatorId)}, for a caller that has looked the card up. */
    Optional<String> ofCard(Connection db, Iccid iccid, Optional<Card> card, OperatorId recipient) throws SQLException {
        if (card.isEmpty()) {
            return Optional.of("ICCID " + iccid + " is not a card of " + self);
        }
        if (card.get().status() != CardStatus.HERE) {
            boolean left = card.get().status() == CardStatus.LEFT;
            return Optional.of(
                    "card " + iccid + (left ? " has left for another operator" : " was not seen at " + self + " yet"));
        }
        Optional<TransferState> open = transfers.openOf(db, iccid);
        if (open.isPresent()) {
            return Optional.of("card " + iccid + " is on its way to "
                    + open.get().order().recipient() + " already (" + open.get().phase() + ")");
        }
        return card.get().slotFor(recipient).isPresent()
                ? Optional.empty()
                : Optional.of("card " + iccid + " has used up its list of "
                        + card.get().slotCount() + " slots");
    }

    Optional<String> ofImsi(Connection db, Imsi imsi, OperatorProfile recipient) throws SQLException {
        if (!recipient.owns(imsi)) {
            return Optional.of("IMSI " + imsi + " is not one of " + recipient.id() + ", whose IMSIs begin with "
                    + recipient.plmn().mcc() + recipient.plmn().mnc());
        }
        return isInUse(db, imsi) ? Optional.of("IMSI " + imsi + " is in use already") : Optional.empty();
    }

    private boolean isInUse(Connection db, Imsi imsi) throws SQLException {
        if (cards.hasImsi(db, imsi)) {
            return true;
        }
        Optional<TransferState> latest = transfers.latestTo(db, imsi);
        return latest.isPresent()
                && (!latest.get().phase().isClosed() || latest.get().phase() == Phase.CONFIRMED);
    }
}
