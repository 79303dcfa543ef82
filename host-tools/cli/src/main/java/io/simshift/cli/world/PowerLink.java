package io.simshift.cli.world;

import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.tear.Fault;
import io.simshift.simulator.tear.TearableCard;
import java.util.function.Supplier;

/**
 * The contacts between a device and its card. Power can be cut before the card sees a command, after it has executed it and
 * before its answer arrives, or before any write that the card makes.
 */
final class PowerLink implements CardLink {
    private static final int INS = 1;
    private static final int STATUS = 0xF2;
    private static final int AUTHENTICATE = 0x88;
    private static final int AUTHENTICATED = 0xDB;

    private final TearableCard card;
    private boolean powered;
    private boolean running;
    private int commandsUntilCut = -1;
    private boolean cutAfterExecution;
    private Runnable onCut = () -> {};
    private Runnable onReset = () -> {};
    private Runnable onAuthenticated = () -> {};
    private boolean touched;

    PowerLink(TearableCard card) {
        this.card = card;
    }

    /** Gives power; the card starts at the next reset. */
    void powerOn() {
        powered = true;
        commandsUntilCut = -1;
        onReset = () -> {};
        card.spare();
    }

    /**
     * Cuts the power, not now but in the middle of what comes.
     *
     * @param commands that the card still executes
     * @param afterExecution whether it executes the next one too, and only its answer is lost
     * @param whenCut run at that moment
     */
    void cutAfter(int commands, boolean afterExecution, Runnable whenCut) {
        commandsUntilCut = commands;
        cutAfterExecution = afterExecution;
        onCut = whenCut;
    }

    /**
     * Cuts the power in the middle of what the card does.
     *
     * @param writes that the card still makes
     * @param fault what becomes of what it was writing
     * @param whenCut run at that moment
     */
    void cutAfterWrites(int writes, Fault fault, Runnable whenCut) {
        onCut = whenCut;
        card.cutAfterWrites(writes, fault);
    }

    /** As {@link #cutAfterWrites}, counted from the next reset: there the card flips, falls back and erases. */
    void cutAfterReset(int writes, Fault fault, Runnable whenCut) {
        onReset = () -> cutAfterWrites(writes, fault, whenCut);
    }

    private void cut() {
        powered = false;
        running = false;
        onCut.run();
    }

    boolean isPowered() {
        return powered;
    }

    /** Whether the card may have changed since this was last asked. */
    boolean takeTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }

    boolean isTouched() {
        return touched;
    }

    /** @param whenAccepted run whenever the card has accepted a network's challenge, before its answer arrives */
    void watchAuthentications(Runnable whenAccepted) {
        onAuthenticated = whenAccepted;
    }

    @Override
    public byte[] reset() {
        requirePower();
        touched = true;
        running = true;
        onReset.run();
        onReset = () -> {};
        return powered(card::reset);
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        requireRunning();
        int ins = commandApdu[INS] & 0xFF;
        if (ins == STATUS) {
            // Polls change nothing, and they are most of what a card hears.
            return powered(() -> card.transmit(commandApdu));
        }
        if (commandsUntilCut == 0 && !cutAfterExecution) {
            cut();
        }
        requireRunning();
        touched = true;
        byte[] response = powered(() -> card.transmit(commandApdu));
        if (ins == AUTHENTICATE && response.length > 2 && (response[0] & 0xFF) == AUTHENTICATED) {
            onAuthenticated.run();
        }
        if (commandsUntilCut == 0) {
            cut();
        } else if (commandsUntilCut > 0) {
            commandsUntilCut--;
        }
        requireRunning();
        return response;
    }

    private byte[] powered(Supplier<byte[]> command) {
        try {
            return command.get();
        } catch (CardLinkException e) {
            if (card.hasLostPower()) {
                touched = true;
                cut();
            }
            throw e;
        }
    }

    /** A card that has lost its power does nothing before the next reset. */
    private void requireRunning() {
        requirePower();
        if (!running) {
            throw new CardLinkException("the card was not reset since the power came back");
        }
    }

    private void requirePower() {
        if (!powered) {
            throw new CardLinkException("the power is off");
        }
    }
}
