package io.simshift.server.escrow;

import io.simshift.server.handover.SignedDocument;
import io.simshift.server.operator.OperatorId;
import java.util.List;

/** What the custodian's people and the parties to a move ask of the escrow while it runs, beside what servers ask. */
public interface CustodyPort extends EscrowPort {
    /**
     * An officer approves a document: a hand-over, or a text that a refused command has printed. May come before it or after
     * it, and again.
     *
     * @return false where the officer is unknown or the signature is not the officer's; recorded in any case
     */
    boolean approve(SignedApproval approval);

    /**
     * Takes a {@link io.simshift.server.handover.Consent}, or one that is taken back. One answer for each card, in order.
     *
     * @throws io.simshift.server.handover.HandoverFormatException where the document is none
     */
    List<ConsentAnswer> consent(SignedDocument document);

    /**
     * Takes nothing more that is signed with a party's key, and gives nothing more out for it, until the party is registered
     * with another certificate.
     *
     * @throws IllegalArgumentException where the party is not registered
     */
    void revoke(OperatorId party);
}
