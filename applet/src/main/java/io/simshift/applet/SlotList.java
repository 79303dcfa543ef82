package io.simshift.applet;

import javacard.framework.Util;
import javacard.security.AESKey;

/**
 * The subscription slots: state, algorithms, OTA counter, check values, and K ‖ OPc ‖ KIc ‖ KID ‖ KIK enciphered under a
 * key that the card made for itself at install. Slots are counted from 1.
 */
final class SlotList {
    static final byte EMPTY = 0x00;
    static final byte FREE = 0x01;
    static final byte ACTIVE = 0x02;
    static final byte WIPED = 0x03;

    // ---- one slot
    private static final short STATE = 0;
    private static final short AKA_ALGORITHM = 1;
    private static final short OTA_ALGORITHM = 2;
    private static final short COUNTER = 3;
    static final short COUNTER_SIZE = 5;
    private static final short CHECK_VALUES = COUNTER + COUNTER_SIZE;
    static final short CHECK_VALUES_SIZE = 4 * KeySet.CHECK_SIZE;
    private static final short SECRETS = CHECK_VALUES + CHECK_VALUES_SIZE;
    static final short SECRETS_SIZE = 5 * KeySet.KEY_SIZE;
    private static final short SLOT_SIZE = SECRETS + SECRETS_SIZE;

    private final byte[] slots;
    private final byte count;
    private final Aes aes;
    private final AESKey cardKey;

    SlotList(byte count, Transient ram, Aes aes, CardAbilities abilities) {
        this.count = count;
        this.aes = aes;
        slots = new byte[(short) (count * SLOT_SIZE)];
        cardKey = Aes.newKey();
        abilities.generateRandom(ram.state, Transient.BLOCK, KeySet.KEY_SIZE);
        cardKey.setKey(ram.state, Transient.BLOCK);
        Util.arrayFillNonAtomic(ram.state, Transient.BLOCK, KeySet.KEY_SIZE, (byte) 0);
    }

    private static short at(byte slot, short field) {
        return (short) ((short) ((short) (slot - 1) * SLOT_SIZE) + field);
    }

    boolean exists(byte slot) {
        return slot >= 1 && slot <= count;
    }

    byte state(byte slot) {
        return slots[at(slot, STATE)];
    }

    boolean isFree(byte slot) {
        return exists(slot) && state(slot) == FREE;
    }

    /** One byte; the caller has a transaction open if more has to change with it. */
    void setState(byte slot, byte state) {
        slots[at(slot, STATE)] = state;
    }

    byte otaAlgorithm(byte slot) {
        return slots[at(slot, OTA_ALGORITHM)];
    }

    /** First FREE slot above the given one, or 0. */
    byte firstFreeAbove(byte slot) {
        for (byte next = (byte) (slot + 1); next <= count; next++) {
            if (state(next) == FREE) {
                return next;
            }
        }
        return 0;
    }

    byte countFree() {
        byte free = 0;
        for (byte slot = 1; slot <= count; slot++) {
            if (state(slot) == FREE) {
                free++;
            }
        }
        return free;
    }

    /** The array in which the counters lie. */
    byte[] counters() {
        return slots;
    }

    short counterOffset(byte slot) {
        return at(slot, COUNTER);
    }

    /** Slot index ‖ state ‖ check values, 14 bytes; returns the next offset. */
    short writeStatus(byte slot, byte[] buf, short off) {
        buf[off++] = slot;
        buf[off++] = state(slot);
        return Util.arrayCopyNonAtomic(slots, at(slot, CHECK_VALUES), buf, off, CHECK_VALUES_SIZE);
    }

    /**
     * Stores a slot: algorithms (2) from {@code algorithms}, check values (12) and plain secrets (80) from {@code buf},
     * which are enciphered in place.
     *
     * <p>Not atomic. The slot is EMPTY from the first write to the last, so after a tear the card holds no half-made
     * slot, and the manufacturer, who got no PoR, stores it again.
     */
    void store(byte slot, byte[] algorithms, short algorithmsOff, byte[] buf, short checkValuesOff, short secretsOff) {
        aes.encipher(cardKey, buf, secretsOff, SECRETS_SIZE);
        setState(slot, EMPTY);
        Util.arrayCopyNonAtomic(algorithms, algorithmsOff, slots, at(slot, AKA_ALGORITHM), (short) 2);
        Util.arrayFillNonAtomic(slots, at(slot, COUNTER), COUNTER_SIZE, (byte) 0);
        Util.arrayCopyNonAtomic(buf, checkValuesOff, slots, at(slot, CHECK_VALUES), CHECK_VALUES_SIZE);
        Util.arrayCopyNonAtomic(buf, secretsOff, slots, at(slot, SECRETS), SECRETS_SIZE);
        setState(slot, FREE);
    }

    /** Copies the 80 bytes of secrets of a slot into transient memory, deciphered. */
    void open(byte slot, byte[] buf, short off) {
        Util.arrayCopyNonAtomic(slots, at(slot, SECRETS), buf, off, SECRETS_SIZE);
        aes.decipher(cardKey, buf, off, SECRETS_SIZE);
    }

    /** Marks every slot below {@code slot} that held keys as WIPED; the caller has a transaction open. */
    void retireBelow(byte slot) {
        for (byte below = 1; below < slot; below++) {
            if (state(below) == FREE || state(below) == ACTIVE) {
                setState(below, WIPED);
            }
        }
    }

    /**
     * Zeroes the secrets of the WIPED slots. May be cut and repeated: the algorithm byte, which says that there is work
     * left, goes last.
     */
    void wipeRetired() {
        for (byte slot = 1; slot <= count; slot++) {
            if (state(slot) == WIPED && slots[at(slot, AKA_ALGORITHM)] != 0) {
                Util.arrayFillNonAtomic(slots, at(slot, SECRETS), SECRETS_SIZE, (byte) 0);
                Util.arrayFillNonAtomic(slots, at(slot, CHECK_VALUES), CHECK_VALUES_SIZE, (byte) 0);
                slots[at(slot, AKA_ALGORITHM)] = 0;
            }
        }
    }
}
