package io.simshift.protocol.cipher;

/**
 * A block cipher in one mode that is set to a key and then run, for one thread at a time. It keeps the key until the
 * next one, nothing of the data.
 */
public interface CipherEngine {
    /** How blocks are chained; in CBC the initial value is zero. */
    enum Mode {
        CBC,
        ECB
    }

    /** Which way. */
    enum Direction {
        ENCRYPT,
        DECRYPT
    }

    /** Sets the key, of a length that fits the cipher; the array stays the caller's to zero. */
    void init(Direction direction, byte[] key);

    /**
     * Puts {@code length} bytes of {@code data} from {@code offset} through the cipher, in place; each call begins anew.
     *
     * @throws IllegalArgumentException where {@code length} is not whole blocks
     */
    void run(byte[] data, int offset, int length);

    /** Refuses data that are not whole blocks. */
    static void requireWholeBlocks(int length, int blockLength) {
        if (length % blockLength != 0) {
            throw new IllegalArgumentException(length + " bytes are not whole blocks of " + blockLength);
        }
    }
}
