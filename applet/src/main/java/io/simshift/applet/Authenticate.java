package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

/** AUTHENTICATE (TS 31.102 §7.1) in 3G and GSM security context, with the algorithm of the subscription. */
final class Authenticate {
    private static final byte CONTEXT_3G = (byte) 0x81;
    static final byte AUTHENTICATE = (byte) 0x88;
    static final byte CONTEXT_GSM = (byte) 0x80;
    private static final short BLOCK = 16;
    private static final short HALF = 8;
    private static final short SRES_SIZE = 4;

    // ---- the command: 10 RAND, then for 3G L AUTN
    private static final short RAND_SENT = ISO7816.OFFSET_CDATA + 1;
    private static final short AUTN_SENT = RAND_SENT + BLOCK + 1;
    private static final short GSM_LENGTH = 17;
    private static final short LENGTH_3G = 18;
    private static final short AMF_IN_AUTN = 6;
    private static final short MAC_IN_AUTN = 8;

    // ---- where RAND and AUTN of up to 40 bytes are moved to, so that the memory behind them is free
    static final short RAND = 0;
    static final short AUTN = RAND + BLOCK;
    static final short BEHIND_AUTN = AUTN + 40;

    // ---- the answer: DB, then the length of RES
    static final short ANSWER = 1;
    private static final short AMF_IN_WORK = Transient.WORK + SequenceNumbers.SQN_SIZE;
    // services of EF.UST: byte and bit
    private static final short UST_27 = Profile.UST + 3;
    private static final byte UST_27_BIT = 0x04;
    private static final short UST_38 = Profile.UST + 4;
    private static final byte UST_38_BIT = 0x20;

    private final byte[] state;
    private final CardLife life;
    private final ProfileBanks banks;
    /** In the order of their codes; null where the card lacks one. */
    private final AkaFunctions[] algorithms = new AkaFunctions[ProfileBanks.OWN_MILENAGE];

    private final Milenage own;
    private final SequenceNumbers sequence;
    private final Proactive proactive;
    private final Pairing pairing;

    Authenticate(
            Transient ram,
            CardLife life,
            ProfileBanks banks,
            Ciphers ciphers,
            Proactive proactive,
            Pairing pairing,
            byte[] parameters,
            short off,
            short length) {
        state = ram.state;
        this.life = life;
        this.banks = banks;
        algorithms[ProfileBanks.MILENAGE - 1] = new Milenage(ram, ciphers, banks);
        if (Features.TUAK && Tuak.fits(ram)) {
            algorithms[ProfileBanks.TUAK - 1] = new Tuak(ram, banks);
        }
        if (InstallParameters.testCard(parameters, off, length) != 0) {
            algorithms[ProfileBanks.XOR - 1] = new XorTest(ram, banks);
        }
        own = new Milenage(ram, ciphers, banks);
        algorithms[ProfileBanks.OWN_MILENAGE - 1] = own;
        sequence = new SequenceNumbers(ram, InstallParameters.sequenceLimit(parameters, off, length));
        this.proactive = proactive;
        this.pairing = pairing;
    }

    /** Other constants for Milenage with those of the card. */
    void setConstants(byte[] buf, short off) {
        own.setConstants(buf, off);
    }

    /** Whether the card has an AKA algorithm. */
    boolean supports(byte aka) {
        return aka > 0 && aka <= ProfileBanks.OWN_MILENAGE && algorithms[(byte) (aka - 1)] != null;
    }

    /** {@code cmd} holds header and data from its first byte on; returns the length of the answer. */
    short process(FileContext context, byte[] cmd, byte[] out) {
        byte mode = cmd[ISO7816.OFFSET_P2];
        if (cmd[ISO7816.OFFSET_P1] != 0 || mode != CONTEXT_3G && mode != CONTEXT_GSM) {
            Sw.wrongParameters();
        }
        byte bank = life.bank();
        short macSize = banks.macSize(bank);
        checkLength(cmd, mode == CONTEXT_3G ? (short) (MAC_IN_AUTN + macSize) : 0);
        if (life.phase() == CardLife.PERSONALISATION
                || life.phase() > CardLife.PROVISIONAL
                || pairing.refuses()
                || !FileTable.isUsim(context.directory())) {
            Sw.conditions();
        }
        if (!context.hasPin1()) {
            Sw.securityStatus();
        }
        boolean gsm = mode == CONTEXT_GSM;
        if (gsm && !(hasService(bank, UST_38, UST_38_BIT) && banks.convertsToGsm(bank))) {
            ISOException.throwIt(Sw.CONTEXT_NOT_SUPPORTED);
        }
        Transient.copy(cmd, RAND_SENT, cmd, RAND, BLOCK);
        Transient.copy(cmd, AUTN_SENT, cmd, AUTN, (short) (MAC_IN_AUTN + macSize));
        out[0] = (byte) 0xDB;
        short length = functions(bank).respond(bank, cmd, out);
        return gsm ? answerGsm(out) : answer3g(bank, cmd, out, length, macSize);
    }

    /** {@code autnSize}: 0 in GSM context. */
    private static void checkLength(byte[] cmd, short autnSize) {
        short expected = autnSize == 0 ? GSM_LENGTH : (short) (LENGTH_3G + autnSize);
        if (FileCommands.p3(cmd) != expected
                || cmd[ISO7816.OFFSET_CDATA] != BLOCK
                || autnSize != 0 && cmd[(short) (AUTN_SENT - 1)] != autnSize) {
            Sw.wrongLength();
        }
    }

    private boolean hasService(byte bank, short at, byte bit) {
        return (banks.files(bank)[at] & bit) != 0;
    }

    /** What the subscription of a bank has for an algorithm. */
    private AkaFunctions functions(byte bank) {
        return algorithms[(byte) (banks.akaAlgorithm(bank) - ProfileBanks.MILENAGE)];
    }

    // ---------------------------------------------------------------- 3G context

    /** DB L RES L CK L IK [08 Kc], or DC L AUTS. MAC before freshness: a wrong MAC never gives AUTS. */
    private short answer3g(byte bank, byte[] cmd, byte[] out, short length, short macSize) {
        for (short i = 0; i < SequenceNumbers.SQN_SIZE; i++) {
            state[(short) (Transient.SQN + i)] =
                    (byte) (cmd[(short) (AUTN + i)] ^ state[(short) (Transient.BLOCK + i)]);
        }
        Transient.copy(state, Transient.SQN, state, Transient.WORK, SequenceNumbers.SQN_SIZE);
        Transient.copy(cmd, (short) (AUTN + AMF_IN_AUTN), state, AMF_IN_WORK, (short) 2);
        if (!ConstantTime.equals(state, functions(bank).mac(bank, false), cmd, (short) (AUTN + MAC_IN_AUTN), macSize)) {
            Transient.wipe(out, (short) 0, length);
            if (life.count(CardLife.FAILURES, (byte) 1)) {
                proactive.want(Proactive.REFRESH);
            }
            ISOException.throwIt(Sw.MAC_FAILURE);
        }
        if (!sequence.isFresh(banks.sqn(bank))) {
            Transient.wipe(out, (short) 0, length);
            return writeAuts(bank, out, macSize);
        }
        accept(bank);
        if (hasService(bank, UST_27, UST_27_BIT) && banks.convertsToGsm(bank)) {
            out[length++] = (byte) HALF;
            writeKc(out, out, length);
            length += HALF;
        }
        return length;
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

    private short writeAuts(byte bank, byte[] out, short macSize) {
        byte[] entries = banks.sqn(bank);
        short sqnMs = sequence.highest(entries);
        out[0] = (byte) 0xDC;
        out[1] = (byte) (SequenceNumbers.SQN_SIZE + macSize);
        functions(bank).akStar(bank);
        for (short i = 0; i < SequenceNumbers.SQN_SIZE; i++) {
            out[(short) (2 + i)] = (byte) (entries[(short) (sqnMs + i)] ^ state[(short) (Transient.BLOCK + i)]);
        }
        // AMF* = 0000 (TS 33.102 §6.3.3)
        Transient.copy(entries, sqnMs, state, Transient.WORK, SequenceNumbers.SQN_SIZE);
        Util.setShort(state, AMF_IN_WORK, (short) 0);
        short mac = functions(bank).mac(bank, true);
        return Util.arrayCopyNonAtomic(state, mac, out, (short) (2 + SequenceNumbers.SQN_SIZE), macSize);
    }

    // ---------------------------------------------------------------- GSM context

    /**
     * 04 SRES 08 Kc, by the conversions c2 and c3 (TS 33.102 §6.8.1.2), from the answer in 3G context that is in {@code out}.
     * The SQN array is not touched.
     */
    private short answerGsm(byte[] out) {
        Transient.wipe(state, Transient.BLOCK, SRES_SIZE);
        for (short i = 0; i < out[ANSWER]; i++) {
            state[(short) (Transient.BLOCK + (short) (i & 3))] ^= out[(short) (ANSWER + 1 + i)];
        }
        writeKc(out, state, Transient.TEMP);
        out[0] = (byte) SRES_SIZE;
        short at = Util.arrayCopyNonAtomic(state, Transient.BLOCK, out, (short) 1, SRES_SIZE);
        out[at++] = (byte) HALF;
        return Util.arrayCopyNonAtomic(state, Transient.TEMP, out, at, HALF);
    }

    /** c3: both halves of CK and of IK, XORed, of the answer in 3G context. */
    private static void writeKc(byte[] answer, byte[] to, short off) {
        short ck = (short) (ANSWER + 2 + answer[ANSWER]);
        for (short i = 0; i < HALF; i++) {
            short at = (short) (ck + i);
            short ofIk = (short) (at + BLOCK + 1);
            to[(short) (off + i)] =
                    (byte) (answer[at] ^ answer[(short) (at + HALF)] ^ answer[ofIk] ^ answer[(short) (ofIk + HALF)]);
        }
    }
}
