package io.simshift.protocol.aka;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The algorithm set f1..f5, f1*, f5* of TS 35.206 for one subscriber. Every thread has one AES cipher for all
 * subscribers and sets its key when the subscriber changes; threads may share an instance.
 */
public final class Milenage implements AkaAlgorithm {
    private static final int BLOCK = 16;
    /** OUT2, OUT3, OUT4. */
    private static final int RESPONSE_BLOCKS = 3;

    private static final ThreadLocal<Engine> ENGINE = ThreadLocal.withInitial(Engine::new);

    private final SecretBytes k;
    private final SecretBytes opc;
    private final MilenageConstants constants;

    /** With the standard's constants; K and OPc have 16 bytes. */
    public Milenage(SecretBytes k, SecretBytes opc) {
        this(k, opc, MilenageConstants.STANDARD);
    }

    /** With an operator's own constants. */
    public Milenage(SecretBytes k, SecretBytes opc, MilenageConstants constants) {
        if (k.length() != BLOCK || opc.length() != BLOCK) {
            throw new IllegalArgumentException("K and OPc of Milenage have 16 bytes");
        }
        this.opc = opc;
        this.constants = constants;
        byte[] key = k.reveal();
        // A copy: the caller may close its own.
        this.k = SecretBytes.copyOf(key);
        Arrays.fill(key, (byte) 0);
    }

    /** A thread's cipher and the subscriber whose key it is set to: setting a key costs more than a vector's blocks. */
    private static final class Engine {
        private final Cipher aes;
        private Milenage keyed;

        Engine() {
            try {
                aes = Cipher.getInstance("AES/ECB/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES is not available", e);
            }
        }

        byte[] encrypt(Milenage subscriber, byte[] blocks) {
            try {
                if (keyed != subscriber) {
                    setKey(subscriber);
                }
                return aes.doFinal(blocks);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES failed", e);
            }
        }

        private void setKey(Milenage subscriber) throws GeneralSecurityException {
            keyed = null;
            byte[] key = subscriber.k.reveal();
            try {
                aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            } finally {
                Arrays.fill(key, (byte) 0);
            }
            keyed = subscriber;
        }
    }

    /** OPc = E[OP]K XOR OP. */
    public static SecretBytes deriveOpc(SecretBytes k, SecretBytes op) {
        if (k.length() != BLOCK || op.length() != BLOCK) {
            throw new IllegalArgumentException("K and OP of Milenage have 16 bytes");
        }
        byte[] clear = op.reveal();
        byte[] opc = BlockCipher.AES.encryptEcb(k, clear);
        xor(opc, clear);
        SecretBytes result = SecretBytes.copyOf(opc);
        Arrays.fill(clear, (byte) 0);
        Arrays.fill(opc, (byte) 0);
        return result;
    }

    /** f1 and f1*: MAC-A and MAC-S, 8 bytes each. */
    public record Macs(byte[] macA, byte[] macS) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Macs that
                    && MessageDigest.isEqual(macA, that.macA)
                    && MessageDigest.isEqual(macS, that.macS);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(macA) + Arrays.hashCode(macS);
        }
    }

    /** f1 and f1* in one go. */
    public Macs macs(byte[] rand, SequenceNumber sqn, Amf amf) {
        byte[] opcBytes = opc.reveal();
        byte[] block = new byte[BLOCK];
        firstInput(sqn, amf, temp(rand, opcBytes), opcBytes, block, 0);
        byte[] out1 = encrypt(block);
        xor(out1, opcBytes);
        return new Macs(Arrays.copyOf(out1, 8), Arrays.copyOfRange(out1, 8, 16));
    }

    /** RES of 8 bytes, CK and IK of 16, AK of 6. */
    @Override
    public Responses responses(byte[] rand) {
        byte[] opcBytes = opc.reveal();
        byte[] blocks = new byte[RESPONSE_BLOCKS * BLOCK];
        responseInputs(temp(rand, opcBytes), opcBytes, blocks);
        byte[] out = encrypt(blocks);
        xor(out, opcBytes);
        return cutResponses(out);
    }

    /** TEMP once, all other blocks in one call of the cipher. */
    @Override
    public Quintet quintet(byte[] rand, SequenceNumber sqn, Amf amf) {
        byte[] opcBytes = opc.reveal();
        byte[] temp = temp(rand, opcBytes);
        byte[] blocks = new byte[(RESPONSE_BLOCKS + 1) * BLOCK];
        firstInput(sqn, amf, temp, opcBytes, blocks, RESPONSE_BLOCKS * BLOCK);
        responseInputs(temp, opcBytes, blocks);
        byte[] out = encrypt(blocks);
        xor(out, opcBytes);
        int first = RESPONSE_BLOCKS * BLOCK;
        return new Quintet(Arrays.copyOfRange(out, first, first + 8), cutResponses(out));
    }

    /** What OUT1 is the cipher of (TS 35.206 4.1), into {@code blocks} at {@code offset}. */
    private void firstInput(SequenceNumber sqn, Amf amf, byte[] temp, byte[] opcBytes, byte[] blocks, int offset) {
        byte[] in1 = new byte[BLOCK];
        System.arraycopy(sqn.encode(), 0, in1, 0, 6);
        System.arraycopy(amf.encode(), 0, in1, 6, 2);
        System.arraycopy(in1, 0, in1, 8, 8);
        xor(in1, opcBytes);
        constants.mix(0, in1, blocks, offset);
        for (int i = 0; i < BLOCK; i++) {
            blocks[offset + i] ^= temp[i];
        }
    }

    /** What OUT2, OUT3 and OUT4 are the cipher of, to the front of {@code blocks}; {@code temp} is used up. */
    private void responseInputs(byte[] temp, byte[] opcBytes, byte[] blocks) {
        xor(temp, opcBytes);
        for (int i = 0; i < RESPONSE_BLOCKS; i++) {
            constants.mix(i + 1, temp, blocks, i * BLOCK);
        }
    }

    private static Responses cutResponses(byte[] out) {
        return new Responses(
                Arrays.copyOfRange(out, 8, 16),
                SecretBytes.copyOf(out, BLOCK, BLOCK),
                SecretBytes.copyOf(out, 2 * BLOCK, BLOCK),
                Arrays.copyOf(out, AK_BYTES));
    }

    /** MAC-A, 8 bytes. */
    @Override
    public byte[] f1(byte[] rand, SequenceNumber sqn, Amf amf) {
        return macs(rand, sqn, amf).macA();
    }

    /** MAC-S, 8 bytes. */
    @Override
    public byte[] f1star(byte[] rand, SequenceNumber sqn, Amf amf) {
        return macs(rand, sqn, amf).macS();
    }

    @Override
    public byte[] f5star(byte[] rand) {
        byte[] opcBytes = opc.reveal();
        byte[] temp = temp(rand, opcBytes);
        xor(temp, opcBytes);
        byte[] block = new byte[BLOCK];
        constants.mix(4, temp, block, 0);
        byte[] out5 = encrypt(block);
        xor(out5, opcBytes);
        return Arrays.copyOf(out5, AK_BYTES);
    }

    private byte[] temp(byte[] rand, byte[] opcBytes) {
        if (rand.length != RAND_BYTES) {
            throw new IllegalArgumentException("RAND has 16 bytes, not " + rand.length);
        }
        byte[] block = rand.clone();
        xor(block, opcBytes);
        return encrypt(block);
    }

    private byte[] encrypt(byte[] blocks) {
        return ENGINE.get().encrypt(this, blocks);
    }

    /** {@code block} into each block of {@code target}. */
    private static void xor(byte[] target, byte[] block) {
        for (int offset = 0; offset < target.length; offset += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                target[offset + i] ^= block[i];
            }
        }
    }

    @Override
    public String toString() {
        return "Milenage[]";
    }
}
