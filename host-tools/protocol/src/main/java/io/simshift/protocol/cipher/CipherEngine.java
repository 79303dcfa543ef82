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

    /** Whole blocks under the key that was set; each call begins anew. */
    byte[] run(byte[] blocks);
}
