package io.simshift.applet;

import javacard.framework.Util;

/**
 * Milenage (TS 35.206 §4), with the constants of the standard or those of the card. TEMP stays in {@link Transient#TEMP} from
 * {@link #respond} on; each OUT is left in {@link Transient#BLOCK}.
 */
final class Milenage extends AkaFunctions {
    /** r1 to r5, one byte each, then c1 to c5. */
    static final short CONSTANTS_SIZE = 85;

    private static final short COUNT = 5;
    private static final short SIZE = 16;
    private static final short RES_SIZE = 8;

    // ---- r1 to r5 of the standard, then the last bytes of its c1 to c5; the others are zeros
    private static final byte[] STANDARD = {64, 0, 32, 64, 96, 0, 1, 2, 4, 8};

    // ---- which r and c
    private static final short OUT1 = 0;
    private static final short OUT2 = 1;
    private static final short OUT3 = 2;
    private static final short OUT4 = 3;
    private static final short OUT5 = 4;

    private final Ciphers ciphers;
    private final ProfileBanks banks;
    private final byte[] state;
    private final byte[] constants = new byte[CONSTANTS_SIZE];

    /** With the constants of the standard, until there are others. */
    Milenage(Transient ram, Ciphers ciphers, ProfileBanks banks) {
        this.ciphers = ciphers;
        this.banks = banks;
        state = ram.state;
        for (short i = 0; i < COUNT; i++) {
            constants[i] = STANDARD[i];
            constants[(short) (COUNT + SIZE - 1 + (short) (i * SIZE))] = STANDARD[(short) (COUNT + i)];
        }
    }

    /** Whether {@link #CONSTANTS_SIZE} bytes are constants: a rotation has at most 127 bits. */
    static boolean areConstants(byte[] buf, short off) {
        byte all = 0;
        for (short i = 0; i < COUNT; i++) {
            all |= buf[(short) (off + i)];
        }
        return all >= 0;
    }

    /** Takes other constants, in one atomic copy. */
    void setConstants(byte[] buf, short off) {
        Util.arrayCopy(buf, off, constants, (short) 0, CONSTANTS_SIZE);
    }

    @Override
    short respond(byte bank, byte[] cmd, byte[] out) {
        ciphers.begin(banks.k(bank));
        Transient.copy(cmd, Authenticate.RAND, state, Transient.TEMP, SIZE);
        xorOpc(bank, Transient.TEMP);
        ciphers.block(Transient.TEMP); // TEMP = E[RAND ⊕ OPc]K
        out(bank, OUT3);
        short ik = write(SIZE, Transient.BLOCK, out, (short) (Authenticate.ANSWER + 1 + RES_SIZE)); // CK
        out(bank, OUT4);
        short end = write(SIZE, Transient.BLOCK, out, ik); // IK
        out(bank, OUT2); // AK is its bytes 0 to 5, RES its bytes 8 to 15
        write(RES_SIZE, (short) (Transient.BLOCK + RES_SIZE), out, Authenticate.ANSWER);
        return end;
    }

    private short write(short length, short from, byte[] out, short at) {
        out[at] = (byte) length;
        return Util.arrayCopyNonAtomic(state, from, out, (short) (at + 1), length);
    }

    /** OUT5: AK* is its bytes 0 to 5. */
    @Override
    void akStar(byte bank) {
        out(bank, OUT5);
    }

    /** OUT1: bytes 0 to 7 are f1, bytes 8 to 15 f1*. */
    @Override
    short mac(byte bank, boolean ofAuts) {
        out(bank, OUT1);
        return ofAuts ? (short) (Transient.BLOCK + SIZE / 2) : Transient.BLOCK;
    }

    /** OUTi = E[rot(TEMP ⊕ OPc, ri) ⊕ ci]K ⊕ OPc, but OUT1 = E[TEMP ⊕ rot(IN1 ⊕ OPc, r1) ⊕ c1]K ⊕ OPc. */
    private void out(byte bank, short which) {
        short bits = (short) (constants[which] & 7);
        short from = (short) (constants[which] >> 3);
        short c = (short) (COUNT + (short) (which * SIZE));
        for (short to = Transient.BLOCK; to < (short) (Transient.BLOCK + SIZE); to++) {
            short high = operand(bank, which, from);
            from++;
            byte rotated = (byte) ((short) (high << bits) | operand(bank, which, from) >> (short) (8 - bits));
            state[to] = (byte) (rotated ^ constants[c]);
            c++;
            if (which == OUT1) {
                state[to] ^= state[(short) (to + Transient.TEMP - Transient.BLOCK)];
            }
        }
        ciphers.block(Transient.BLOCK);
        xorOpc(bank, Transient.BLOCK);
    }

    /** One byte of TEMP ⊕ OPc, or of IN1 ⊕ OPc, where IN1 is SQN ‖ AMF ‖ SQN ‖ AMF. */
    private short operand(byte bank, short which, short at) {
        short i = (short) (at & 0x0F);
        byte own = state[which == OUT1 ? (short) (Transient.WORK + (short) (i & 0x07)) : (short) (Transient.TEMP + i)];
        return (short) ((own ^ banks.opc()[(short) (ProfileBanks.opcOffset(bank) + i)]) & 0xFF);
    }

    private void xorOpc(byte bank, short off) {
        byte[] opc = banks.opc();
        short opcOff = ProfileBanks.opcOffset(bank);
        for (short i = 0; i < SIZE; i++) {
            state[(short) (off + i)] ^= opc[(short) (opcOff + i)];
        }
    }
}
