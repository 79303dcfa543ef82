package io.simshift.cli.fleet;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Release;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.escrow.SlotKeys;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.simulator.light.LightNumbers;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * An escrow that grants whatever is asked for, and keeps nothing: light cards' keys follow from their numbers. What it costs a
 * real escrow to decide is not part of what is measured.
 */
final class LightEscrow implements EscrowPort {
    private static final SlotIndex FIRST_SLOT = new SlotIndex(1);

    private final LightNumbers numbers;
    private final OperatorIdentity identity;
    private final SecureRandom random;

    LightEscrow(LightNumbers numbers, OperatorIdentity identity, SecureRandom random) {
        this.numbers = numbers;
        this.identity = identity;
        this.random = random;
    }

    /** The first slots of cards {@code from} to {@code to}, sealed for their first operator. */
    byte[] issue(int from, int to, X509Certificate operator) {
        List<ReleasedSlot> slots = new ArrayList<>();
        for (int card = from; card < to; card++) {
            slots.add(new ReleasedSlot(
                    numbers.iccid(card),
                    numbers.imsi(card, FIRST_SLOT),
                    FIRST_SLOT,
                    LightNumbers.SLOTS,
                    AkaChoice.MILENAGE,
                    LightNumbers.ALGORITHM,
                    keys(card)));
        }
        try {
            return SealedSlots.seal(slots, identity, operator, random);
        } finally {
            slots.forEach(ReleasedSlot::close);
        }
    }

    private SlotKeys keys(int card) {
        return new SlotKeys(
                numbers.key(card, FIRST_SLOT, LightNumbers.Key.K),
                numbers.key(card, FIRST_SLOT, LightNumbers.Key.OPC),
                numbers.key(card, FIRST_SLOT, LightNumbers.Key.KIC),
                numbers.key(card, FIRST_SLOT, LightNumbers.Key.KID),
                numbers.key(card, FIRST_SLOT, LightNumbers.Key.KIK));
    }

    @Override
    public X509Certificate certificate() {
        return identity.certificate();
    }

    @Override
    public boolean knows(Iccid iccid) {
        return true;
    }

    @Override
    public List<EscrowAnswer> reserve(SignedHandover handover) {
        return granted(handover);
    }

    @Override
    public Release release(OperatorId recipient, SignedHandover handover) {
        throw new UnsupportedOperationException("nobody collects keys of light cards");
    }

    @Override
    public List<EscrowAnswer> cancel(SignedHandover cancellation) {
        return granted(cancellation);
    }

    @Override
    public List<EscrowAnswer> confirm(SignedHandover confirmation) {
        return granted(confirmation);
    }

    private static List<EscrowAnswer> granted(SignedHandover document) {
        List<EscrowAnswer> answers = new ArrayList<>();
        document.handover().entries().forEach(entry -> answers.add(new EscrowAnswer.Granted(entry)));
        return answers;
    }
}
