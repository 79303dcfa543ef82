package io.simshift.applet;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/**
 * The card and its device (TS 31.102 §4.2.100 to §4.2.102, service 102): on while EF.UST says that the service is available.
 * EF.IAL lists devices that may have the card; where it lists none, the first device gets it. What the device is the card
 * asks once in a session ({@link Proactive}).
 */
final class Pairing {
    // ---- states, as QUERY tells them
    private static final byte OFF = 0;
    /** Of this session's device nothing is known yet, or ever. */
    private static final byte UNKNOWN = 1;

    private static final byte OWN = 2;
    private static final byte FOREIGN = 3;
    /** In UNKNOWN and FOREIGN, the states in which the device is asked what it is. */
    static final byte ASKS = 1;

    // ---- EF.UST: byte and bit of service 102
    private static final short UST_102 = Profile.UST + 12;
    private static final byte UST_102_BIT = 0x20;

    // ---- EF.IAL and EF.IPD: tag, length, then in EF.IAL the first and the last of a range, in EF.IPD one device
    private static final byte TAG_IMEI = (byte) 0x80;
    /** Beside the tag of an IMEI: that of an IMEISV, which has two digits and so one byte more. */
    static final byte WITH_VERSION = 0x01;

    private static final short VALUE = 2;
    static final short IMEI_SIZE = 8;
    /** Type allocation code and serial number: a device has them whatever its software version. */
    private static final short DEVICE_DIGITS = 14;

    private static final short VERSION_DIGITS = 2;
    // ---- the first byte of an identity: its type (TS 24.008 §10.5.1.4); that of an IMEISV is the next one
    private static final byte TYPE_MASK = 0x07;
    private static final byte TYPE_IMEI = 0x02;

    // ---- EF.IPS: "OK" or "KO", and the record of EF.IPD; the newest comes first
    private static final short STATUS_OK = 0x4F4B;
    private static final short STATUS_KO = 0x4B4F;
    private static final short RECORD_IN_IPS = 2;

    private final byte[] session;
    private final byte[] files;
    private final CardLife life;

    Pairing(Transient ram, FileSystem files, CardLife life) {
        session = ram.state;
        this.files = files.shared();
        this.life = life;
    }

    /** Off too on a card that is not issued yet, whose devices are those of a workshop, and on one at its end. */
    byte state() {
        byte phase = life.phase();
        if (phase == CardLife.PERSONALISATION
                || phase == CardLife.TERMINATED
                || (life.files()[UST_102] & UST_102_BIT) == 0) {
            return OFF;
        }
        byte device = session[Transient.DEVICE];
        return device == 0 ? UNKNOWN : device;
    }

    /** Whether AUTHENTICATE is refused: in a foreign device, and in one that does not tell unless EF.IAL allows it. */
    boolean refuses() {
        byte state = state();
        return state == FOREIGN || state == UNKNOWN && !allows(files, (short) 0);
    }

    /**
     * Whether EF.IAL lists this device, or lists none and the card is its own or nobody's; with offset 0 whether it lists
     * those that do not tell: an entry without value. {@code imei} comes with its tag and length.
     */
    private boolean allows(byte[] buf, short imei) {
        boolean listed = imei == 0;
        for (short at = FileTable.IAL; at < FileTable.IPS; at += FileTable.IAL_RECORD_SIZE) {
            byte version = (byte) (files[at] - TAG_IMEI);
            if ((version & ~WITH_VERSION) == 0) {
                boolean isRange = files[(short) (at + 1)] != 0;
                if (imei == 0) {
                    if (!isRange) {
                        return true;
                    }
                } else if (isRange) {
                    listed = true;
                    short last = (short) (at + IMEI_SIZE + version);
                    version &= buf[imei];
                    if (compare(buf, imei, at, version) >= 0 && compare(buf, imei, last, version) <= 0) {
                        return true;
                    }
                }
            }
        }
        boolean isFree = (files[FileTable.IPD] & ~WITH_VERSION) != TAG_IMEI;
        return !listed && (isFree || compare(buf, imei, FileTable.IPD, (byte) 0) == 0);
    }

    /** Which of two devices comes first: as the sign says; both offsets lie two bytes before the digits. */
    private short compare(byte[] buf, short imei, short other, byte version) {
        short digits = (short) (DEVICE_DIGITS + (short) (version * VERSION_DIGITS));
        short difference = 0;
        for (short i = 1; i <= digits && difference == 0; i++) {
            difference = (short) (digit(buf, imei, i) - digit(files, other, i));
        }
        return difference;
    }

    /** The first digit is the high half of the first byte, whose low half is the type; then come low halves first. */
    private static short digit(byte[] buf, short off, short i) {
        byte two = buf[(short) (off + VALUE + (short) (i >> 1))];
        return (short) ((short) (two >> (short) ((short) (i & 1) << 2)) & 0x0F);
    }

    /**
     * The terminal has told what it is: an IMEI of 8 bytes, or with {@link #WITH_VERSION} an IMEISV of 9. Another length, another
     * type, digits beyond 9 and zeros alone tell nothing: the card would belong for good to a device that has no IMEI yet. Device
     * and status are written if they are others than last time, in one transaction: after a tear it is asked again. Returns
     * whether it was an identity.
     */
    boolean see(byte[] buf, short value, byte version) {
        short size = Tlv.length(buf, value);
        short imei = (short) (value - VALUE);
        if (size != (short) (IMEI_SIZE + version) || (buf[value] & TYPE_MASK) != (byte) (TYPE_IMEI + version)) {
            return false;
        }
        short some = 0;
        for (short i = DEVICE_DIGITS; i > 0; i--) {
            short digit = digit(buf, imei, i);
            if (digit > 9) {
                return false;
            }
            some |= digit;
        }
        if (some == 0) {
            return false;
        }
        buf[imei] = (byte) (TAG_IMEI | version);
        size += VALUE;
        byte device = OWN;
        short status = STATUS_OK;
        short record = FileTable.IPD;
        if (!allows(buf, imei)) {
            device = FOREIGN;
            status = STATUS_KO;
            record += FileTable.IPD_RECORD_SIZE;
        }
        session[Transient.DEVICE] = device;
        if (Util.getShort(files, FileTable.IPS) == status && Util.arrayCompare(buf, imei, files, record, size) == 0) {
            return true;
        }
        JCSystem.beginTransaction();
        Util.arrayCopy(buf, imei, files, record, size);
        Util.arrayCopy(files, FileTable.IPS, files, (short) (FileTable.IPS + FileTable.IPS_RECORD_SIZE), (short)
                (FileTable.IPS_SIZE - FileTable.IPS_RECORD_SIZE));
        Util.setShort(files, FileTable.IPS, status);
        // record 1 has the card's own device, record 2 the foreign one
        files[(short) (FileTable.IPS + RECORD_IN_IPS)] = --device;
        if (status == STATUS_KO) {
            life.noteForeignDevice();
        }
        JCSystem.commitTransaction();
        return true;
    }

    /** Whether any device was seen. */
    boolean hasSeen() {
        return files[FileTable.IPS] != (byte) 0xFF;
    }

    /** The first 8 bytes of the IMEI(SV) that was seen last; returns the next offset. */
    short writeImei(byte[] out, short off) {
        short at = FileTable.IPD + VALUE;
        if (Util.getShort(files, FileTable.IPS) == STATUS_KO) {
            at += FileTable.IPD_RECORD_SIZE;
        }
        return Util.arrayCopyNonAtomic(files, at, out, off, IMEI_SIZE);
    }
}
