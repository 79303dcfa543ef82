package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;

/** The application-specific install parameters (docs/applet/commands.md §2). Nothing is allocated for them. */
final class InstallParameters {
    private static final byte SLOTS = (byte) 0x80;
    private static final byte SEQUENCE_LIMIT = (byte) 0x82;
    private static final byte KEYS = (byte) 0xA1;
    private static final byte KIC = (byte) 0x84;
    private static final byte KID = (byte) 0x85;
    private static final byte KIK = (byte) 0x86;
    private static final byte MAX_SLOTS = 0x40;
    private static final byte DEFAULT_SLOTS = 0x10;
    private static final byte DEFAULT_SEQUENCE_LIMIT = 0x1C;

    private InstallParameters() {}

    /** Throws 6A80 for anything missing, unknown, double or malformed, before the applet allocates anything. */
    static void check(byte[] buf, short off, short length) {
        checkTags(buf, off, length, SLOTS, SEQUENCE_LIMIT, KEYS);
        short keys = find(buf, off, length, KEYS);
        byte slots = slots(buf, off, length);
        byte limit = sequenceLimit(buf, off, length);
        if (keys == 0 || slots < 1 || slots > MAX_SLOTS || limit < 0 || limit > SequenceNumbers.LIMIT_OFF) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        short keysLength = Tlv.length(buf, keys);
        checkTags(buf, keys, keysLength, KIC, KID, KIK);
        if (find(buf, keys, keysLength, KIC) == 0
                || find(buf, keys, keysLength, KID) == 0
                || find(buf, keys, keysLength, KIK) == 0) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    /** Number of subscription slots. */
    static byte slots(byte[] buf, short off, short length) {
        short value = find(buf, off, length, SLOTS);
        return value == 0 ? DEFAULT_SLOTS : buf[value];
    }

    /** n of the limit 2^n of SEQ − SEQ_MS. */
    static byte sequenceLimit(byte[] buf, short off, short length) {
        short value = find(buf, off, length, SEQUENCE_LIMIT);
        return value == 0 ? DEFAULT_SEQUENCE_LIMIT : buf[value];
    }

    /** Writes KIc ‖ KID ‖ KIK of the manufacturer, 48 bytes. */
    static void writeManufacturerKeys(byte[] buf, short off, short length, byte[] to, short toOff) {
        short keys = find(buf, off, length, KEYS);
        short keysLength = Tlv.length(buf, keys);
        toOff = Util.arrayCopyNonAtomic(buf, find(buf, keys, keysLength, KIC), to, toOff, KeySet.KEY_SIZE);
        toOff = Util.arrayCopyNonAtomic(buf, find(buf, keys, keysLength, KID), to, toOff, KeySet.KEY_SIZE);
        Util.arrayCopyNonAtomic(buf, find(buf, keys, keysLength, KIK), to, toOff, KeySet.KEY_SIZE);
    }

    /** Each object is one of three, whole, of its length, and there once. */
    private static void checkTags(byte[] buf, short off, short length, byte first, byte second, byte third) {
        short end = (short) (off + length);
        short at = off;
        while (at < end) {
            short value = Tlv.valueOf(buf, at, end);
            byte tag = buf[at];
            boolean known = tag == first || tag == second || tag == third;
            boolean isKey = tag == KIC || tag == KID || tag == KIK;
            short size = Tlv.length(buf, value);
            if (!known
                    || isKey && size != KeySet.KEY_SIZE
                    || !isKey && tag != KEYS && size != 1
                    || find(buf, off, (short) (at - off), tag) != 0) {
                ISOException.throwIt(Sw.WRONG_DATA);
            }
            at = (short) (value + size);
        }
    }

    /** Offset of the value of an object among whole objects, 0 if it is absent. */
    private static short find(byte[] buf, short off, short length, byte tag) {
        short end = (short) (off + length);
        while (off < end) {
            short value = Tlv.valueOf(buf, off, end);
            if (buf[off] == tag) {
                return value;
            }
            off = (short) (value + Tlv.length(buf, value));
        }
        return 0;
    }
}
