package io.simshift.server.campaign;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import java.util.Iterator;
import java.util.Optional;

/** What the check of an order asks about cards and IMSIs. */
public interface CardDirectory {
    /** Why this card can't move to the recipient; empty where it can. */
    Optional<String> obstacle(Iccid iccid);

    /** Why this IMSI can't be given to a card that moves; empty where it can. */
    Optional<String> obstacle(Imsi imsi);

    /** This operator's cards in the order of their ICCIDs, whether they can move or not. */
    Iterator<Iccid> cards();
}
