package io.simshift.protocol.aka;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The algorithm set f1..f5, f1*, f5* of TS 35.206 for one subscriber. The AES key is set once; threads that share an
 * instance take turns.
 */
public final class Milenage {
    private static final int BLOCK = 16;
    private static final int RAND_LENGTH = 16;
    private static final int AK_LENGTH = 6;

    private final SecretBytes opc;
    private final MilenageConstants constants;
    private final Cipher aes;

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
        try {
            aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES is not available", e);
        } finally {
            Arrays.fill(key, (byte) 0);
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
    public record Macs(byte[] macA, byte[] macS) {}

    /** f2, f3, f4, f5: RES (8 bytes), CK and IK (16), AK (6). */
    public record Responses(byte[] res, SecretBytes ck, SecretBytes ik, byte[] ak) {
        /** Lengths only. */
        @Override
        public String toString() {
            return "Responses[]";
        }
    }

    /** f1 and f1* in one go. */
    public Macs macs(byte[] rand, SequenceNumber sqn, Amf amf) {
        byte[] opcBytes = opc.reveal();
        byte[] in1 = new byte[BLOCK];
        System.arraycopy(sqn.encode(), 0, in1, 0, 6);
        System.arraycopy(amf.encode(), 0, in1, 6, 2);
        System.arraycopy(in1, 0, in1, 8, 8);
        xor(in1, opcBytes);
        byte[] block = new byte[BLOCK];
        constants.mix(0, in1, block, 0);
        xor(block, temp(rand, opcBytes));
        byte[] out1 = encrypt(block);
        xor(out1, opcBytes);
        return new Macs(Arrays.copyOf(out1, 8), Arrays.copyOfRange(out1, 8, 16));
    }

    /** f2 to f5 in one go. */
    public Responses responses(byte[] rand) {
        byte[] opcBytes = opc.reveal();
        byte[] temp = temp(rand, opcBytes);
        xor(temp, opcBytes);
        byte[] blocks = new byte[3 * BLOCK];
        for (int i = 0; i < 3; i++) {
            constants.mix(i + 1, temp, blocks, i * BLOCK);
        }
        byte[] out = encrypt(blocks);
        for (int i = 0; i < out.length; i++) {
            out[i] ^= opcBytes[i % BLOCK];
        }
        return new Responses(
                Arrays.copyOfRange(out, 8, 16),
                SecretBytes.copyOf(out, BLOCK, BLOCK),
                SecretBytes.copyOf(out, 2 * BLOCK, BLOCK),
                Arrays.copyOf(out, AK_LENGTH));
    }

    /** MAC-A, 8 bytes. */
    public byte[] f1(byte[] rand, SequenceNumber sqn, Amf amf) {
        return macs(rand, sqn, amf).macA();
    }

    /** MAC-S, 8 bytes. */
    public byte[] f1star(byte[] rand, SequenceNumber sqn, Amf amf) {
        return macs(rand, sqn, amf).macS();
    }

    /** RES, 8 bytes. */
    public byte[] f2(byte[] rand) {
        return responses(rand).res();
    }

    /** CK, 16 bytes. */
    public SecretBytes f3(byte[] rand) {
        return responses(rand).ck();
    }

    /** IK, 16 bytes. */
    public SecretBytes f4(byte[] rand) {
        return responses(rand).ik();
    }

    /** AK, 6 bytes. */
    public byte[] f5(byte[] rand) {
        return responses(rand).ak();
    }

    /** AK for resynchronisation, 6 bytes. */
    public byte[] f5star(byte[] rand) {
        byte[] opcBytes = opc.reveal();
        byte[] temp = temp(rand, opcBytes);
        xor(temp, opcBytes);
        byte[] block = new byte[BLOCK];
        constants.mix(4, temp, block, 0);
        byte[] out5 = encrypt(block);
        xor(out5, opcBytes);
        return Arrays.copyOf(out5, AK_LENGTH);
    }

    private byte[] temp(byte[] rand, byte[] opcBytes) {
        if (rand.length != RAND_LENGTH) {
            throw new IllegalArgumentException("RAND has 16 bytes, not " + rand.length);
        }
        byte[] block = rand.clone();
        xor(block, opcBytes);
        return encrypt(block);
    }

    private synchronized byte[] encrypt(byte[] blocks) {
        try {
            return aes.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed", e);
        }
    }

    private static void xor(byte[] target, byte[] with) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= with[i];
        }
    }

    @Override
    public String toString() {
        return "Milenage[]";
    }
}
