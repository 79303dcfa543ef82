package io.simshift.protocol.aka;

import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;

/**
 * The test algorithm of TS 34.108 8.1.2, for test USIMs and system simulators only: whoever sees one challenge and its
 * answer knows K.
 */
public final class XorTestAlgorithm implements AkaAlgorithm {
    private static final int KEY_BYTES = 16;
    private static final int MAC_BYTES = 8;
    /** AK is bits 24 to 71 of XDOUT. */
    private static final int AK_OFFSET = 3;

    private final SecretBytes k;
    private final int resBytes;

    /** With RES of 16 bytes, as 8.1.2 recommends; K has 16 bytes. */
    public XorTestAlgorithm(SecretBytes k) {
        this(k, KEY_BYTES);
    }

    /**
     * @param k 16 bytes
     * @param resBytes length of RES, 4 to 16
     */
    public XorTestAlgorithm(SecretBytes k, int resBytes) {
        if (k.length() != KEY_BYTES) {
            throw new IllegalArgumentException("K of the test algorithm has 16 bytes, not " + k.length());
        }
        if (resBytes < 4 || resBytes > KEY_BYTES) {
            throw new IllegalArgumentException("RES of the test algorithm has 4 to 16 bytes, not " + resBytes);
        }
        byte[] key = k.reveal();
        // A copy: the caller may close its own.
        this.k = SecretBytes.copyOf(key);
        Arrays.fill(key, (byte) 0);
        this.resBytes = resBytes;
    }

    /** XMAC: the first 64 bits of XDOUT, XOR (SQN ‖ AMF). */
    @Override
    public byte[] f1(byte[] rand, SequenceNumber sqn, Amf amf) {
        byte[] mac = Arrays.copyOf(xdout(rand), MAC_BYTES);
        byte[] number = sqn.encode();
        byte[] field = amf.encode();
        for (int i = 0; i < MAC_BYTES; i++) {
            mac[i] ^= i < number.length ? number[i] : field[i - number.length];
        }
        return mac;
    }

    /** As f1. */
    @Override
    public byte[] f1star(byte[] rand, SequenceNumber sqn, Amf amf) {
        return f1(rand, sqn, amf);
    }

    @Override
    public Responses responses(byte[] rand) {
        byte[] xdout = xdout(rand);
        return new Responses(
                Arrays.copyOf(xdout, resBytes),
                rotated(xdout, 1),
                rotated(xdout, 2),
                Arrays.copyOfRange(xdout, AK_OFFSET, AK_OFFSET + AK_BYTES));
    }

    /** As f5. */
    @Override
    public byte[] f5star(byte[] rand) {
        return f5(rand);
    }

    /** K XOR RAND. */
    private byte[] xdout(byte[] rand) {
        if (rand.length != RAND_BYTES) {
            throw new IllegalArgumentException("RAND has 16 bytes, not " + rand.length);
        }
        byte[] xdout = k.reveal();
        for (int i = 0; i < xdout.length; i++) {
            xdout[i] ^= rand[i];
        }
        return xdout;
    }

    private static SecretBytes rotated(byte[] block, int bytes) {
        byte[] out = new byte[block.length];
        for (int i = 0; i < block.length; i++) {
            out[i] = block[(i + bytes) % block.length];
        }
        return SecretBytes.copyOf(out);
    }

    @Override
    public String toString() {
        return "XorTestAlgorithm[]";
    }
}
