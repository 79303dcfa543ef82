package io.simshift.applet;

import javacard.framework.Util;
import javacard.security.AESKey;

/**
 * The two banks: operator-dependent files, SQN array and keys of the subscription in use and of the one that is being
 * prepared. A bank that is not in use may be written at leisure; nothing looks at it before {@link CardLife} flips.
 */
final class ProfileBanks {
    /** 32 entries of 6 bytes: the SQN last accepted for each IND, zeros if none (TS 33.102 Annex C). */
    static final short SQN_SIZE = 192;

    // ---- AKA algorithms (docs/applet/commands.md §4.7)
    static final byte MILENAGE = 0x01;
    static final byte TUAK = 0x02;
    static final byte XOR = 0x03;
    /** Milenage with the constants of the card. */
    static final byte OWN_MILENAGE = 0x04;

    private static final short AKA_KEY_SIZE = 16;
    /** Room for a TOPc. */
    private static final short OPC_SIZE = 32;

    private static final short USUAL_MAC_SIZE = 8;
    /** CK, IK or RES of 32 bytes. */
    private static final byte LONG_VALUES = 0x26;

    // ---- the algorithms of a bank: as those of a slot
    private static final short LENGTHS = 2;
    private static final short ITERATIONS = 3;

    private final byte[] files0;
    private final byte[] files1;
    private final byte[] sqn0;
    private final byte[] sqn1;
    /** Bank 0, then bank 1. */
    private final byte[] opc;

    /** Bank 0, then bank 1: AKA algorithm, OTA algorithm, and of TUAK lengths and iterations. */
    private final byte[] algorithms;

    private final AESKey k0;
    private final AESKey k1;
    /** The second half of a K of 32 bytes; anything with a shorter one. */
    private final AESKey low0;

    private final AESKey low1;
    private final KeySet keys0;
    private final KeySet keys1;
    private final Ciphers ciphers;
    private final byte[] state;

    ProfileBanks(Transient ram, Ciphers ciphers) {
        this.ciphers = ciphers;
        state = ram.state;
        files0 = new byte[Profile.SIZE];
        files1 = new byte[Profile.SIZE];
        sqn0 = new byte[SQN_SIZE];
        sqn1 = new byte[SQN_SIZE];
        opc = new byte[2 * OPC_SIZE];
        algorithms = new byte[2 * SlotList.ALGORITHMS_SIZE];
        k0 = Ciphers.newKey();
        k1 = Ciphers.newKey();
        low0 = Ciphers.newKey();
        low1 = Ciphers.newKey();
        keys0 = new KeySet(ram, ciphers, true);
        keys1 = new KeySet(ram, ciphers, true);
        CleanCopy.personalise(files0);
    }

    static byte other(byte bank) {
        return (byte) (1 - bank);
    }

    byte[] files(byte bank) {
        return bank == 0 ? files0 : files1;
    }

    byte[] sqn(byte bank) {
        return bank == 0 ? sqn0 : sqn1;
    }

    AESKey k(byte bank) {
        return bank == 0 ? k0 : k1;
    }

    KeySet keys(byte bank) {
        return bank == 0 ? keys0 : keys1;
    }

    byte[] opc() {
        return opc;
    }

    /** Where the OPc of a bank begins in {@link #opc()}. */
    static short opcOffset(byte bank) {
        return (short) (bank * OPC_SIZE);
    }

    private AESKey low(byte bank) {
        return bank == 0 ? low0 : low1;
    }

    private byte algorithm(byte bank, short which) {
        return algorithms[(short) ((short) (bank * SlotList.ALGORITHMS_SIZE) + which)];
    }

    byte akaAlgorithm(byte bank) {
        return algorithm(bank, (short) 0);
    }

    /** Lengths of TUAK's values as in tag 81 of STORE SLOT, and {@link Tuak#KEY_256}; 0 with another algorithm. */
    byte tuakLengths(byte bank) {
        return Features.TUAK && akaAlgorithm(bank) == TUAK ? algorithm(bank, LENGTHS) : 0;
    }

    /** 1 to 255. */
    short tuakIterations(byte bank) {
        return (short) (algorithm(bank, ITERATIONS) & 0xFF);
    }

    /** Bytes of MAC-A and MAC-S. */
    short macSize(byte bank) {
        return Features.TUAK && akaAlgorithm(bank) == TUAK ? Tuak.macSize(algorithm(bank, LENGTHS)) : USUAL_MAC_SIZE;
    }

    /** Whether RES, CK and IK have lengths that c2 and c3 take (TS 33.102 §6.8.1.2). */
    boolean convertsToGsm(byte bank) {
        return !Features.TUAK || (tuakLengths(bank) & LONG_VALUES) == 0;
    }

    /** Bytes of OPc, or of TOPc. */
    private short opcSize(byte bank) {
        return Features.TUAK && akaAlgorithm(bank) == TUAK ? OPC_SIZE : AKA_KEY_SIZE;
    }

    /** Bytes of K. */
    private short kSize(byte bank) {
        return Features.TUAK && (tuakLengths(bank) & Tuak.KEY_256) != 0 ? 2 * AKA_KEY_SIZE : AKA_KEY_SIZE;
    }

    /** Bytes of K and OPc or TOPc together. */
    short akaKeysSize(byte bank) {
        return (short) (kSize(bank) + opcSize(bank));
    }

    /** Leaves K in {@link Transient#BLOCK}; returns its length, 16 or 32 bytes. */
    short openK(byte bank) {
        k(bank).getKey(state, Transient.BLOCK);
        low(bank).getKey(state, (short) (Transient.BLOCK + AKA_KEY_SIZE));
        return kSize(bank);
    }

    /** Says what the keys are for that are loaded next, in 2 bytes or 4. Only for the bank that is not in use. */
    void setAlgorithms(byte bank, byte[] buf, short off, short size) {
        Transient.copy(buf, off, algorithms, (short) (bank * SlotList.ALGORITHMS_SIZE), size);
    }

    /** Puts K ‖ OPc in place, with an SQN array of zeros. Only for the bank that is not in use, whose algorithms are set. */
    void loadAkaKeys(byte bank, byte[] buf, short aka) {
        short after = (short) (aka + kSize(bank));
        k(bank).setKey(buf, aka);
        low(bank).setKey(buf, (short) (after - AKA_KEY_SIZE));
        Transient.copy(buf, after, opc, opcOffset(bank), opcSize(bank));
        Transient.wipe(sqn(bank), (short) 0, SQN_SIZE);
    }

    /** Copies files and SQN array of the other bank to this one, which is not in use. */
    void copyTo(byte bank) {
        Transient.copy(files(other(bank)), (short) 0, files(bank), (short) 0, Profile.SIZE);
        Transient.copy(sqn(other(bank)), (short) 0, sqn(bank), (short) 0, SQN_SIZE);
    }

    /** Puts the keys of a slot in place, with an SQN array of zeros. Only for the bank that is not in use. */
    void loadKeys(byte bank, SlotList slots, byte slot) {
        setAlgorithms(bank, slots.counters(), slots.algorithmsOffset(slot), SlotList.ALGORITHMS_SIZE);
        slots.open(slot, SlotList.K);
        k(bank).setKey(state, SlotList.OPENED);
        low(bank).setKey(state, (short) (SlotList.OPENED + AKA_KEY_SIZE));
        slots.open(slot, SlotList.OPC);
        Transient.copy(state, SlotList.OPENED, opc, opcOffset(bank), OPC_SIZE);
        KeySet keys = keys(bank);
        keys.begin(slots.otaAlgorithm(slot));
        for (byte which = KeySet.KIC; which < KeySet.KEYS; which++) {
            slots.open(slot, which);
            keys.set(which, state, SlotList.OPENED);
        }
        slots.forgetOpened();
        Transient.wipe(sqn(bank), (short) 0, SQN_SIZE);
    }

    /**
     * Check values of AKA, KIc, KID, KIK of a bank, 12 bytes. AKA is the first 3 bytes of the last block of AES-CBC under the
     * first 16 bytes of K of what follows these: with Milenage E[OPc]K.
     */
    void writeCheckValues(byte bank, byte[] buf, short off) {
        low(bank).getKey(state, Transient.BLOCK);
        short size = (short) (akaKeysSize(bank) - AKA_KEY_SIZE);
        short at = (short) (Transient.BLOCK + kSize(bank) - AKA_KEY_SIZE);
        Transient.copy(opc, opcOffset(bank), state, at, opcSize(bank));
        ciphers.run(k(bank), Ciphers.ENCRYPT, state, Transient.BLOCK, size);
        off = Util.arrayCopyNonAtomic(
                state, (short) (Transient.BLOCK + size - AKA_KEY_SIZE), buf, off, KeySet.CHECK_SIZE);
        keys(bank).writeCheckValues(buf, off);
    }

    /** Forgets keys, SQN and files of a bank that is not in use. May be cut and repeated. */
    void clear(byte bank) {
        k(bank).clearKey();
        low(bank).clearKey();
        keys(bank).clear();
        Transient.wipe(opc, opcOffset(bank), OPC_SIZE);
        Transient.wipe(sqn(bank), (short) 0, SQN_SIZE);
        Util.arrayFillNonAtomic(files(bank), (short) 0, Profile.SIZE, (byte) 0xFF);
    }
}
