package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

/** AUTHENTICATE (TS 31.102 §7.1) in 3G and GSM security context, with Milenage. */
final class Authenticate {
    private static final byte CONTEXT_3G = (byte) 0x81;
    private static final byte CONTEXT_GSM = (byte) 0x80;
    private static final short BLOCK = 16;
    private static final short HALF = 8;
    private static final short SRES_SIZE = 4;
    /** 10 RAND, then for 3G 10 AUTN. */
    private static final short RAND = ISO7816.OFFSET_CDATA + 1;

    private static final short AUTN = RAND + BLOCK + 1;
    private static final short AMF_IN_AUTN = 6;
    private static final short MAC_IN_AUTN = 8;
    private static final short GSM_LENGTH = 17;
    private static final short LENGTH_3G = 34;
    // services of EF.UST: byte and bit
    private static final short UST_27 = Profile.UST + 3;
    private static final byte UST_27_BIT = 0x04;
    private static final short UST_38 = Profile.UST + 4;
    private static final byte UST_38_BIT = 0x20;

    private final byte[] state;
    private final CardLife life;
    private final ProfileBanks banks;
    private final Milenage milenage;
    private final SequenceNumbers sequence;
    private final Proactive proactive;

    Authenticate(
            Transient ram,
            CardLife life,
            ProfileBanks banks,
            Milenage milenage,
            SequenceNumbers sequence,
            Proactive proactive) {
        state = ram.state;
        this.life = life;
        this.banks = banks;
        this.milenage = milenage;
        this.sequence = sequence;
        this.proactive = proactive;
    }

    /** {@code cmd} holds header and data from its first byte on; returns the length of the answer. */
    short process(FileContext context, byte[] cmd, byte[] out) {
        byte mode = cmd[ISO7816.OFFSET_P2];
        if (cmd[ISO7816.OFFSET_P1] != 0 || mode != CONTEXT_3G && mode != CONTEXT_GSM) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        checkLength(cmd, mode == CONTEXT_3G);
        if (life.phase() == CardLife.PERSONALISATION || context.directory() != FileTable.ADF_USIM) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        if (!context.hasPin1()) {
            ISOException.throwIt(Sw.SECURITY_STATUS);
        }
        byte bank = life.bank();
        if (mode == CONTEXT_GSM && !hasService(bank, UST_38, UST_38_BIT)) {
            ISOException.throwIt(Sw.CONTEXT_NOT_SUPPORTED);
        }
        milenage.begin(bank, cmd, RAND);
        milenage.out2(bank);
        return mode == CONTEXT_GSM ? answerGsm(bank, out) : answer3g(bank, cmd, out);
    }

    private static void checkLength(byte[] cmd, boolean threeG) {
        if (FileCommands.p3(cmd, (short) 0) != (threeG ? LENGTH_3G : GSM_LENGTH)
                || cmd[ISO7816.OFFSET_CDATA] != BLOCK
                || threeG && cmd[(short) (AUTN - 1)] != BLOCK) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
    }

    private boolean hasService(byte bank, short at, byte bit) {
        return (byte) (banks.files(bank)[at] & bit) != 0;
    }

    /** DB 08 RES 10 CK 10 IK [08 Kc], or DC 0E AUTS. MAC before freshness: a wrong MAC never gives AUTS. */
    private short answer3g(byte bank, byte[] cmd, byte[] out) {
        Util.arrayCopyNonAtomic(state, (short) (Transient.BLOCK + HALF), state, Transient.CHECK, HALF);
        for (short i = 0; i < SequenceNumbers.SQN_SIZE; i++) {
            state[(short) (Transient.SQN + i)] =
                    (byte) (cmd[(short) (AUTN + i)] ^ state[(short) (Transient.BLOCK + i)]);
        }
        milenage.setSqnAndAmf(state, Transient.SQN, cmd, (short) (AUTN + AMF_IN_AUTN));
        milenage.out1(bank);
        if (!ConstantTime.equals(state, Transient.BLOCK, cmd, (short) (AUTN + MAC_IN_AUTN), HALF)) {
            if (life.authenticationFailed()) {
                proactive.wantRefresh();
            }
            ISOException.throwIt(Sw.MAC_FAILURE);
        }
        if (!sequence.isFresh(banks.sqn(bank))) {
            return writeAuts(bank, out);
        }
        accept(bank);
        return writeSuccess(bank, out);
    }

    /**
     * The SQN entry, and with it the proof that the new network holds K, are one transaction, made before the answer
     * leaves: after a tear the network's next challenge finds the card before both or after both.
     */
    private void accept(byte bank) {
        boolean confirms = life.phase() == CardLife.PROVISIONAL;
        JCSystem.beginTransaction();
        sequence.accept(banks.sqn(bank));
        if (confirms) {
            life.confirm();
        }
        JCSystem.commitTransaction();
        life.erase();
    }

    private short writeSuccess(byte bank, byte[] out) {
        out[0] = (byte) 0xDB;
        out[1] = (byte) HALF;
        short at = Util.arrayCopyNonAtomic(state, Transient.CHECK, out, (short) 2, HALF);
        out[at++] = (byte) BLOCK;
        short ck = at;
        milenage.out3(bank);
        at = Util.arrayCopyNonAtomic(state, Transient.BLOCK, out, at, BLOCK);
        out[at++] = (byte) BLOCK;
        milenage.out4(bank);
        at = Util.arrayCopyNonAtomic(state, Transient.BLOCK, out, at, BLOCK);
        if (hasService(bank, UST_27, UST_27_BIT)) {
            out[at++] = (byte) HALF;
            writeKc(out, ck, (short) (ck + BLOCK + 1), out, at);
            at += HALF;
        }
        return at;
    }

    private short writeAuts(byte bank, byte[] out) {
        byte[] entries = banks.sqn(bank);
        short sqnMs = sequence.highest(entries);
        out[0] = (byte) 0xDC;
        out[1] = 0x0E;
        milenage.out5(bank);
        for (short i = 0; i < SequenceNumbers.SQN_SIZE; i++) {
            out[(short) (2 + i)] = (byte) (entries[(short) (sqnMs + i)] ^ state[(short) (Transient.BLOCK + i)]);
        }
        milenage.setSqnOfAuts(entries, sqnMs);
        milenage.out1(bank);
        return Util.arrayCopyNonAtomic(
                state, (short) (Transient.BLOCK + HALF), out, (short) (2 + SequenceNumbers.SQN_SIZE), HALF);
    }

    /** 04 SRES 08 Kc, by the conversions c2 and c3 (TS 33.102 §6.8.1.2). The SQN array is not touched. */
    private short answerGsm(byte bank, byte[] out) {
        out[0] = (byte) SRES_SIZE;
        for (short i = 0; i < SRES_SIZE; i++) {
            short res = (short) (Transient.BLOCK + HALF + i);
            out[(short) (1 + i)] = (byte) (state[res] ^ state[(short) (res + SRES_SIZE)]);
        }
        short kc = (short) (1 + SRES_SIZE);
        out[kc++] = (byte) HALF;
        milenage.out3(bank);
        xorHalves(out, kc, false);
        milenage.out4(bank);
        xorHalves(out, kc, true);
        return (short) (kc + HALF);
    }

    private void xorHalves(byte[] out, short kc, boolean add) {
        for (short i = 0; i < HALF; i++) {
            short at = (short) (Transient.BLOCK + i);
            byte folded = (byte) (state[at] ^ state[(short) (at + HALF)]);
            short to = (short) (kc + i);
            out[to] = add ? (byte) (out[to] ^ folded) : folded;
        }
    }

    private static void writeKc(byte[] keys, short ck, short ik, byte[] out, short off) {
        for (short i = 0; i < HALF; i++) {
            short ck1 = (short) (ck + i);
            short ik1 = (short) (ik + i);
            byte fromCk = (byte) (keys[ck1] ^ keys[(short) (ck1 + HALF)]);
            byte fromIk = (byte) (keys[ik1] ^ keys[(short) (ik1 + HALF)]);
            out[(short) (off + i)] = (byte) (fromCk ^ fromIk);
        }
    }
}
