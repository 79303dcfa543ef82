package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Secured packets (TS 102 225, TS 31.115 §4) in the SMS dialect: opens a command packet in place, has its script run, and
 * writes the response packet (PoR) from its UDH on.
 */
final class SecuredPackets {
    // ---- command packet
    private static final short CPL_SIZE = 2;
    private static final short CHL = 2;
    private static final short SPI1 = 3;
    static final short SPI2 = 4;
    private static final short KIC = 5;
    private static final short KID = 6;
    private static final short TAR = 7;
    private static final short CNTR = 10;
    private static final short PCNTR = 15;
    private static final short CC = 16;
    private static final short CC_SIZE = KeySet.MAC_SIZE;
    private static final short HEADER_SIZE = 16;
    private static final short SCRIPT = HEADER_SIZE + CC_SIZE;
    private static final byte CHL_WITHOUT_CC = 0x0D;

    // ---- response packet, from the UDH on
    private static final byte[] RESPONSE_UDH = {0x02, 0x71, 0x00};
    private static final short RPL = 3;
    private static final short RHL = 5;
    private static final short RESPONSE_TAR = 6;
    private static final short RESPONSE_CNTR = 9;
    private static final short RESPONSE_PCNTR = 14;
    private static final short RESPONSE_STATUS = 15;
    private static final short RESPONSE_HEADER_SIZE = 16;
    private static final byte RHL_WITHOUT_CC = 0x0A;

    // ---- SPI
    private static final byte SPI1_RFU = (byte) 0xE0;
    private static final byte SPI1_CC_CIPHER_HIGHER = 0x16;
    private static final byte SPI1_CC_CIPHER_ONE_HIGHER = 0x1E;
    private static final byte SPI2_POR = 0x03;
    private static final byte SPI2_POR_ALWAYS = 0x01;
    private static final byte SPI2_POR_ON_ERROR = 0x02;
    private static final byte SPI2_CHECK = 0x0C;
    private static final byte SPI2_CC = 0x08;
    private static final byte SPI2_CIPHER = 0x10;
    static final byte SPI2_SUBMIT = 0x20;
    private static final byte SPI2_RFU = (byte) 0xC0;

    // ---- status
    private static final byte POR_OK = 0x00;
    private static final byte CC_FAILED = 0x01;
    private static final byte CNTR_LOW = 0x02;
    private static final byte CNTR_HIGH = 0x03;
    private static final byte CNTR_BLOCKED = 0x04;
    private static final byte CIPHERING_ERROR = 0x05;
    private static final byte SECURITY_ERROR = 0x06;
    private static final byte TAR_UNKNOWN = 0x09;
    private static final byte LOW_SECURITY = 0x0A;

    private final byte[] state;
    private final Keyring keyring;
    private final TarTable tars;
    private final Script script;
    private final CardLife life;

    SecuredPackets(Transient ram, Keyring keyring, TarTable tars, Script script, CardLife life) {
        state = ram.state;
        this.keyring = keyring;
        this.tars = tars;
        this.script = script;
        this.life = life;
    }

    /** Throws 6A80 for a packet whose lengths lie: it has no header that one could answer to. */
    static void checkLengths(byte[] p, short off, short length) {
        if (length < HEADER_SIZE || Util.getShort(p, off) != (short) (length - CPL_SIZE)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        short headerLength = (short) (p[(short) (off + CHL)] & 0xFF);
        if (headerLength < CHL_WITHOUT_CC || headerLength > (short) (length - CHL - 1)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    /**
     * Processes the packet of {@code length} bytes whose lengths were checked. Writes the PoR at {@code outOff}, at most
     * {@code limit} bytes, and returns its length; 0 if SPI2 asks for none.
     */
    short process(byte[] p, short off, short length, byte[] out, short outOff, short limit) {
        byte spi2 = p[(short) (off + SPI2)];
        beginResponse(p, off, out, outOff);
        byte status = checkHeader(p, off, length);
        byte name = Keyring.NONE;
        short written = 0;
        if (status == POR_OK) {
            name = keyring.find(p[(short) (off + KIC)], p[(short) (off + KID)]);
            status = name == Keyring.NONE ? SECURITY_ERROR : open(keyring.keys(name), p, off, length);
        }
        if (status == POR_OK) {
            // from here on the sender is authentic, and its CNTR in clear
            Util.arrayCopyNonAtomic(
                    p, (short) (off + CC_SIZE + CNTR), out, (short) (outOff + RESPONSE_CNTR), Counter.SIZE);
            status = takeCounter(name, p, (short) (off + CC_SIZE));
        }
        if (status == POR_OK) {
            short padding = (short) (p[(short) (off + CC_SIZE + PCNTR)] & 0xFF);
            short scriptLength = (short) ((short) (length - SCRIPT) - padding);
            if (scriptLength < 0) {
                status = SECURITY_ERROR;
            } else {
                short at = (short) (outOff + RESPONSE_HEADER_SIZE + checkSize(spi2));
                short room = room(keyring.keys(name), spi2, limit);
                byte tar = TarTable.row(p, (short) (off + CC_SIZE + TAR));
                byte access = tars.access(tar);
                written = script.run(name, tar, access, p, (short) (off + SCRIPT), scriptLength, out, at, room);
            }
        }
        short total = finish(name, spi2, status, written, out, outOff);
        life.erase();
        return total;
    }

    // ---------------------------------------------------------------- command packet

    /** What can be said before a key is touched (TS 102 225 §5.1; the order of docs/applet/commands.md §3). */
    private static byte checkHeader(byte[] p, short off, short length) {
        byte spi1 = p[(short) (off + SPI1)];
        byte spi2 = p[(short) (off + SPI2)];
        byte check = (byte) (spi2 & SPI2_CHECK);
        if (TarTable.row(p, (short) (off + TAR)) == TarTable.UNKNOWN) {
            return TAR_UNKNOWN;
        }
        if ((byte) (spi1 & SPI1_RFU) != 0
                || (byte) (spi2 & SPI2_RFU) != 0
                || (byte) (spi2 & SPI2_POR) == SPI2_POR
                || check != 0 && check != SPI2_CC) {
            return SECURITY_ERROR;
        }
        if (spi1 != SPI1_CC_CIPHER_HIGHER && spi1 != SPI1_CC_CIPHER_ONE_HIGHER) {
            return LOW_SECURITY;
        }
        if (length < SCRIPT || p[(short) (off + CHL)] != (byte) (CHL_WITHOUT_CC + CC_SIZE)) {
            return SECURITY_ERROR; // a check value of another length than the keyset's
        }
        return POR_OK;
    }

    /**
     * Deciphers in place and checks the CC. The header is moved up over the CC, so that what was checked lies in one
     * piece: header at off + 8, script at off + 24.
     */
    private byte open(KeySet keys, byte[] p, short off, short length) {
        short ciphered = (short) (length - CNTR);
        if ((short) (ciphered % keys.blockSize()) != 0) {
            return CIPHERING_ERROR;
        }
        keys.decipher(p, (short) (off + CNTR), ciphered);
        Util.arrayCopyNonAtomic(p, (short) (off + CC), state, Transient.CHECK, CC_SIZE);
        short moved = (short) (off + CC_SIZE);
        Util.arrayCopyNonAtomic(p, off, p, moved, HEADER_SIZE);
        keys.mac(p, moved, (short) (length - CC_SIZE));
        return ConstantTime.equals(state, Transient.BLOCK, state, Transient.CHECK, CC_SIZE) ? POR_OK : CC_FAILED;
    }

    /**
     * Replay check (TS 102 225 §5.1.4). The new value is written, in one atomic copy, before the first command runs: a
     * tear after it costs the sender a counter value, never lets a packet run twice.
     */
    private byte takeCounter(byte name, byte[] p, short header) {
        byte[] counters = keyring.counters(name);
        short stored = keyring.counterOffset(name);
        short received = (short) (header + CNTR);
        if (Counter.isBlocked(counters, stored)) {
            return CNTR_BLOCKED;
        }
        if (Counter.compare(p, received, counters, stored) <= 0) {
            return CNTR_LOW;
        }
        if (p[(short) (header + SPI1)] == SPI1_CC_CIPHER_ONE_HIGHER && !Counter.isNext(p, received, counters, stored)) {
            return CNTR_HIGH;
        }
        Util.arrayCopy(p, received, counters, stored, Counter.SIZE);
        return POR_OK;
    }

    // ---------------------------------------------------------------- response packet

    /** TAR and CNTR as they came in: if the packet is refused, the answer must not show deciphered bytes. */
    private static void beginResponse(byte[] p, short off, byte[] out, short outOff) {
        Util.arrayCopyNonAtomic(RESPONSE_UDH, (short) 0, out, outOff, (short) RESPONSE_UDH.length);
        Util.arrayCopyNonAtomic(p, (short) (off + TAR), out, (short) (outOff + RESPONSE_TAR), (short)
                (TarTable.TAR_SIZE + Counter.SIZE));
    }

    private static short checkSize(byte spi2) {
        return (byte) (spi2 & SPI2_CHECK) == SPI2_CC ? CC_SIZE : 0;
    }

    /** Bytes that a script's answer may have, given the limit of the whole packet. */
    private static short room(KeySet keys, byte spi2, short limit) {
        short body = (short) (limit - RESPONSE_CNTR);
        if ((byte) (spi2 & SPI2_CIPHER) != 0) {
            body = (short) (body - (short) (body % keys.blockSize()));
        }
        return (short) (body - (RESPONSE_HEADER_SIZE - RESPONSE_CNTR) - checkSize(spi2));
    }

    /** Pads, checks and ciphers as SPI2 asks; statuses that tell of no trust in the keys go out plain. */
    private short finish(byte name, byte spi2, byte status, short dataLength, byte[] out, short outOff) {
        byte por = (byte) (spi2 & SPI2_POR);
        if (por == 0 || por == SPI2_POR_ON_ERROR && status == POR_OK) {
            return 0;
        }
        boolean trusted = status == POR_OK || status == CNTR_LOW || status == CNTR_HIGH || status == CNTR_BLOCKED;
        short checkSize = trusted ? checkSize(spi2) : 0;
        boolean ciphers = trusted && (byte) (spi2 & SPI2_CIPHER) != 0;
        short clear = (short) ((short) (RESPONSE_HEADER_SIZE - RESPONSE_CNTR + checkSize) + dataLength);
        short padding = 0;
        if (ciphers) {
            short over = (short) (clear % keyring.keys(name).blockSize());
            padding = over == 0 ? 0 : (short) (keyring.keys(name).blockSize() - over);
        }
        short total = (short) ((short) (RESPONSE_CNTR + clear) + padding);
        Util.arrayFillNonAtomic(out, (short) (outOff + RESPONSE_CNTR + clear), padding, (byte) 0);
        Util.setShort(out, (short) (outOff + RPL), (short) (total - RHL));
        out[(short) (outOff + RHL)] = (byte) (RHL_WITHOUT_CC + checkSize);
        out[(short) (outOff + RESPONSE_PCNTR)] = (byte) padding;
        out[(short) (outOff + RESPONSE_STATUS)] = status;
        if (checkSize != 0) {
            insertCheck(keyring.keys(name), out, outOff, (short) (total - checkSize));
        }
        if (ciphers) {
            keyring.keys(name).encipher(out, (short) (outOff + RESPONSE_CNTR), (short) (clear + padding));
        }
        return total;
    }

    /** The check covers UDH and header without the CC field, then the data: the header is moved up to them for it. */
    private void insertCheck(KeySet keys, byte[] out, short outOff, short covered) {
        short moved = (short) (outOff + CC_SIZE);
        Util.arrayCopyNonAtomic(out, outOff, out, moved, RESPONSE_HEADER_SIZE);
        keys.mac(out, moved, covered);
        Util.arrayCopyNonAtomic(out, moved, out, outOff, RESPONSE_HEADER_SIZE);
        Util.arrayCopyNonAtomic(state, Transient.BLOCK, out, (short) (outOff + RESPONSE_HEADER_SIZE), CC_SIZE);
    }
}
