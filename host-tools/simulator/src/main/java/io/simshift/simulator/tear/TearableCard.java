package io.simshift.simulator.tear;

import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A simulated card for worlds in which the power fails: in the middle of whatever the card does, before any of its writes. As
 * long as no cut is planned it writes as any simulated card does.
 */
public final class TearableCard implements CardLink, AutoCloseable {
    /** Each card loads classes of its own; they are rewritten once. */
    private static final Map<ByteBuffer, byte[]> REWRITTEN = new ConcurrentHashMap<>();

    private final SimulatedCard card;
    private Optional<TornCard> torn = Optional.empty();
    private boolean lostPower;

    private TearableCard(SimulatedCard card) {
        this.card = card;
    }

    /**
     * Makes a card and installs the applet on it.
     *
     * @throws CardLinkException where the applet refuses the parameters
     */
    public static TearableCard install(InstallParameters parameters) {
        byte[] encoded = parameters.encode();
        try {
            return new TearableCard(SimulatedCard.install(encoded, TearableCard::rewrite));
        } finally {
            // the manufacturer's keys are in it
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] rewrite(byte[] classFile) {
        return REWRITTEN.computeIfAbsent(
                ByteBuffer.wrap(classFile), original -> Instrumenter.rewrite(original.array()));
    }

    /**
     * Plans a cut: before the write that follows {@code writes} more of them, whichever commands and resets they are made in.
     * A plan that was not carried out yet is replaced.
     *
     * @param fault what the cut does to the memory
     */
    public void cutAfterWrites(long writes, Fault fault) {
        PersistentMemory memory = new PersistentMemory();
        memory.armCut(writes, fault);
        torn = Optional.of(new TornCard(card, memory));
    }

    /** Whether the planned cut has come, and no reset since. */
    public boolean hasLostPower() {
        return lostPower;
    }

    /** Forgets a planned cut that has not come. */
    public void spare() {
        torn = Optional.empty();
    }

    /** @throws CardLinkException also where the power goes */
    @Override
    public byte[] reset() {
        lostPower = false;
        if (torn.isEmpty()) {
            return card.reset();
        }
        try {
            return torn.get().reset();
        } catch (PowerCut e) {
            throw cut(e);
        }
    }

    /** @throws CardLinkException also where the power goes, or has gone since the last reset */
    @Override
    public byte[] transmit(byte[] commandApdu) {
        if (lostPower) {
            throw new CardLinkException("the card was not reset since it lost its power");
        }
        if (torn.isEmpty()) {
            return card.transmit(commandApdu);
        }
        try {
            return torn.get().transmit(commandApdu);
        } catch (PowerCut e) {
            throw cut(e);
        }
    }

    private CardLinkException cut(PowerCut cut) {
        lostPower = true;
        torn = Optional.empty();
        return new CardLinkException("the power went in the middle of a write", cut);
    }

    @Override
    public void close() {
        card.close();
    }
}
