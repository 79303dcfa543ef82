package io.simshift.protocol.aka;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.cipher.CipherEngine;
import io.simshift.protocol.secret.SecretBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The algorithm set f1..f5, f1*, f5* of TS 35.206 for one subscriber. Every thread has one AES cipher for all
 * subscribers and sets its key when the subscriber changes; threads may share an instance.
 */
public final class Milenage implements AkaAlgorithm {
    private static final int BLOCK = 16;
    /** OUT2, OUT3, OUT4. */
    private static final int RESPONSE_BLOCKS = 3;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
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
        this.constants = constants;
        this.k = k.copy();
        this.opc = opc.copy();
    }

    /** A thread's cipher and the subscriber whose key it is set to: setting a key costs more than a vector's blocks. */
    private static final class Engine {
        private final CipherEngine aes = BlockCipher.AES.engine(CipherEngine.Mode.ECB);
        private Milenage keyed;

        void encrypt(Milenage subscriber, byte[] blocks) {
            if (keyed != subscriber) {
                setKey(subscriber);
            }
            aes.run(blocks, 0, blocks.length);
        }

        private void setKey(Milenage subscriber) {
            keyed = null;
            byte[] key = subscriber.k.reveal();
            try {
                aes.init(CipherEngine.Direction.ENCRYPT, key);
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
        op.xorInto(opc);
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
        byte[] block = new byte[BLOCK];
        firstInput(sqn, amf, temp(rand), block, 0);
        byte[] out1 = encrypt(block);
        opc.xorInto(out1);
        return new Macs(Arrays.copyOf(out1, 8), Arrays.copyOfRange(out1, 8, 16));
    }

    /** RES of 8 bytes, CK and IK of 16, AK of 6. */
    @Override
    public Responses responses(byte[] rand) {
        byte[] blocks = new byte[RESPONSE_BLOCKS * BLOCK];
        responseInputs(temp(rand), blocks);
        byte[] out = encrypt(blocks);
        opc.xorInto(out);
        return cutResponses(out);
    }

    /** TEMP once, all other blocks in one call of the cipher. */
    @Override
    public Quintet quintet(byte[] rand, SequenceNumber sqn, Amf amf) {
        byte[] temp = temp(rand);
        byte[] blocks = new byte[(RESPONSE_BLOCKS + 1) * BLOCK];
        firstInput(sqn, amf, temp, blocks, RESPONSE_BLOCKS * BLOCK);
        responseInputs(temp, blocks);
        byte[] out = encrypt(blocks);
        opc.xorInto(out);
        int first = RESPONSE_BLOCKS * BLOCK;
        return new Quintet(Arrays.copyOfRange(out, first, first + 8), cutResponses(out));
    }

    /** What OUT1 is the cipher of (TS 35.206 4.1), into {@code blocks} at {@code offset}. */
    private void firstInput(SequenceNumber sqn, Amf amf, byte[] temp, byte[] blocks, int offset) {
        long half = sqn.value() << 16 | amf.value();
        byte[] in1 = new byte[BLOCK];
        LONGS.set(in1, 0, half);
        LONGS.set(in1, Long.BYTES, half);
        opc.xorInto(in1);
        constants.mix(0, in1, blocks, offset);
        for (int i = 0; i < BLOCK; i += Long.BYTES) {
            LONGS.set(blocks, offset + i, (long) LONGS.get(blocks, offset + i) ^ (long) LONGS.get(temp, i));
        }
    }

    /** What OUT2, OUT3 and OUT4 are the cipher of, to the front of {@code blocks}; {@code temp} is used up. */
    private void responseInputs(byte[] temp, byte[] blocks) {
        opc.xorInto(temp);
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
        byte[] temp = temp(rand);
        opc.xorInto(temp);
        byte[] block = new byte[BLOCK];
        constants.mix(4, temp, block, 0);
        byte[] out5 = encrypt(block);
        opc.xorInto(out5);
        return Arrays.copyOf(out5, AK_BYTES);
    }

    private byte[] temp(byte[] rand) {
        if (rand.length != RAND_BYTES) {
            throw new IllegalArgumentException("RAND has 16 bytes, not " + rand.length);
        }
        byte[] block = rand.clone();
        opc.xorInto(block);
        return encrypt(block);
    }

    /** In place. */
    private byte[] encrypt(byte[] blocks) {
        ENGINE.get().encrypt(this, blocks);
        return blocks;
    }

    @Override
    public String toString() {
        return "Milenage[]";
    }
}
