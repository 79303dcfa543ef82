package io.simshift.protocol.secret;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Key material. Its {@code toString} never shows bytes, its {@code equals} takes constant time, and {@link #close()}
 * zeroes it. Bytes come out only through {@link #reveal()}, so that a review can search for that word.
 */
public final class SecretBytes implements AutoCloseable {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy of {@code bytes}; the caller's array stays the caller's to zero. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /** Takes a copy of {@code length} bytes of {@code bytes} from {@code offset}. */
    public static SecretBytes copyOf(byte[] bytes, int offset, int length) {
        return new SecretBytes(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    /** {@code length} fresh bytes of {@code random}. */
    public static SecretBytes random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /** Number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. The caller keeps it out of logs, exceptions and strings. */
    public byte[] reveal() {
        return bytes.clone();
    }

    /** The same bytes in a secret of its own, for one whose owner may close the first. */
    public SecretBytes copy() {
        return new SecretBytes(bytes.clone());
    }

    /** These bytes onto each part of {@code target} of the same length, without a copy of them. */
    public void xorInto(byte[] target) {
        if (bytes.length == 0 || target.length % bytes.length != 0) {
            throw new IllegalArgumentException(
                    target.length + " bytes are not whole parts of " + bytes.length + " bytes");
        }
        for (int offset = 0; offset < target.length; offset += bytes.length) {
            int i = 0;
            for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
                LONGS.set(target, offset + i, (long) LONGS.get(target, offset + i) ^ (long) LONGS.get(bytes, i));
            }
            for (; i < bytes.length; i++) {
                target[offset + i] ^= bytes[i];
            }
        }
    }

    /** Zeroes the bytes; a closed secret is of no more use. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** The same for all secrets of one length: a hash of key bytes would leak them. */
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes]";
    }
}
