package io.simshift.applet;

import javacard.framework.Util;

/**
 * Messages of the card. Sends a PoR by SMS-SUBMIT (TS 23.040 §9.2.2.2) to the sender of the command: in one message, or in several one after
 * the other (TS 31.115 §4.3). The rest of a long one waits in the cells that no incoming message has; none comes in
 * before the last one is sent. And tells the operator, unasked, that the card came home or is in a foreign device, until a
 * terminal has sent that.
 */
final class PorMessages {
    /** First octet, and TP-MR, which the terminal sets. */
    private static final short SUBMIT_WITH_UDH = 0x4100;
    /** TP-PID (U)SIM data download, TP-DCS 8-bit data of class 2. */
    private static final short DATA_DOWNLOAD = 0x7FF6;
    /** First octet, TP-MR, TP-PID, TP-DCS and TP-UDL. */
    private static final short FIXED_SIZE = 5;
    /** Where TP-DA begins in an SMS-SUBMIT. */
    private static final short DESTINATION = 2;

    /** Octets that fit in TP-UD. */
    static final short SINGLE_SIZE = 140;
    /** Octets of the packet in the first of several messages and in each further one. */
    private static final short FIRST_SIZE = 132;

    private static final short NEXT_SIZE = 134;
    /** Where a PoR for one message is made: behind the longest SEND SHORT MESSAGE header, D0 81 LL … TP-UDL. */
    static final short PACKET = 34;

    /** UDH of the first of several messages, without reference, total and number in its middle. */
    private static final byte[] CONCATENATION = {0x00, 0x03};

    /** A report from its UDH on: a response packet in clear, of no command, with a status of our own; what it reports follows. */
    private static final byte[] REPORT = {
        0x02,
        0x71,
        0x00, // UDH
        0x00,
        0x0C, // RPL
        0x0A, // RHL
        0x3B,
        0x00,
        0x01, // TAR
        0,
        0,
        0,
        0,
        0, // CNTR
        0, // PCNTR
        (byte) 0xE0, // status
    };

    private static final short REPORT_SIZE = 17;

    // ---- the byte of transient state: what is being reported, and above it the number of STATUS since
    private static final byte REPORTED = 0x03;
    private static final byte STATUS = 0x04;
    private static final byte DUE = 4 * STATUS;
    /** After a report has gone out, sent or not: so far from being due. */
    private static final byte AGAIN = -28 * STATUS;

    // ---- what is left of a long PoR: noted behind the cells
    private final short from;
    private final short number;
    private final short total;
    private final short last;
    private final short reference;
    static final short NOTE_SIZE = 6;

    private final byte[] state;
    private final byte[] out;
    private final byte[] cells;
    private final Proactive proactive;
    private final CardLife life;

    PorMessages(Transient ram, Proactive proactive, CardLife life) {
        state = ram.state;
        out = ram.out;
        cells = ram.cells;
        this.proactive = proactive;
        this.life = life;
        from = (short) (ram.cellCount * Segments.SIZE);
        number = (short) (from + 2);
        total = (short) (from + 3);
        last = (short) (from + 4);
        reference = (short) (from + 5);
    }

    /**
     * Sends a PoR of {@code length} bytes from its UDH on to the address at the start of the PoR buffer. A PoR longer than
     * one message lies in the cells.
     */
    void send(byte[] por, short off, short length) {
        short addressSize = keepAddress(out, (short) 0);
        if (length <= SINGLE_SIZE) {
            short at = beginSubmit(addressSize, length);
            proactive.wantSms(Util.arrayCopyNonAtomic(por, off, out, at, length), (byte) 0);
            return;
        }
        short packet = (short) (length - ResponsePacket.UDH_SIZE);
        short further = (short) (packet - FIRST_SIZE);
        byte messages = (byte) (1 + (short) ((short) (further + NEXT_SIZE - 1) / NEXT_SIZE));
        Util.setShort(cells, from, (short) (off + ResponsePacket.UDH_SIZE));
        cells[number] = 1;
        cells[total] = messages;
        cells[last] = (byte) (further - (short) ((short) (messages - 2) * NEXT_SIZE));
        cells[reference]++;
        sendPart(addressSize);
    }

    /** TERMINAL RESPONSE: the next message goes out when one is sent; when one cannot be sent, none does. */
    void terminalResponse(byte[] cmd) {
        byte outcome = proactive.terminalResponse(cmd);
        byte reported = (byte) (state[Transient.REPORT] & REPORTED);
        if (reported != 0) {
            if (outcome == Proactive.SMS_SENT) {
                life.reported(reported);
            }
            state[Transient.REPORT] &= ~REPORTED;
        }
        if (outcome == Proactive.SMS_SENT && cells != null && cells[number] != 0) {
            sendPart(keepAddress(out, (short) (proactive.tpdu() + DESTINATION)));
        } else if (outcome != Proactive.NOT_DONE) {
            if (cells != null) {
                cells[number] = 0;
            }
            Transient.wipe(out, (short) 0, Transient.OUT_SIZE);
        }
    }

    /** STATUS: reports what is to be reported, if the operator has given an address and the terminal has nothing to send. */
    void polled() {
        byte what = life.toReport();
        byte[] files = life.files();
        if (what == 0
                || proactive.isBusy()
                || (!Features.BIP || !proactive.channel.call(false))
                        && (!proactive.can(Proactive.SMS) || !SmsDeliver.canBeAnswered(files, Profile.REPORT))) {
            return;
        }
        state[Transient.REPORT] += STATUS;
        if (state[Transient.REPORT] == DUE) {
            if (Features.BIP && proactive.channel.call(true)) {
                state[Transient.REPORT] = AGAIN;
                return;
            }
            state[Transient.REPORT] = (byte) (AGAIN | what);
            short at = beginSubmit(keepAddress(files, Profile.REPORT), REPORT_SIZE);
            at = Transient.append(REPORT, out, at);
            out[at++] = what;
            proactive.wantSms(at, Proactive.MAX_RETRIES);
        }
    }

    /** Copies an address to scratch memory, before a message is written over it; returns its size. */
    private short keepAddress(byte[] from, short off) {
        short size = SmsDeliver.addressSize(from, off);
        Transient.copy(from, off, state, Transient.BLOCK, size);
        return size;
    }

    /** Sends the next message of several; the address is in scratch memory. */
    private void sendPart(short addressSize) {
        boolean isFirst = cells[number] == 1;
        boolean isLast = cells[number] == cells[total];
        short size = isFirst ? FIRST_SIZE : NEXT_SIZE;
        if (isLast) {
            size = (short) (cells[last] & 0xFF);
        }
        short headerSize = (short) (isFirst ? 8 : 6);
        short at = beginSubmit(addressSize, (short) (headerSize + size));
        out[at++] = (byte) (headerSize - 1);
        at = Transient.append(CONCATENATION, out, at);
        out[at++] = cells[reference];
        out[at++] = cells[total];
        out[at++] = cells[number];
        if (isFirst) {
            at = Util.arrayCopyNonAtomic(ResponsePacket.UDH, (short) 1, out, at, (short) 2);
        }
        short begin = Util.getShort(cells, from);
        proactive.wantSms(Util.arrayCopyNonAtomic(cells, begin, out, at, size), (byte) 0);
        Util.setShort(cells, from, (short) (begin + size));
        cells[number] = (byte) (isLast ? 0 : cells[number] + 1);
    }

    /** Writes the SEND SHORT MESSAGE up to its TP-UD; returns the offset of that. */
    private short beginSubmit(short addressSize, short userDataLength) {
        short at = proactive.beginSms((short) (FIXED_SIZE + addressSize + userDataLength));
        at = Util.setShort(out, at, SUBMIT_WITH_UDH);
        at = Util.arrayCopyNonAtomic(state, Transient.BLOCK, out, at, addressSize);
        at = Util.setShort(out, at, DATA_DOWNLOAD);
        out[at++] = (byte) userDataLength;
        return at;
    }
}
