package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Release;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.util.List;

/** An escrow that somebody stands in front of. */
class EscrowAtTheEndOfALine implements EscrowPort {
    private final EscrowPort escrow;

    EscrowAtTheEndOfALine(EscrowPort escrow) {
        this.escrow = escrow;
    }

    @Override
    public X509Certificate certificate() {
        return escrow.certificate();
    }

    @Override
    public boolean knows(Iccid card) {
        return escrow.knows(card);
    }

    @Override
    public List<EscrowAnswer> reserve(SignedHandover handover) {
        return escrow.reserve(handover);
    }

    @Override
    public Release release(OperatorId recipient, SignedHandover handover) {
        return escrow.release(recipient, handover);
    }

    @Override
    public List<EscrowAnswer> cancel(SignedHandover cancellation) {
        return escrow.cancel(cancellation);
    }

    @Override
    public List<EscrowAnswer> confirm(SignedHandover confirmation) {
        return escrow.confirm(confirmation);
    }
}
