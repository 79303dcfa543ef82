package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Release;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.util.List;

/** The way of one operator to the escrow: sometimes broken, before or after the escrow has done its part; and watched. */
final class EscrowWatch implements EscrowPort {
    private final WorldEscrow escrow;
    private final Surroundings around;
    private final Dice dice;

    EscrowWatch(WorldEscrow escrow, OperatorId operator, Surroundings around) {
        this.escrow = escrow;
        this.around = around;
        this.dice = around.dice("escrow-" + operator);
    }

    @Override
    public X509Certificate certificate() {
        return escrow.certificate();
    }

    @Override
    public boolean knows(Iccid iccid) {
        return escrow.running().knows(iccid);
    }

    @Override
    public List<EscrowAnswer> reserve(SignedHandover handover) {
        mayBreak();
        List<EscrowAnswer> answers = escrow.running().reserve(handover);
        mayBreak();
        return answers;
    }

    @Override
    public Release release(OperatorId recipient, SignedHandover handover) {
        mayBreak();
        Release release = escrow.running().release(recipient, handover);
        for (EscrowAnswer answer : release.answers()) {
            if (answer instanceof EscrowAnswer.Granted) {
                around.judge().released(answer.entry().iccid(), answer.entry().slot(), recipient);
            }
        }
        mayBreak();
        return release;
    }

    @Override
    public List<EscrowAnswer> cancel(SignedHandover cancellation) {
        mayBreak();
        List<EscrowAnswer> answers = escrow.running().cancel(cancellation);
        for (EscrowAnswer answer : answers) {
            if (answer instanceof EscrowAnswer.Granted) {
                around.judge().spent(answer.entry().iccid(), answer.entry().slot());
            }
        }
        mayBreak();
        return answers;
    }

    @Override
    public List<EscrowAnswer> confirm(SignedHandover confirmation) {
        mayBreak();
        List<EscrowAnswer> answers = escrow.running().confirm(confirmation);
        mayBreak();
        return answers;
    }

    private void mayBreak() {
        if (dice.chance(around.weather().get().lostWords() / 2)) {
            throw new IllegalStateException("the escrow does not answer");
        }
    }
}
