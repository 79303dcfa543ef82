package io.simshift.applet;

import javacard.framework.Util;

/**
 * Milenage (TS 35.206 §4) with the constants of the standard. TEMP stays in {@link Transient#TEMP} from {@link #begin}
 * on; each function leaves its 16 bytes OUT in {@link Transient#BLOCK}.
 */
final class Milenage {
    private static final short SIZE = 16;
    private static final short RES_SIZE = 8;

    private final Ciphers ciphers;
    private final ProfileBanks banks;
    private final byte[] state;

    Milenage(Transient ram, Ciphers ciphers, ProfileBanks banks) {
        this.ciphers = ciphers;
        this.banks = banks;
        state = ram.state;
    }

    /** TEMP = E[RAND ⊕ OPc]K. */
    private void begin(byte bank, byte[] rand, short randOff) {
        ciphers.begin(banks.k(bank));
        Util.arrayCopyNonAtomic(rand, randOff, state, Transient.TEMP, SIZE);
        xorOpc(bank, Transient.TEMP);
        ciphers.block(Transient.TEMP);
    }

    /**
     * f2 to f5: writes {@code DB 08 RES 10 CK 10 IK}, leaves AK in the first bytes of {@link Transient#BLOCK}; returns the
     * next offset.
     */
    short respond(byte bank, byte[] cmd, byte[] out) {
        begin(bank, cmd, Authenticate.RAND);
        short ck = (short) (Authenticate.ANSWER + 1 + RES_SIZE);
        out(bank, (short) 4, (byte) 2); // OUT3: CK
        short ik = write(SIZE, Transient.BLOCK, out, ck);
        out(bank, (short) 8, (byte) 4); // OUT4: IK
        short end = write(SIZE, Transient.BLOCK, out, ik);
        out(bank, (short) 0, (byte) 1); // OUT2: AK is its bytes 0 to 5, RES its bytes 8 to 15
        write(RES_SIZE, (short) (Transient.BLOCK + RES_SIZE), out, Authenticate.ANSWER);
        return end;
    }

    private short write(short length, short from, byte[] out, short at) {
        out[at] = (byte) length;
        return Util.arrayCopyNonAtomic(state, from, out, (short) (at + 1), length);
    }

    /** OUT5: AK* is its bytes 0 to 5 (f5*). */
    void out5(byte bank) {
        out(bank, (short) 12, (byte) 8);
    }

    /** OUTi = E[rot(TEMP ⊕ OPc, ri) ⊕ ci]K ⊕ OPc, the rotation in bytes. */
    private void out(byte bank, short rotation, byte constant) {
        byte[] opc = banks.opc();
        short opcOff = ProfileBanks.opcOffset(bank);
        for (short i = 0; i < SIZE; i++) {
            short from = (short) ((short) (i + rotation) & 0x0F);
            state[(short) (Transient.BLOCK + i)] =
                    (byte) (state[(short) (Transient.TEMP + from)] ^ opc[(short) (opcOff + from)]);
        }
        state[(short) (Transient.BLOCK + SIZE - 1)] ^= constant;
        ciphers.block(Transient.BLOCK);
        xorOpc(bank, Transient.BLOCK);
    }

    /** OUT1 of the 8 bytes SQN ‖ AMF in {@link Transient#WORK}: bytes 0 to 7 are f1, bytes 8 to 15 f1*. */
    void out1(byte bank) {
        byte[] opc = banks.opc();
        short opcOff = ProfileBanks.opcOffset(bank);
        for (short i = 0; i < SIZE; i++) {
            short from = (short) ((short) (i + 8) & 0x0F);
            short in1 =
                    (short) (state[(short) (Transient.WORK + (short) (from & 0x07))] ^ opc[(short) (opcOff + from)]);
            state[(short) (Transient.BLOCK + i)] = (byte) (state[(short) (Transient.TEMP + i)] ^ in1);
        }
        ciphers.block(Transient.BLOCK);
        xorOpc(bank, Transient.BLOCK);
    }

    private void xorOpc(byte bank, short off) {
        byte[] opc = banks.opc();
        short opcOff = ProfileBanks.opcOffset(bank);
        for (short i = 0; i < SIZE; i++) {
            state[(short) (off + i)] ^= opc[(short) (opcOff + i)];
        }
    }
}
