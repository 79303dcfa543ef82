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

    private static final short AKA_KEY_SIZE = 16;

    private final byte[] files0;
    private final byte[] files1;
    private final byte[] sqn0;
    private final byte[] sqn1;
    /** Bank 0, then bank 1. */
    private final byte[] opc;

    private final AESKey k0;
    private final AESKey k1;
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
        opc = new byte[(short) (2 * AKA_KEY_SIZE)];
        k0 = Ciphers.newKey();
        k1 = Ciphers.newKey();
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
        return (short) (bank * AKA_KEY_SIZE);
    }

    /** Puts K ‖ OPc in place, with an SQN array of zeros. Only for the bank that is not in use. */
    void loadAkaKeys(byte bank, byte[] buf, short aka) {
        k(bank).setKey(buf, aka);
        Util.arrayCopyNonAtomic(buf, (short) (aka + AKA_KEY_SIZE), opc, opcOffset(bank), AKA_KEY_SIZE);
        Util.arrayFillNonAtomic(sqn(bank), (short) 0, SQN_SIZE, (byte) 0);
    }

    /** Copies files and SQN array of the other bank to this one, which is not in use. */
    void copyTo(byte bank) {
        Util.arrayCopyNonAtomic(files(other(bank)), (short) 0, files(bank), (short) 0, Profile.SIZE);
        Util.arrayCopyNonAtomic(sqn(other(bank)), (short) 0, sqn(bank), (short) 0, SQN_SIZE);
    }

    /** Puts the keys of a slot in place, with an SQN array of zeros. Only for the bank that is not in use. */
    void loadKeys(byte bank, SlotList slots, byte slot) {
        slots.open(slot, SlotList.K);
        k(bank).setKey(state, SlotList.OPENED);
        slots.open(slot, SlotList.OPC);
        Util.arrayCopyNonAtomic(state, SlotList.OPENED, opc, opcOffset(bank), AKA_KEY_SIZE);
        KeySet keys = keys(bank);
        keys.begin(slots.otaAlgorithm(slot));
        for (byte which = KeySet.KIC; which < KeySet.KEYS; which++) {
            slots.open(slot, which);
            keys.set(which, state, SlotList.OPENED);
        }
        slots.forgetOpened();
        Util.arrayFillNonAtomic(sqn(bank), (short) 0, SQN_SIZE, (byte) 0);
    }

    /** Check values of AKA, KIc, KID, KIK of a bank, 12 bytes: AKA is the first 3 bytes of E[OPc]K. */
    void writeCheckValues(byte bank, byte[] buf, short off) {
        Util.arrayCopyNonAtomic(opc, opcOffset(bank), state, Transient.BLOCK, AKA_KEY_SIZE);
        ciphers.run(k(bank), Ciphers.ENCRYPT, state, Transient.BLOCK, AKA_KEY_SIZE);
        off = Util.arrayCopyNonAtomic(state, Transient.BLOCK, buf, off, KeySet.CHECK_SIZE);
        keys(bank).writeCheckValues(buf, off);
    }

    /** Forgets keys, SQN and files of a bank that is not in use. May be cut and repeated. */
    void clear(byte bank) {
        k(bank).clearKey();
        keys(bank).clear();
        Util.arrayFillNonAtomic(opc, opcOffset(bank), AKA_KEY_SIZE, (byte) 0);
        Util.arrayFillNonAtomic(sqn(bank), (short) 0, SQN_SIZE, (byte) 0);
        Util.arrayFillNonAtomic(files(bank), (short) 0, Profile.SIZE, (byte) 0xFF);
    }
}
