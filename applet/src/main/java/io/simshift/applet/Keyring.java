package io.simshift.applet;

/**
 * Which keysets exist right now (docs/applet/commands.md §3); the counter of each, its minimum security level, and how
 * many wrong check values in a row it has seen.
 */
final class Keyring {
    static final byte NONE = 0;
    static final byte ACTIVE = 0x10;
    static final byte MANUFACTURER = (byte) 0xF0;
    private static final byte IMPLICIT = 0x00;

    /** Delays double this often: 64 times the work. The count of failures stops where the delay does. */
    private static final short DOUBLINGS = 6;

    private static final short LIMIT_IF_NEVER_SLOW = 16;

    private final CardLife life;
    private final ProfileBanks banks;
    private final SlotList slots;
    private final KeySet manufacturer;
    private final short failureLimit;
    /** Wrong check values, then the counter: in the order of {@link SlotList}. */
    private final byte[] manufacturerCounter = new byte[1 + Counter.SIZE];

    /** {@code failureLimit}: tag 89 of the install parameters, unsigned. */
    Keyring(CardLife life, ProfileBanks banks, SlotList slots, KeySet manufacturer, byte failureLimit) {
        this.life = life;
        this.banks = banks;
        this.slots = slots;
        this.manufacturer = manufacturer;
        this.failureLimit = (short) (failureLimit & 0xFF);
    }

    /** The keyset that a high nibble of KIc or KID names, {@link #NONE} if there is no such. */
    byte find(byte nibble) {
        byte existing = life.phase() == CardLife.PERSONALISATION ? MANUFACTURER : ACTIVE;
        if (nibble != existing && nibble != IMPLICIT
                || keys(existing, life.bank()).algorithm() == KeySet.NONE) {
            return NONE;
        }
        return existing;
    }

    /** The bank whose keys are those of the active keyset. */
    byte bank() {
        return life.bank();
    }

    /** The keys of a keyset; those of the active one as they are, or were, in a bank. */
    KeySet keys(byte name, byte bank) {
        return name == MANUFACTURER ? manufacturer : banks.keys(bank);
    }

    /** The least that packets under a keyset have to ask for. */
    byte level(byte name) {
        return isManufacturer(name) ? SecurityLevel.DEFAULT : slots.level(life.active());
    }

    /** Before FINALISE there is no active slot, and what no key secured is of the keyset that there is. */
    private boolean isManufacturer(byte name) {
        return name == MANUFACTURER || life.active() == 0;
    }

    /** The array in which the counter of a keyset lies. */
    byte[] counters(byte name) {
        return isManufacturer(name) ? manufacturerCounter : slots.counters();
    }

    short counterOffset(byte name) {
        return isManufacturer(name) ? 1 : slots.counterOffset(life.active());
    }

    // ---------------------------------------------------------------- wrong check values

    /** They are counted in the byte before the counter. */
    private short failuresOffset(byte name) {
        return (short) (counterOffset(name) - 1);
    }

    /** Wrong check values in a row under a keyset, as far as they are counted. */
    byte failureCount(byte name) {
        return counters(name)[failuresOffset(name)];
    }

    /**
     * A check value was wrong. One byte is written, and none once the count has reached its end: a sender of rubbish does
     * not wear the memory out. A tear before it forgets one failure.
     */
    void countFailure(byte name) {
        byte[] counts = counters(name);
        short at = failuresOffset(name);
        short count = (short) (counts[at] & 0xFF);
        if (count < lastCount()) {
            counts[at] = (byte) (count + 1);
        }
    }

    /** A new packet of the holder of the keys. A replayed one must not get here: it would forgive an attacker's guesses. */
    void forgetFailures(byte name) {
        byte[] counts = counters(name);
        short at = failuresOffset(name);
        if (counts[at] != 0) {
            counts[at] = 0;
        }
    }

    private short lastCount() {
        short last = (short) ((failureLimit == 0 ? LIMIT_IF_NEVER_SLOW : failureLimit) + DOUBLINGS);
        return last > 0xFF ? 0xFF : last;
    }

    /** How often the work of a packet is done for nothing before it is looked at. */
    short delayRounds(byte name) {
        short over = (short) ((short) (failureCount(name) & 0xFF) - failureLimit);
        if (failureLimit == 0 || over < 0) {
            return 0;
        }
        return (short) (1 << (over > DOUBLINGS ? DOUBLINGS : over));
    }
}
