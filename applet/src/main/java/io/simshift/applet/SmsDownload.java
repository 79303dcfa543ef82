package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * ENVELOPE (SMS-PP download) (TS 31.111 §7.1): takes a secured packet out of one SMS-DELIVER or of several, and gives the
 * PoR back, as the ENVELOPE's answer for an SMS-DELIVER-REPORT, or by SMS-SUBMIT.
 */
final class SmsDownload {
    private static final byte TAG_SMS_PP = (byte) 0xD1;
    private static final byte TAG_EVENT = (byte) 0xD6;
    private static final byte TAG_TIMER = (byte) 0xD7;
    private static final byte TAG_TPDU = 0x0B;

    /** Octets that fit in the answer to an ENVELOPE. */
    private static final short REPORT_SIZE = 128;

    private final byte[] out;
    private final SecuredPackets packets;
    private final Segments segments;
    private final PorMessages messages;
    private final Proactive proactive;

    SmsDownload(Transient ram, SecuredPackets packets, Segments segments, PorMessages messages, Proactive proactive) {
        out = ram.out;
        this.packets = packets;
        this.segments = segments;
        this.messages = messages;
        this.proactive = proactive;
    }

    /** Processes an ENVELOPE; returns the length of its answer. */
    short process(byte[] cmd, byte[] answer) {
        short end = (short) (ISO7816.OFFSET_CDATA + FileCommands.p3(cmd, (short) 0));
        short value = Tlv.valueOf(cmd, ISO7816.OFFSET_CDATA, end);
        if ((short) (value + Tlv.length(cmd, value)) != end) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        byte tag = cmd[ISO7816.OFFSET_CDATA];
        if (tag == TAG_EVENT || tag == TAG_TIMER) {
            return 0; // the card asked for no event; a terminal that tells nevertheless does no harm
        }
        if (tag != TAG_SMS_PP) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        short tpdu = findTpdu(cmd, value, end);
        return receive(cmd, tpdu, (short) (tpdu + Tlv.length(cmd, tpdu)), answer);
    }

    private static short findTpdu(byte[] cmd, short off, short end) {
        short tpdu = 0;
        while (off < end) {
            short value = Tlv.valueOf(cmd, off, end);
            if ((byte) (cmd[off] & 0x7F) == TAG_TPDU) {
                tpdu = value;
            }
            off = (short) (value + Tlv.length(cmd, value));
        }
        if (tpdu == 0) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        return tpdu;
    }

    private short receive(byte[] cmd, short tpdu, short end, byte[] answer) {
        short userData = SmsDeliver.userData(cmd, tpdu, end);
        short content = SmsDeliver.content(cmd, userData);
        short length = (short) (end - content);
        short part = SmsDeliver.part(cmd, userData);
        boolean isFirst = part == 0 || SmsDeliver.number(cmd, part) == 1;
        if (isFirst && !SmsDeliver.isCommandPacket(cmd, userData) || part != 0 && length > Segments.CELL_SIZE) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        if (part == 0) {
            SecuredPackets.checkLengths(cmd, content, length);
        }
        if (proactive.isBusy()) {
            ISOException.throwIt(Sw.BUSY);
        }
        short address = SmsDeliver.address(tpdu);
        if (part != 0) {
            return receivePart(cmd, address, part, content, length, answer);
        }
        segments.countEnvelope((byte) 0);
        return run(cmd, address, cmd, content, length, answer);
    }

    private short receivePart(byte[] cmd, short address, short part, short content, short length, byte[] answer) {
        segments.countEnvelope(segments.find(cmd, address, part));
        if (SmsDeliver.total(cmd, part) > segments.count()) {
            boolean hasHeader = SmsDeliver.number(cmd, part) == 1 && SecuredPackets.hasHeader(cmd, content, length);
            if (!hasHeader) {
                return 0;
            }
            packets.refuse(cmd, content, PorStatus.NO_MEMORY);
            return answer(cmd, address, out, PorMessages.PACKET, (short) 0, answer);
        }
        byte rank = segments.put(cmd, address, part, content, length);
        if (rank == 0) {
            return 0;
        }
        short packetLength = segments.assemble(rank);
        try {
            SecuredPackets.checkLengths(segments.cells(), (short) 0, packetLength);
            return run(cmd, address, segments.cells(), (short) 0, packetLength, answer);
        } finally {
            segments.drop(rank);
        }
    }

    /** Has a whole packet processed. A PoR by SMS-SUBMIT may be as long as the cells that are free. */
    private short run(byte[] cmd, short address, byte[] p, short off, short length, byte[] answer) {
        byte[] por = out;
        short porOff = PorMessages.PACKET;
        short limit = REPORT_SIZE;
        if (maySubmit(cmd, address)) {
            limit = PorMessages.SINGLE_SIZE;
            if (segments.room() > limit) {
                por = segments.cells();
                porOff = segments.freeUp();
                limit = segments.room();
            }
        }
        short dataLength = packets.execute(p, off, length, por, porOff, limit);
        return answer(cmd, address, por, porOff, dataLength, answer);
    }

    private boolean maySubmit(byte[] cmd, short address) {
        return proactive.canSendSms() && SmsDeliver.canBeAnswered(cmd, address);
    }

    /** Completes the PoR and lets it out as SPI2 asks, or as it can go. Returns the length of the ENVELOPE's answer. */
    private short answer(byte[] cmd, short address, byte[] por, short porOff, short dataLength, byte[] answer) {
        short length = packets.porLength(dataLength);
        short answerLength = 0;
        if (length != 0) {
            boolean fits = length <= REPORT_SIZE;
            boolean bySubmit = maySubmit(cmd, address) && (packets.porBySubmit() || !fits);
            if (bySubmit && !packets.porBySubmit()) {
                answerLength = packets.writeFollows(por, porOff, answer, (short) 0);
            }
            packets.writePor(dataLength, por, porOff);
            if (bySubmit) {
                messages.send(cmd, address, por, porOff, length);
            } else {
                answerLength = length;
                Util.arrayCopyNonAtomic(por, porOff, answer, (short) 0, length);
                Util.arrayFillNonAtomic(por, porOff, length, (byte) 0);
            }
        }
        packets.end();
        return answerLength;
    }

    /** STATUS: what is not whole grows older. */
    void polled() {
        segments.countStatus();
    }
}
