package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.util.List;

/** What an operator's server asks of the escrow. Every call may be repeated and then gets the same answer. */
public interface EscrowPort {
    /** Key with which the escrow signs what it releases. */
    X509Certificate certificate();

    /** True where the escrow keeps the slots of this card. */
    boolean knows(Iccid iccid);

    /** The donor claims slots for the recipient that its hand-over names. One answer for each entry, in order. */
    List<EscrowAnswer> reserve(SignedHandover handover);

    /**
     * The recipient collects the keys.
     *
     * @param recipient who asks
     * @param handover the donor's, which names that recipient
     */
    Release release(OperatorId recipient, SignedHandover handover);

    /** The donor takes reservations back; their slots are spent. One answer for each entry, in order. */
    List<EscrowAnswer> cancel(SignedHandover cancellation);

    /**
     * The recipient says, under its own signature, that cards have arrived in their slots: from then on no donor takes them
     * back. One answer for each entry, in order.
     */
    List<EscrowAnswer> confirm(SignedHandover confirmation);
}
