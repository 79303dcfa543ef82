package io.simshift.applet;

import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.DESKey;
import javacard.security.Key;
import javacard.security.KeyBuilder;

/** The OTA keys KIc, KID and KIK in use, as key objects, with the operations of their algorithm. */
final class KeySet {
    // ---- algorithms: the low nibble is that of KIc and KID (TS 102 225 §5.1.2)
    static final byte NONE = 0x00;
    static final byte AES_128 = 0x02;
    static final byte AES_192 = 0x12;
    static final byte AES_256 = 0x22;
    static final byte DES = 0x01;
    static final byte TRIPLE_DES_2 = 0x05;
    static final byte TRIPLE_DES_3 = 0x09;

    private static final byte FAMILY = 0x0F;
    static final short MAX_KEY_SIZE = 32;
    private static final short MAX_DES_SIZE = 24;
    static final short MAC_SIZE = 8;
    static final short CHECK_SIZE = 3;

    // ---- the keys, in the order in which they are sent and stored
    static final byte KIC = 0;
    static final byte KID = 1;
    static final byte KIK = 2;
    static final byte KEYS = 3;

    // ---- key objects of one key, in this order; a DES key object serves all DES algorithms
    private static final byte KINDS = 4;
    private static final byte DES_KIND = 3;

    /**
     * {@link #KINDS} for each key, null on a card that lacks the algorithm, and in the manufacturer's keyset, which is
     * AES-128.
     */
    private final Key[] keys = new Key[KEYS * KINDS];
    /** One byte: the keys' algorithm; {@link #NONE} as long as there are none. */
    private final byte[] algorithm = new byte[1];

    private final Ciphers ciphers;
    private final byte[] state;

    /** {@code anyAlgorithm}: every one that the card has, not AES-128 only. */
    KeySet(Transient ram, Ciphers ciphers, boolean anyAlgorithm) {
        this.ciphers = ciphers;
        state = ram.state;
        for (byte at = 0; at < (byte) (KEYS * KINDS); at += KINDS) {
            keys[at] = Ciphers.newKey();
            if (anyAlgorithm) {
                keys[(byte) (at + kind(AES_192))] = Ciphers.newKey(KeyBuilder.LENGTH_AES_192);
                keys[(byte) (at + kind(AES_256))] = Ciphers.newKey(KeyBuilder.LENGTH_AES_256);
                keys[(byte) (at + DES_KIND)] = ciphers.newDesKey();
            }
        }
    }

    /** Bytes of a key; 0 if there is no such algorithm. */
    static short keyLength(byte algorithm) {
        switch (algorithm) {
            case DES:
                return 8;
            case AES_128:
            case TRIPLE_DES_2:
                return 16;
            case AES_192:
            case TRIPLE_DES_3:
                return 24;
            case AES_256:
                return 32;
            default:
                return 0;
        }
    }

    static boolean isAes(byte algorithm) {
        return family(algorithm) == AES_128;
    }

    /** The nibble that stands for an algorithm in KIc and KID. */
    static byte family(byte algorithm) {
        return (byte) (algorithm & FAMILY);
    }

    private static byte kind(byte algorithm) {
        return isAes(algorithm) ? (byte) (algorithm >> 4) : DES_KIND;
    }

    byte algorithm() {
        return algorithm[0];
    }

    /** Whether the card has an algorithm. */
    boolean supports(byte wanted) {
        if (keyLength(wanted) == 0) {
            return false;
        }
        Key key = keys[kind(wanted)];
        return key != null && (wanted != TRIPLE_DES_3 || Ciphers.hasThreeKeys(key));
    }

    /** Block size of the cipher in bytes: 8 or 16. */
    short blockSize() {
        return isAes(algorithm[0]) ? Ciphers.AES_BLOCK : Ciphers.DES_BLOCK;
    }

    /** A key, under the algorithm in use. */
    private Key key(byte which) {
        return keys[(byte) ((byte) (which * KINDS) + kind(algorithm[0]))];
    }

    /** Puts KIc ‖ KID ‖ KIK in place. */
    void load(byte newAlgorithm, byte[] buf, short off) {
        begin(newAlgorithm);
        for (byte which = KIC; which < KEYS; which++) {
            set(which, buf, off);
            off += keyLength(newAlgorithm);
        }
    }

    /**
     * From here on each key is to be set. A tear leaves keys of any kind, and nothing refers to them before the caller's own
     * commit.
     */
    void begin(byte newAlgorithm) {
        algorithm[0] = newAlgorithm;
    }

    /**
     * Puts a key in place. DES keys become three: 3DES with equal keys is DES, with an equal first and third one it is
     * 3DES with two keys. They pass through the scratch memory {@link Transient#BLOCK} and {@link Transient#TEMP}.
     */
    void set(byte which, byte[] buf, short off) {
        Key key = key(which);
        if (isAes(algorithm[0])) {
            ((AESKey) key).setKey(buf, off);
            return;
        }
        short length = keyLength(algorithm[0]);
        for (short i = 0; i < MAX_DES_SIZE; i++) {
            state[(short) (Transient.BLOCK + i)] = buf[(short) (off + (short) (i % length))];
        }
        ((DESKey) key).setKey(state, Transient.BLOCK);
        Transient.wipe(state, Transient.BLOCK, MAX_KEY_SIZE);
    }

    /** Forgets the keys. May be cut and repeated. */
    void clear() {
        algorithm[0] = NONE;
        for (byte at = 0; at < (byte) (KEYS * KINDS); at++) {
            if (keys[at] != null) {
                keys[at].clearKey();
            }
        }
    }

    /**
     * Under KIc, in place; CBC with zero IV, or each block of its own. The length is whole blocks, {@code mode} one of {@link
     * Ciphers}.
     */
    void cipher(byte mode, byte[] buf, short off, short length, boolean ecb) {
        short piece = ecb ? blockSize() : length;
        for (short end = (short) (off + length); off < end; off += piece) {
            ciphers.run(key(KIC), mode, buf, off, piece);
        }
    }

    /** Leaves the check value in the first {@link #MAC_SIZE} bytes of {@link Transient#BLOCK}. */
    void mac(byte[] buf, short off, short length) {
        ciphers.mac(key(KID), buf, off, length);
    }

    /** {@code length} filled up to whole blocks: the size of what {@link #unwrap} takes. */
    short wholeBlocks(short length) {
        short last = (short) (blockSize() - 1);
        return (short) ((short) (length + last) & (short) ~last);
    }

    /** Deciphers personalisation data under KIK, in place, CBC with zero IV. */
    void unwrap(byte[] buf, short off, short length) {
        ciphers.run(key(KIK), Ciphers.DECRYPT, buf, off, length);
    }

    /** Writes the check values of KIc, KID and KIK, 3 bytes each (GlobalPlatform); returns the next offset. */
    short writeCheckValues(byte[] buf, short off) {
        for (byte which = KIC; which < KEYS; which++) {
            Util.arrayFillNonAtomic(state, Transient.BLOCK, Ciphers.AES_BLOCK, (byte) (isAes(algorithm[0]) ? 1 : 0));
            ciphers.run(key(which), Ciphers.ENCRYPT, state, Transient.BLOCK, blockSize());
            off = Util.arrayCopyNonAtomic(state, Transient.BLOCK, buf, off, CHECK_SIZE);
        }
        return off;
    }
}
