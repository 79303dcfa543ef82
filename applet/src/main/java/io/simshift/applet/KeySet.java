package io.simshift.applet;

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
    static final short MAC_SIZE = 8;
    static final short CHECK_SIZE = 3;

    // ---- the keys, in the order in which they are sent and stored
    static final byte KIC = 0;
    static final byte KID = 1;
    static final byte KIK = 2;
    static final byte KEYS = 3;

    private final OtaKey kic;
    private final OtaKey kid;
    private final OtaKey kik;
    /** One byte: the keys' algorithm; {@link #NONE} as long as there are none. */
    private final byte[] algorithm;

    /** {@code anyAlgorithm}: every one that the card has, not AES-128 only. */
    KeySet(Transient ram, Aes aes, TripleDes des, boolean anyAlgorithm) {
        kic = new OtaKey(ram, aes, des, anyAlgorithm);
        kid = new OtaKey(ram, aes, des, anyAlgorithm);
        kik = new OtaKey(ram, aes, des, anyAlgorithm);
        algorithm = new byte[1];
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

    byte algorithm() {
        return algorithm[0];
    }

    /** Whether the card has an algorithm. */
    boolean supports(byte wanted) {
        return keyLength(wanted) != 0 && kic.supports(wanted);
    }

    /** Block size of the cipher in bytes: 8 or 16. */
    short blockSize() {
        return isAes(algorithm[0]) ? Aes.BLOCK_SIZE : TripleDes.BLOCK_SIZE;
    }

    /**
     * Puts KIc ‖ KID ‖ KIK in place. The algorithm is written last: a tear before that leaves a set that says it has no
     * keys, and nothing refers to it before the caller's own commit.
     */
    void load(byte newAlgorithm, byte[] keys, short off) {
        algorithm[0] = NONE;
        for (byte which = KIC; which < KEYS; which++) {
            key(which).set(newAlgorithm, keys, off);
            off += keyLength(newAlgorithm);
        }
        algorithm[0] = newAlgorithm;
    }

    /** The same with the keys of a slot. */
    void load(SlotList slots, byte slot) {
        byte newAlgorithm = slots.otaAlgorithm(slot);
        algorithm[0] = NONE;
        for (byte which = KIC; which < KEYS; which++) {
            slots.openOtaKey(slot, which);
            key(which).set(newAlgorithm, slots.opened(), SlotList.OPENED);
        }
        slots.forgetOpened();
        algorithm[0] = newAlgorithm;
    }

    private OtaKey key(byte which) {
        if (which == KIC) {
            return kic;
        }
        return which == KID ? kid : kik;
    }

    /** Forgets the keys. May be cut and repeated. */
    void clear() {
        algorithm[0] = NONE;
        kic.clear();
        kid.clear();
        kik.clear();
    }

    /** Under KIc, in place; CBC with zero IV, or each block of its own. The length is whole blocks. */
    void encipher(byte[] buf, short off, short length, boolean ecb) {
        short piece = ecb ? blockSize() : length;
        for (short done = 0; done < length; done += piece) {
            kic.encipher(algorithm[0], buf, (short) (off + done), piece);
        }
    }

    /** Under KIc, in place; CBC with zero IV, or each block of its own. The length is whole blocks. */
    void decipher(byte[] buf, short off, short length, boolean ecb) {
        short piece = ecb ? blockSize() : length;
        for (short done = 0; done < length; done += piece) {
            kic.decipher(algorithm[0], buf, (short) (off + done), piece);
        }
    }

    /** Leaves the check value in the first {@link #MAC_SIZE} bytes of {@link Transient#BLOCK}. */
    void mac(byte[] buf, short off, short length) {
        kid.mac(algorithm[0], buf, off, length);
    }

    /** {@code length} filled up to whole blocks: the size of what {@link #unwrap} takes. */
    short wholeBlocks(short length) {
        short over = (short) (length % blockSize());
        return over == 0 ? length : (short) ((short) (length - over) + blockSize());
    }

    /** Deciphers personalisation data under KIK, in place, CBC with zero IV. */
    void unwrap(byte[] buf, short off, short length) {
        kik.decipher(algorithm[0], buf, off, length);
    }

    /** Writes the check values of KIc, KID and KIK, 3 bytes each (GlobalPlatform); returns the next offset. */
    short writeCheckValues(byte[] buf, short off) {
        off = kic.writeCheckValue(algorithm[0], buf, off);
        off = kid.writeCheckValue(algorithm[0], buf, off);
        return kik.writeCheckValue(algorithm[0], buf, off);
    }
}
