package io.simshift.protocol.aka;

import io.simshift.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The algorithm set f1..f5, f1*, f5* of TS 35.231 for one subscriber. All values stand in the state with their last byte
 * first. Threads may share an instance.
 */
public final class Tuak implements AkaAlgorithm {
    private static final int TOPC_BYTES = 32;
    private static final byte[] ALGORITHM_NAME = "TUAK1.0".getBytes(StandardCharsets.US_ASCII);

    // Where the fields of the input begin (TS 35.231 6.1, 6.2).
    private static final int INSTANCE = 32;
    private static final int NAME = INSTANCE + 1;
    private static final int RAND = NAME + 7;
    private static final int AMF = RAND + RAND_BYTES;
    private static final int SQN = AMF + 2;
    private static final int KEY = SQN + SequenceNumber.LENGTH;
    private static final int PADDING = KEY + 32;
    private static final int PADDING_END = 135;

    // Where the values stand in the output (TS 35.231 6.2 to 6.4).
    private static final int CK_OUT = 32;
    private static final int IK_OUT = 64;
    private static final int AK_OUT = 96;

    // INSTANCE: the function in the two high bits, then a length, then the lengths of CK, IK and K.
    private static final int F1 = 0x00;
    private static final int F1_STAR = 0x80;
    private static final int F2_TO_F5 = 0x40;
    private static final int F5_STAR = 0xC0;
    private static final int CK_256 = 0x04;
    private static final int IK_256 = 0x02;
    private static final int KEY_256 = 0x01;

    private final SecretBytes k;
    private final SecretBytes topc;
    private final TuakParameters parameters;

    /** With the lengths of {@link TuakParameters#DEFAULT}. */
    public Tuak(SecretBytes k, SecretBytes topc) {
        this(k, topc, TuakParameters.DEFAULT);
    }

    /**
     * @param k 16 or 32 bytes
     * @param topc 32 bytes
     */
    public Tuak(SecretBytes k, SecretBytes topc, TuakParameters parameters) {
        requireKeys(k, topc);
        this.k = copy(k);
        this.topc = copy(topc);
        this.parameters = parameters;
    }

    /**
     * TOPc of a subscriber (TS 35.231 6.1).
     *
     * @param k 16 or 32 bytes
     * @param top 32 bytes
     * @param iterations as of the functions that will use it
     */
    public static SecretBytes deriveTopc(SecretBytes k, SecretBytes top, int iterations) {
        requireKeys(k, top);
        TuakParameters defaults = TuakParameters.DEFAULT;
        TuakParameters parameters = new TuakParameters(
                defaults.macBytes(), defaults.resBytes(), defaults.ckBytes(), defaults.ikBytes(), iterations);
        byte[] state = new Tuak(k, top, parameters).run(0, new byte[RAND_BYTES], SequenceNumber.ZERO, Amf.ZERO);
        SecretBytes topc = secret(state, 0, TOPC_BYTES);
        Arrays.fill(state, (byte) 0);
        return topc;
    }

    @Override
    public byte[] f1(byte[] rand, SequenceNumber sqn, Amf amf) {
        return mac(F1, rand, sqn, amf);
    }

    @Override
    public byte[] f1star(byte[] rand, SequenceNumber sqn, Amf amf) {
        return mac(F1_STAR, rand, sqn, amf);
    }

    private byte[] mac(int function, byte[] rand, SequenceNumber sqn, Amf amf) {
        byte[] state = run(function | lengthBits(parameters.macBytes()), rand, sqn, amf);
        return take(state, 0, parameters.macBytes());
    }

    @Override
    public Responses responses(byte[] rand) {
        int instance = F2_TO_F5 | lengthBits(parameters.resBytes());
        instance |= parameters.ckBytes() == 32 ? CK_256 : 0;
        instance |= parameters.ikBytes() == 32 ? IK_256 : 0;
        byte[] state = run(instance, rand, SequenceNumber.ZERO, Amf.ZERO);
        Responses responses = new Responses(
                take(state, 0, parameters.resBytes()),
                secret(state, CK_OUT, parameters.ckBytes()),
                secret(state, IK_OUT, parameters.ikBytes()),
                take(state, AK_OUT, AK_BYTES));
        Arrays.fill(state, (byte) 0);
        return responses;
    }

    @Override
    public byte[] f5star(byte[] rand) {
        byte[] state = run(F5_STAR, rand, SequenceNumber.ZERO, Amf.ZERO);
        return take(state, AK_OUT, AK_BYTES);
    }

    /** The length field of INSTANCE, its bits b6 to b4: 000 for 4 bytes, 001 for 8, 010 for 16, 100 for 32. */
    private static int lengthBits(int bytes) {
        return bytes / 8 << 3;
    }

    /** The state after the function that {@code instance} names; K's length is added to it. */
    private byte[] run(int instance, byte[] rand, SequenceNumber sqn, Amf amf) {
        if (rand.length != RAND_BYTES) {
            throw new IllegalArgumentException("RAND has 16 bytes, not " + rand.length);
        }
        byte[] state = new byte[Keccak.STATE_BYTES];
        byte[] key = k.reveal();
        byte[] variant = topc.reveal();
        put(variant, state, 0);
        state[INSTANCE] = (byte) (key.length == 32 ? instance | KEY_256 : instance);
        put(ALGORITHM_NAME, state, NAME);
        put(rand, state, RAND);
        put(amf.encode(), state, AMF);
        put(sqn.encode(), state, SQN);
        put(key, state, KEY);
        state[PADDING] = 0x1F;
        state[PADDING_END] = (byte) 0x80;
        Arrays.fill(key, (byte) 0);
        Arrays.fill(variant, (byte) 0);
        for (int i = 0; i < parameters.iterations(); i++) {
            Keccak.permute(state);
        }
        return state;
    }

    /** {@code value} backwards into {@code state}. */
    private static void put(byte[] value, byte[] state, int offset) {
        for (int i = 0; i < value.length; i++) {
            state[offset + value.length - 1 - i] = value[i];
        }
    }

    /** {@code length} bytes of {@code state}, backwards. */
    private static byte[] take(byte[] state, int offset, int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = state[offset + length - 1 - i];
        }
        return value;
    }

    private static SecretBytes secret(byte[] state, int offset, int length) {
        byte[] value = take(state, offset, length);
        SecretBytes secret = SecretBytes.copyOf(value);
        Arrays.fill(value, (byte) 0);
        return secret;
    }

    /** The caller may close its own. */
    private static SecretBytes copy(SecretBytes secret) {
        byte[] bytes = secret.reveal();
        SecretBytes copy = SecretBytes.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return copy;
    }

    private static void requireKeys(SecretBytes k, SecretBytes topc) {
        if (k.length() != 16 && k.length() != 32) {
            throw new IllegalArgumentException("K of TUAK has 16 or 32 bytes, not " + k.length());
        }
        if (topc.length() != TOPC_BYTES) {
            throw new IllegalArgumentException("TOP and TOPc of TUAK have 32 bytes, not " + topc.length());
        }
    }

    @Override
    public String toString() {
        return "Tuak[]";
    }
}
