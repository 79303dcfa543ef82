package io.simshift.applet;

/**
 * The test algorithm of TS 34.108 §8.1.2, for cards that are marked as test cards: who sees an answer knows K. XDOUT stays in
 * {@link Transient#TEMP} from {@link #respond} on.
 */
final class XorTest extends AkaFunctions {
    private static final short SIZE = 16;
    private static final short MAC_SIZE = 8;
    /** AK is bits 24 to 71. */
    private static final short AK = Transient.TEMP + 3;

    private final byte[] state;
    private final ProfileBanks banks;

    XorTest(Transient ram, ProfileBanks banks) {
        state = ram.state;
        this.banks = banks;
    }

    @Override
    short respond(byte bank, byte[] cmd, byte[] out) {
        banks.k(bank).getKey(state, Transient.TEMP);
        for (short i = 0; i < SIZE; i++) {
            state[(short) (Transient.TEMP + i)] ^= cmd[(short) (Authenticate.RAND + i)];
        }
        short at = Authenticate.ANSWER;
        for (short rotation = 0; rotation < 3; rotation++) {
            out[at++] = (byte) SIZE;
            for (short i = 0; i < SIZE; i++) {
                out[at++] = state[(short) (Transient.TEMP + (short) ((short) (i + rotation) & 0x0F))];
            }
        }
        akStar(bank);
        return at;
    }

    /** AK alike. */
    @Override
    void akStar(byte bank) {
        Transient.copy(state, AK, state, Transient.BLOCK, SequenceNumbers.SQN_SIZE);
    }

    /** f1 and f1* alike. */
    @Override
    short mac(byte bank, boolean ofAuts) {
        for (short i = 0; i < MAC_SIZE; i++) {
            state[(short) (Transient.BLOCK + i)] =
                    (byte) (state[(short) (Transient.TEMP + i)] ^ state[(short) (Transient.WORK + i)]);
        }
        return Transient.BLOCK;
    }
}
