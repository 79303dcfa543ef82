package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Command packets (TS 102 225, TS 31.115 §4) in the SMS dialect: opens one in place, has its script run, and gives the
 * response packet (PoR).
 */
final class SecuredPackets {
    private static final short CPL_SIZE = 2;
    private static final short CHL = 2;
    private static final short SPI1 = 3;
    private static final short SPI2 = 4;
    private static final short KIC = 5;
    private static final short KID = 6;
    private static final short TAR = 7;
    /** What is ciphered begins here. */
    private static final short CNTR = 10;

    private static final short PCNTR = 15;
    private static final short HEADER_SIZE = 16;
    private static final short MIN_CHL = 0x0D;

    private final byte[] state;
    private final byte[] out;
    private final PacketSecurity security;
    private final ResponsePacket response;
    private final Keyring keyring;
    private final TarTable tars;
    private final Script script;
    private final CardLife life;

    SecuredPackets(
            Transient ram, PacketSecurity security, Keyring keyring, TarTable tars, Script script, CardLife life) {
        state = ram.state;
        out = ram.out;
        this.security = security;
        response = new ResponsePacket(ram, security);
        this.keyring = keyring;
        this.tars = tars;
        this.script = script;
        this.life = life;
    }

    /** Throws 6A80 for a packet whose lengths lie: it has no header that one could answer to. */
    static void checkLengths(byte[] p, short off, short length) {
        if (!hasHeader(p, off, length) || Util.getShort(p, off) != (short) (length - CPL_SIZE)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        if ((short) (p[(short) (off + CHL)] & 0xFF) > (short) (length - CHL - 1)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    /** Whether a whole header of a command packet is there, be it that of its first segment only. */
    static boolean hasHeader(byte[] p, short off, short length) {
        return length >= HEADER_SIZE && (short) (p[(short) (off + CHL)] & 0xFF) >= MIN_CHL;
    }

    private void begin(byte[] p, short off, byte[] out, short outOff) {
        ResponsePacket.begin(p, (short) (off + TAR), out, outOff);
        security.begin(p[(short) (off + SPI1)], p[(short) (off + SPI2)]);
    }

    /** A packet that is not even looked at: its PoR, in the PoR buffer, will have this status. */
    void refuse(byte[] p, short off, byte status) {
        begin(p, off, out, PorMessages.PACKET);
        security.setStatus(status);
    }

    /**
     * Processes the packet of {@code length} bytes whose lengths were checked. Writes the additional response data of the
     * PoR, which begins at {@code porOff} and may have {@code limit} bytes in all, and returns their length. The PoR is to
     * be written, if it is wanted, then {@link #end} called.
     */
    short execute(byte[] p, short off, short length, byte[] por, short porOff, short limit) {
        begin(p, off, por, porOff);
        byte tar = TarTable.row(p, (short) (off + TAR));
        byte status = PorStatus.TAR_UNKNOWN;
        if (tar != TarTable.UNKNOWN) {
            status = security.choose(tar, p[(short) (off + CHL)], p[(short) (off + KIC)], p[(short) (off + KID)]);
        }
        if (status == PorStatus.OK) {
            status = open(p, off, length);
        }
        short header = (short) (off + security.checkSize());
        if (status == PorStatus.OK) {
            // a sender who has proved nothing sees no deciphered byte in clear, whatever becomes of the packet
            if (security.hasCc() || !security.isCiphered() || security.isPorCiphered()) {
                ResponsePacket.setCounter(p, (short) (header + CNTR), por, porOff);
            }
            status = takeCounter(p, (short) (header + CNTR));
        }
        short commands = (short) (header + HEADER_SIZE);
        short padding = (short) (p[(short) (header + PCNTR)] & 0xFF);
        short commandsLength = (short) ((short) (length - (short) (commands - off)) - padding);
        if (status == PorStatus.OK && commandsLength < 0) {
            status = PorStatus.SECURITY_ERROR;
        }
        security.setStatus(status);
        if (status != PorStatus.OK) {
            return 0;
        }
        short data = response.data(porOff);
        short room = response.room(limit);
        byte access = tars.access(tar);
        return script.run(security.name(), tar, access, p, commands, commandsLength, por, data, room);
    }

    /** Length of the PoR with so much additional response data; 0 if SPI2 wants none. */
    short porLength(short dataLength) {
        return security.wantsPor() ? response.length(security.status(), dataLength) : 0;
    }

    boolean porBySubmit() {
        return security.isPorBySubmit();
    }

    /** Completes the PoR. */
    void writePor(short dataLength, byte[] por, short porOff) {
        response.finish(security.status(), dataLength, por, porOff);
    }

    /** Writes, for a PoR that is not complete yet, one that says that it follows by SMS-SUBMIT; returns its length. */
    short writeFollows(byte[] por, short porOff, byte[] answer, short answerOff) {
        ResponsePacket.beginLike(por, porOff, answer, answerOff);
        return response.finish(PorStatus.FOLLOWS_BY_SUBMIT, (short) 0, answer, answerOff);
    }

    /** The PoR is out: keys that it still needed may go. */
    void end() {
        life.erase();
    }

    /**
     * Deciphers in place and verifies the check value. The header is moved up over that, so that what was checked lies
     * in one piece, and the commands behind it.
     */
    private byte open(byte[] p, short off, short length) {
        security.delay(p, off, length);
        if (security.isCiphered()) {
            short ciphered = (short) (length - CNTR);
            if (!security.isWholeBlocks(ciphered)) {
                return PorStatus.CIPHERING_ERROR;
            }
            security.decipher(p, (short) (off + CNTR), ciphered);
        }
        short checkSize = security.checkSize();
        if (checkSize == 0) {
            return PorStatus.OK;
        }
        Util.arrayCopyNonAtomic(p, (short) (off + HEADER_SIZE), state, Transient.CHECK, checkSize);
        short moved = (short) (off + checkSize);
        Util.arrayCopyNonAtomic(p, off, p, moved, HEADER_SIZE);
        return security.verify(p, moved, (short) (length - checkSize)) ? PorStatus.OK : PorStatus.CHECK_FAILED;
    }

    /**
     * Replay check (TS 102 225 §5.1.4). A new value is written, in one atomic copy, before the first command runs: a
     * tear after it costs the sender a counter value, never lets a packet run twice. It is written only for a sender who
     * has the keys: else anyone could use up the counter.
     */
    private byte takeCounter(byte[] p, short received) {
        byte mode = (byte) (security.spi1() & SecurityLevel.COUNTER_MODE);
        if (mode == 0 || !SecurityLevel.hasCheckedCounter(mode) && !security.hasCc()) {
            return PorStatus.OK;
        }
        byte[] counters = keyring.counters(security.name());
        short stored = keyring.counterOffset(security.name());
        boolean isHigher = Counter.compare(p, received, counters, stored) > 0;
        if (SecurityLevel.hasCheckedCounter(mode)) {
            if (Counter.isBlocked(counters, stored)) {
                return PorStatus.CNTR_BLOCKED;
            }
            if (!isHigher) {
                return PorStatus.CNTR_LOW;
            }
            if (mode == SecurityLevel.COUNTER_ONE_HIGHER && !Counter.isNext(p, received, counters, stored)) {
                return PorStatus.CNTR_HIGH;
            }
            if (security.hasCc()) {
                keyring.forgetFailures(security.name());
            }
        }
        if (isHigher && security.hasCc()) {
            Util.arrayCopy(p, received, counters, stored, Counter.SIZE);
        }
        return PorStatus.OK;
    }
}
