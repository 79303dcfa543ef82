package io.simshift.applet;

import javacard.framework.Util;

/**
 * Writes response packets, the PoR (TS 102 225 §5.2, TS 31.115 §4.3), from their UDH on. Over IP a packet begins somewhat behind
 * that, and {@link Channel} is told where.
 */
final class ResponsePacket {
    /** UDHL, IEI, IEDL. */
    static final byte[] UDH = {0x02, 0x71, 0x00};

    static final short UDH_SIZE = 3;
    private static final short RPL = 3;
    private static final short RHL = 5;
    private static final short TAR = 6;
    /** What is ciphered begins here. */
    private static final short CNTR = 9;

    private static final short PCNTR = 14;
    private static final short STATUS = 15;
    private static final short HEADER_SIZE = 16;
    private static final byte RHL_WITHOUT_CHECK = 0x0A;

    private final byte[] state;
    private final PacketSecurity security;

    ResponsePacket(Transient ram, PacketSecurity security) {
        state = ram.state;
        this.security = security;
    }

    /** TAR and CNTR as they came in: if the packet is refused, the answer must not show deciphered bytes. */
    static void begin(byte[] p, short tar, byte[] out, short outOff) {
        Transient.append(UDH, out, outOff);
        Transient.copy(p, tar, out, (short) (outOff + TAR), (short) (TarTable.TAR_SIZE + Counter.SIZE));
    }

    static void setCounter(byte[] p, short cntr, byte[] out, short outOff) {
        Transient.copy(p, cntr, out, (short) (outOff + CNTR), Counter.SIZE);
    }

    /** Where the additional response data of a PoR begin that is secured as SPI2 asks. */
    short data(short outOff) {
        return (short) (outOff + HEADER_SIZE + security.porCheckSize());
    }

    /** Bytes of additional response data that fit in a PoR of at most {@code limit} bytes. */
    short room(short limit) {
        short body = (short) (limit - CNTR);
        body = (short) (body - (short) (body % security.porBlockSize()));
        return (short) (body - (HEADER_SIZE - CNTR) - security.porCheckSize());
    }

    /** Length of the PoR with so many bytes of additional response data. */
    short length(byte status, short dataLength) {
        boolean secured = PorStatus.isSecured(status);
        short clear = (short) ((short) (HEADER_SIZE - CNTR) + dataLength);
        if (secured) {
            clear = (short) (clear + security.porCheckSize());
            short over = (short) (clear % security.porBlockSize());
            clear = over == 0 ? clear : (short) ((short) (clear - over) + security.porBlockSize());
        }
        return (short) (CNTR + clear);
    }

    /**
     * Completes the PoR: pads, checks and ciphers as SPI2 asks; statuses that tell of no trust in the sender go out plain
     * and without data. Returns its length.
     */
    short finish(byte status, short dataLength, byte[] out, short outOff) {
        boolean secured = PorStatus.isSecured(status);
        short checkSize = secured ? security.porCheckSize() : 0;
        short total = length(status, dataLength);
        short padding = (short) (total - (short) ((short) (HEADER_SIZE + checkSize) + dataLength));
        Transient.wipe(out, (short) (outOff + (short) (total - padding)), padding);
        short length = (short) (total - RHL);
        if (Features.BIP && Channel.hasPacket(security.session)) {
            short from = Channel.lead(Channel.RESPONSE, length, out, (short) (outOff + RHL));
            Util.setShort(security.session, Channel.AT, from);
            Util.setShort(security.session, Channel.END, (short) (outOff + total));
        } else {
            Util.setShort(out, (short) (outOff + RPL), length);
        }
        out[(short) (outOff + RHL)] = (byte) (RHL_WITHOUT_CHECK + checkSize);
        out[(short) (outOff + PCNTR)] = (byte) padding;
        out[(short) (outOff + STATUS)] = status;
        if (checkSize != 0) {
            insertCheck(checkSize, out, outOff, (short) (total - checkSize));
        }
        if (secured && security.isPorCiphered()) {
            security.cipher(Ciphers.ENCRYPT, out, (short) (outOff + CNTR), (short) (total - CNTR));
        }
        return total;
    }

    /** Begins another PoR with the TAR and CNTR of one that is not finished. */
    static void beginLike(byte[] por, short porOff, byte[] out, short outOff) {
        begin(por, (short) (porOff + TAR), out, outOff);
    }

    /**
     * The check covers UDH and header without the check field, then the data: the header is moved up to them for it. Over IP the
     * packet begins behind the UDH.
     */
    private void insertCheck(short size, byte[] out, short outOff, short covered) {
        short moved = (short) (outOff + size);
        Transient.copy(out, outOff, out, moved, HEADER_SIZE);
        if (Features.BIP && Channel.hasPacket(security.session)) {
            short from = (short) (Util.getShort(security.session, Channel.AT) + size);
            security.computePorCheck(out, from, (short) (Util.getShort(security.session, Channel.END) - from));
        } else {
            security.computePorCheck(out, moved, covered);
        }
        Transient.copy(out, moved, out, outOff, HEADER_SIZE);
        Transient.copy(state, Transient.BLOCK, out, (short) (outOff + HEADER_SIZE), size);
    }
}
