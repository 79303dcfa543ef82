package io.simshift.applet;

import javacard.framework.Util;

/** Command packets (TS 102 225, TS 31.115 §4) in the SMS dialect, or in that of TCP with CPL put in that form: opens one in place. */
final class SecuredPackets {
    static final short CPL_SIZE = 2;
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
    private final PacketSecurity security;
    private final Keyring keyring;

    SecuredPackets(Transient ram, PacketSecurity security, Keyring keyring) {
        state = ram.state;
        this.security = security;
        this.keyring = keyring;
    }

    /** Whether CPL and CHL are right for a packet of so many bytes: else it has no header that one could answer to. */
    static boolean lengthsAgree(byte[] p, short off, short length) {
        return hasHeader(p, off, length)
                && length(p, off) == length
                && (short) (p[(short) (off + CHL)] & 0xFF) <= (short) (length - CHL - 1);
    }

    /** Whether a whole header of a command packet is there, be it that of its first segment only. */
    static boolean hasHeader(byte[] p, short off, short length) {
        return length >= HEADER_SIZE && (short) (p[(short) (off + CHL)] & 0xFF) >= MIN_CHL;
    }

    /** Begins the PoR, at {@code porOff}, of a packet of which nothing but the header is looked at so far. */
    void begin(byte[] p, short off, byte[] por, short porOff) {
        ResponsePacket.begin(p, (short) (off + TAR), por, porOff);
        security.begin(p[(short) (off + SPI1)], p[(short) (off + SPI2)]);
    }

    /**
     * Opens the packet at {@code off} whose lengths were checked: its script can run if the status of the PoR, which begins at
     * {@code porOff}, is {@link PorStatus#OK} then.
     */
    void open(byte[] p, short off, byte[] por, short porOff) {
        begin(p, off, por, porOff);
        byte tar = TarTable.row(p, (short) (off + TAR));
        byte status = PorStatus.TAR_UNKNOWN;
        if (tar != TarTable.UNKNOWN) {
            status = security.choose(tar, p[(short) (off + CHL)], p[(short) (off + KIC)], p[(short) (off + KID)]);
        }
        if (status == PorStatus.OK) {
            status = verify(p, off);
        }
        if (status == PorStatus.OK) {
            short counter = (short) (off + security.checkSize() + CNTR);
            // a sender who has proved nothing sees no deciphered byte in clear, whatever becomes of the packet
            if (security.hasCc() || !security.isCiphered() || security.isPorCiphered()) {
                ResponsePacket.setCounter(p, counter, por, porOff);
            }
            status = takeCounter(p, counter);
        }
        if (status == PorStatus.OK && scriptEnd(p, off) < script(off)) {
            status = PorStatus.SECURITY_ERROR;
        }
        security.setStatus(status);
        state[Transient.SCRIPT_KEYSET] = security.name();
        state[Transient.SCRIPT_TAR] = tar;
    }

    /** Bytes of a packet: CPL does not count itself. */
    private static short length(byte[] p, short off) {
        return (short) (Util.getShort(p, off) + CPL_SIZE);
    }

    /** Offset of the script of a packet that was opened. */
    short script(short off) {
        return (short) (off + security.checkSize() + HEADER_SIZE);
    }

    short scriptEnd(byte[] p, short off) {
        short padding = (short) (p[(short) (off + security.checkSize() + PCNTR)] & 0xFF);
        return (short) ((short) (off + length(p, off)) - padding);
    }

    /** Whether the script of a packet that was opened is in expanded format, as its first byte tells (TS 102 226 §5). */
    boolean isExpanded(byte[] p, short off) {
        short script = script(off);
        return script != scriptEnd(p, off) && ExpandedScript.begins(p[script]);
    }

    /**
     * Deciphers in place and verifies the check value. The header is moved up over that, so that what was checked lies
     * in one piece, and the commands behind it.
     */
    private byte verify(byte[] p, short off) {
        short length = length(p, off);
        security.delay(p, off, length);
        if (security.isCiphered()) {
            short ciphered = (short) (length - CNTR);
            if (!security.isWholeBlocks(ciphered)) {
                return PorStatus.CIPHERING_ERROR;
            }
            security.cipher(Ciphers.DECRYPT, p, (short) (off + CNTR), ciphered);
        }
        short checkSize = security.checkSize();
        if (checkSize == 0) {
            return PorStatus.OK;
        }
        Transient.copy(p, (short) (off + HEADER_SIZE), state, Transient.CHECK, checkSize);
        short moved = (short) (off + checkSize);
        Transient.copy(p, off, p, moved, HEADER_SIZE);
        if (Features.BIP && Channel.hasPacket(security.session)) {
            short content = (short) (length - CPL_SIZE);
            short end = (short) (moved + CPL_SIZE);
            short from = Channel.lead(Channel.COMMAND, content, p, end);
            boolean isRight = security.verify(p, from, (short) (length + (short) (moved - from) - checkSize));
            // a short check value leaves no room between: the lead lies over CPL
            Util.setShort(p, off, content);
            return isRight ? PorStatus.OK : PorStatus.CHECK_FAILED;
        }
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
