package io.simshift.simulator.tear;

import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import java.util.Arrays;
import java.util.function.Supplier;

/** A simulated card whose power can be cut. What it throws then is a {@link PowerCut}. */
final class TornCard implements CardLink {
    private final SimulatedCard card;
    private final PersistentMemory memory;

    /** @param card whose applet was rewritten while it was loaded */
    TornCard(SimulatedCard card, PersistentMemory memory) {
        this.card = card;
        this.memory = memory;
    }

    /** @param parameters what the applet is installed with; the install itself is atomic by the run-time environment */
    TornCard(InstallParameters parameters, PersistentMemory memory) {
        byte[] encoded = parameters.encode();
        try {
            card = SimulatedCard.install(encoded, Instrumenter::rewrite);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        this.memory = memory;
    }

    @Override
    public byte[] reset() {
        memory.powerOn();
        return powered(card::reset);
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        memory.requirePower();
        return powered(() -> card.transmit(commandApdu));
    }

    /** jcardsim answers 6F00 to whatever the applet throws, and the card link complains of that: a cut comes before both. */
    private byte[] powered(Supplier<byte[]> running) {
        Hooks.use(memory);
        try {
            byte[] answer = running.get();
            memory.requirePower();
            return answer;
        } catch (CardLinkException e) {
            memory.requirePower();
            throw e;
        } finally {
            memory.autoAbort();
            Hooks.release();
        }
    }
}
