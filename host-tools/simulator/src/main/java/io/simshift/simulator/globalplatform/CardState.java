package io.simshift.simulator.globalplatform;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;

/** The card's life-cycle (5.1.1), and SET STATUS, which moves it and that of applications (11.10). */
final class CardState {
    /** SELECT of the security domain of a locked card (11.9.3.2). */
    static final StatusWord WARNING_LOCKED = new StatusWord(0x6283);

    private static final int OP_READY = 0x01;
    private static final int INITIALIZED = 0x07;
    private static final int SECURED = 0x0F;
    private static final int LOCKED = 0x7F;
    private static final int TERMINATED = 0xFF;
    // ---- P1 of SET STATUS
    private static final int CARD = 0x80;
    private static final int APPLICATION = 0x40;

    private static final int GET_DATA = 0xCA;
    private static final int SET_STATUS = 0xF0;
    private static final int GET_STATUS = 0xF2;

    private final Registry registry;
    private final Aid domain;
    private int value = OP_READY;

    CardState(Registry registry, Aid domain) {
        this.registry = registry;
        this.domain = domain;
    }

    int value() {
        return value;
    }

    /** Whether only the security domain can be selected. */
    boolean isLocked() {
        return value == LOCKED || value == TERMINATED;
    }

    /** @throws Refusal 6985 where the card is locked, or at its end */
    void requireAllowed(int ins) {
        boolean looks = ins == GET_DATA || ins == GET_STATUS;
        boolean allowed = !isLocked() || value == LOCKED && (looks || ins == SET_STATUS) || ins == GET_DATA;
        if (!allowed) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
    }

    byte[] set(CommandApdu command) {
        switch (command.p1()) {
            case CARD -> card(command.p2());
            case APPLICATION -> application(Aid.of(command.data()), command.p2());
            default -> throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        return new byte[0];
    }

    private void card(int wanted) {
        boolean forward = switch (wanted) {
            case INITIALIZED -> value == OP_READY;
            case SECURED -> value == INITIALIZED || value == LOCKED;
            case LOCKED -> value == SECURED;
            case TERMINATED -> true;
            default -> throw new Refusal(StatusWord.INCORRECT_P1_P2);
        };
        if (!forward) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        value = wanted;
    }

    /** Locks an application, or unlocks it into the state that it had. */
    private void application(Aid aid, int wanted) {
        if (aid.equals(domain)) {
            card(wanted);
            return;
        }
        Registry.Instance instance =
                registry.instance(aid).orElseThrow(() -> new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND));
        boolean locks = (wanted & Registry.LOCKED_BIT) != 0;
        boolean locked = (instance.state() & Registry.LOCKED_BIT) != 0;
        if (locks == locked) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        int bit = Registry.LOCKED_BIT;
        instance.state(locks ? instance.state() | bit : instance.state() & ~bit);
    }
}
