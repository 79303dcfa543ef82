package io.simshift.protocol.mac;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.cipher.CipherEngine;
import io.simshift.protocol.cipher.CipherEngine.Direction;
import io.simshift.protocol.cipher.CipherEngine.Mode;
import io.simshift.protocol.secret.SecretBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * AES-CMAC (NIST SP 800-38B, RFC 4493) with keys of 16, 24 or 32 bytes, made from the CBC cipher. Secured packets take
 * the first 8 (or 4) bytes of it (TS 102 225 5.1.3).
 */
public final class AesCmac {
    /** Bytes of the whole value. */
    public static final int LENGTH = 16;

    private static final int BLOCK = 16;
    private static final int REDUCTION = 0x87;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private AesCmac() {}

    /** The 16 bytes of the MAC of {@code message}. */
    public static byte[] of(SecretBytes key, byte[] message) {
        return of(key, message, LENGTH);
    }

    /** The first {@code length} bytes of the MAC of {@code message}. */
    public static byte[] of(SecretBytes key, byte[] message, int length) {
        CipherEngine cbc = BlockCipher.AES.keyed(Mode.CBC, Direction.ENCRYPT, key);
        boolean whole = message.length > 0 && message.length % BLOCK == 0;
        int blocks = Math.max(1, (message.length + BLOCK - 1) / BLOCK);
        byte[] padded = Arrays.copyOf(message, blocks * BLOCK);
        if (!whole) {
            padded[message.length] = (byte) 0x80;
        }
        int last = padded.length - BLOCK;
        addSubkey(cbc, padded, last, whole ? 1 : 2);
        cbc.run(padded, 0, padded.length);
        return Arrays.copyOfRange(padded, last, last + length);
    }

    /** Adds K1 or, after {@code doublings} of two, K2 to the block at {@code offset}. */
    private static void addSubkey(CipherEngine cbc, byte[] padded, int offset, int doublings) {
        byte[] block = new byte[BLOCK];
        cbc.run(block, 0, BLOCK);
        long high = (long) LONG.get(block, 0);
        long low = (long) LONG.get(block, Long.BYTES);
        for (int i = 0; i < doublings; i++) {
            // Multiplication by x in GF(2^128); masked rather than branched: the top bit depends on the key.
            long reduction = high >> 63 & REDUCTION;
            high = high << 1 | low >>> 63;
            low = low << 1 ^ reduction;
        }
        LONG.set(padded, offset, (long) LONG.get(padded, offset) ^ high);
        LONG.set(padded, offset + Long.BYTES, (long) LONG.get(padded, offset + Long.BYTES) ^ low);
    }
}
