package io.simshift.applet;

import javacard.framework.Util;
import javacard.security.AESKey;

/**
 * The subscription slots: state, algorithms, security level, OTA counter, check values, and K, OPc, KIc, KID and KIK, each
 * enciphered under a key that the card made for itself at install. Slots are counted from 1.
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
    /** 4 bytes from the AKA algorithm on; with TUAK the last two are lengths, see {@link Tuak}, and iterations. */
    static final short ALGORITHMS_SIZE = 4;

    private static final short LEVEL = AKA_ALGORITHM + ALGORITHMS_SIZE;
    private static final short FAILURES = LEVEL + 1;
    private static final short COUNTER = FAILURES + 1;
    static final short COUNTER_SIZE = 5;
    private static final short CHECK_VALUES = COUNTER + COUNTER_SIZE;
    static final short CHECK_VALUES_SIZE = 4 * KeySet.CHECK_SIZE;
    private static final short SECRETS = CHECK_VALUES + CHECK_VALUES_SIZE;

    // ---- the secrets of a slot, each filled with zeros: K and OPc or TOPc to 32 bytes, the OTA keys to whole blocks
    // of AES
    private static final short AKA_KEY_SIZE = 32;
    private static final short SHORT_KEY_SIZE = 16;
    static final byte K = KeySet.KEYS;
    static final byte OPC = K + 1;
    /** Where an opened key lies in {@link Transient#state}, with 32 bytes. */
    static final short OPENED = Transient.BLOCK;

    private final byte[] slots;
    private final byte count;
    /** Bytes for an OTA key: 16, or 32 on a card with an algorithm that has longer keys. */
    private final short otaKeySize;

    private final short slotSize;
    private final byte[] state;
    private final byte[] cmd;
    private final Ciphers ciphers;
    private final AESKey cardKey;

    SlotList(byte count, Transient ram, Ciphers ciphers, CardAbilities abilities) {
        this.count = count;
        this.ciphers = ciphers;
        state = ram.state;
        cmd = ram.message;
        otaKeySize = abilities.hasLongKeys() ? KeySet.MAX_KEY_SIZE : Ciphers.AES_BLOCK;
        slotSize = (short) (SECRETS + 2 * AKA_KEY_SIZE + (short) (KeySet.KEYS * otaKeySize));
        slots = new byte[(short) (count * slotSize)];
        cardKey = Ciphers.newKey();
        abilities.generateRandom(state, OPENED, Ciphers.AES_BLOCK);
        cardKey.setKey(state, OPENED);
        forgetOpened();
    }

    private short at(byte slot, short field) {
        return (short) ((short) ((short) (slot - 1) * slotSize) + field);
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

    /** Where the four bytes of its algorithms are in {@link #counters()}. */
    short algorithmsOffset(byte slot) {
        return at(slot, AKA_ALGORITHM);
    }

    byte akaAlgorithm(byte slot) {
        return slots[at(slot, AKA_ALGORITHM)];
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

    /** Where it lies; the byte before it counts wrong check values in a row. */
    short counterOffset(byte slot) {
        return at(slot, COUNTER);
    }

    /** Slot index ‖ state ‖ check values, 14 bytes; returns the next offset. */
    short writeStatus(byte slot, byte[] buf, short off) {
        buf[off++] = slot;
        buf[off++] = state(slot);
        return Util.arrayCopyNonAtomic(slots, at(slot, CHECK_VALUES), buf, off, CHECK_VALUES_SIZE);
    }

    /** The least that packets under the slot's keyset have to ask for, see {@link SecurityLevel}. */
    byte level(byte slot) {
        return slots[at(slot, LEVEL)];
    }

    /**
     * Writes algorithms (2, or 4 where lengths do not stay), level, check values, which are in {@link Transient#CHECK}, and, in
     * clear, K ‖ OPc and KIc ‖ KID ‖ KIK of a slot: values of objects in the command, 0 stands for keys that stay. The state is the caller's, and the counter needs no write: it goes on, or the slot was never
     * active.
     *
     * <p>The caller has a transaction open: after a tear the slot is as it was. Behind it the opened key is to be forgotten.
     */
    void store(byte slot, short algorithms, byte level, short aka, short ota) {
        Util.arrayCopy(cmd, algorithms, slots, at(slot, AKA_ALGORITHM), Tlv.length(cmd, algorithms));
        slots[at(slot, LEVEL)] = level;
        slots[at(slot, FAILURES)] = 0;
        Util.arrayCopy(state, Transient.CHECK, slots, at(slot, CHECK_VALUES), CHECK_VALUES_SIZE);
        if (aka != 0) {
            short length = Tlv.length(cmd, aka);
            short kSize = length == 2 * AKA_KEY_SIZE ? AKA_KEY_SIZE : SHORT_KEY_SIZE;
            storeKey(slot, K, aka, kSize);
            storeKey(slot, OPC, (short) (aka + kSize), (short) (length - kSize));
        }
        if (ota != 0) {
            short length = KeySet.keyLength(otaAlgorithm(slot));
            for (byte which = KeySet.KIC; which < KeySet.KEYS; which++) {
                storeKey(slot, which, ota, length);
                ota += length;
            }
        }
    }

    private void storeKey(byte slot, byte which, short off, short length) {
        short size = size(which);
        forgetOpened();
        Transient.copy(cmd, off, state, OPENED, length);
        ciphers.run(cardKey, Ciphers.ENCRYPT, state, OPENED, size);
        Util.arrayCopy(state, OPENED, slots, secret(slot, which), size);
    }

    void forgetOpened() {
        Transient.wipe(state, OPENED, KeySet.MAX_KEY_SIZE);
    }

    /** Deciphers a key of a slot: one of {@link KeySet}, {@link #K} or {@link #OPC}. */
    void open(byte slot, byte which) {
        short size = size(which);
        Transient.copy(slots, secret(slot, which), state, OPENED, size);
        ciphers.run(cardKey, Ciphers.DECRYPT, state, OPENED, size);
    }

    private short size(byte which) {
        return which < KeySet.KEYS ? otaKeySize : AKA_KEY_SIZE;
    }

    /** Where a key of a slot lies. */
    private short secret(byte slot, byte which) {
        short off = at(slot, SECRETS);
        return which < KeySet.KEYS
                ? (short) (off + 2 * AKA_KEY_SIZE + (short) (which * otaKeySize))
                : (short) (off + (short) ((short) (which - K) * AKA_KEY_SIZE));
    }

    /** Marks every slot below {@code slot} that held keys as WIPED; the caller has a transaction open. */
    void retireBelow(byte slot) {
        for (byte below = 1; below < slot; below++) {
            if (state(below) == FREE || state(below) == ACTIVE) {
                setState(below, WIPED);
            }
        }
    }

    /** Marks every slot that holds keys as WIPED. May be cut and repeated. */
    void retireAll() {
        retireBelow((byte) (count + 1));
    }

    /**
     * Zeroes the secrets of the WIPED slots. May be cut and repeated: the algorithm byte, which says that there is work
     * left, goes last.
     */
    void wipeRetired() {
        for (byte slot = 1; slot <= count; slot++) {
            if (state(slot) == WIPED && slots[at(slot, AKA_ALGORITHM)] != 0) {
                Transient.wipe(slots, at(slot, SECRETS), (short) (slotSize - SECRETS));
                Transient.wipe(slots, at(slot, CHECK_VALUES), CHECK_VALUES_SIZE);
                slots[at(slot, AKA_ALGORITHM)] = 0;
            }
        }
    }
}
