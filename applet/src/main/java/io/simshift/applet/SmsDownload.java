package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * ENVELOPE (SMS-PP download) (TS 31.111 §7.1): takes a secured packet out of an SMS-DELIVER (TS 23.040 §9.2.2.1) and
 * gives the PoR back, as the ENVELOPE's answer for an SMS-DELIVER-REPORT, or as an SMS-SUBMIT of the card's own.
 */
final class SmsDownload {
    private static final byte TAG_SMS_PP = (byte) 0xD1;
    private static final byte TAG_EVENT = (byte) 0xD6;
    private static final byte TAG_TIMER = (byte) 0xD7;
    private static final byte TAG_TPDU = 0x0B;

    // ---- SMS-DELIVER
    private static final byte MTI = 0x03;
    private static final byte UDHI = 0x40;
    private static final byte TON = 0x70;
    private static final byte ALPHANUMERIC = 0x50;
    private static final short MAX_ADDRESS_DIGITS = 20;
    /** TP-PID, TP-DCS, TP-SCTS. */
    private static final short PID_TO_SCTS_SIZE = 9;

    // ---- user data header
    private static final byte IEI_CONCATENATION_8 = 0x00;
    private static final byte IEI_CONCATENATION_16 = 0x08;
    private static final byte IEI_COMMAND_PACKET = 0x70;

    // ---- SMS-SUBMIT
    private static final byte SUBMIT_WITH_UDH = 0x41;
    private static final byte PID_DATA_DOWNLOAD = 0x7F;
    private static final byte DCS_8_BIT_CLASS_2 = (byte) 0xF6;
    /** First octet, TP-MR, TP-PID, TP-DCS and TP-UDL. */
    private static final short SUBMIT_FIXED_SIZE = 5;

    /** Octets that fit in TP-UD of one message; and in the answer to an ENVELOPE. */
    private static final short SUBMIT_LIMIT = 140;

    private static final short REPORT_LIMIT = 128;
    /** Where the PoR is made: behind the longest SEND SHORT MESSAGE header, D0 81 LL … TP-UDL. */
    static final short PACKET = 34;

    private final byte[] out;
    private final SecuredPackets packets;
    private final Proactive proactive;

    SmsDownload(Transient ram, SecuredPackets packets, Proactive proactive) {
        out = ram.out;
        this.packets = packets;
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
        short address = (short) (tpdu + 1);
        short userData = userData(cmd, tpdu, end);
        short packet = packet(cmd, userData, end);
        short length = (short) (end - packet);
        SecuredPackets.checkLengths(cmd, packet, length);
        if (proactive.isBusy()) {
            ISOException.throwIt(Sw.BUSY);
        }
        boolean bySubmit = (byte) (cmd[(short) (packet + SecuredPackets.SPI2)] & PacketSecurity.SUBMIT) != 0
                && proactive.canSendSms()
                && canBeAnswered(cmd, address);
        short limit = bySubmit ? SUBMIT_LIMIT : REPORT_LIMIT;
        short written = packets.process(cmd, packet, length, out, PACKET, limit);
        if (written == 0) {
            return 0;
        }
        if (bySubmit) {
            submit(cmd, address, written);
            return 0;
        }
        Util.arrayCopyNonAtomic(out, PACKET, answer, (short) 0, written);
        return written;
    }

    /** Offset of TP-UD; throws 6A80 if this is no whole SMS-DELIVER with a user data header. */
    private static short userData(byte[] cmd, short tpdu, short end) {
        short address = (short) (tpdu + 1);
        if ((short) (end - tpdu) < 2
                || (byte) (cmd[tpdu] & MTI) != 0
                || (byte) (cmd[tpdu] & UDHI) == 0
                || (short) (cmd[address] & 0xFF) > MAX_ADDRESS_DIGITS) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        short udl = (short) (address + addressSize(cmd, address) + PID_TO_SCTS_SIZE);
        if (udl >= end || (short) (cmd[udl] & 0xFF) != (short) (end - udl - 1)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        return (short) (udl + 1);
    }

    /** Offset behind the user data header, which must say that a command packet follows (TS 31.115 §4.1). */
    private static short packet(byte[] cmd, short userData, short end) {
        if (userData >= end) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        short off = (short) (userData + 1);
        short headerEnd = (short) (off + (short) (cmd[userData] & 0xFF));
        boolean isCommand = false;
        while (off < headerEnd && headerEnd <= end) {
            short content = (short) (off + 2);
            short next = headerEnd;
            if (content <= headerEnd) {
                next = (short) (content + (short) (cmd[(short) (off + 1)] & 0xFF));
            }
            if (content > headerEnd || next > headerEnd || isPartOfMany(cmd, off)) {
                ISOException.throwIt(Sw.WRONG_DATA);
            }
            isCommand |= cmd[off] == IEI_COMMAND_PACKET;
            off = next;
        }
        if (!isCommand) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        return headerEnd;
    }

    /** Whether an information element says that the message is one of several; the card takes single ones. */
    private static boolean isPartOfMany(byte[] cmd, short element) {
        short length = (short) (cmd[(short) (element + 1)] & 0xFF);
        if (cmd[element] == IEI_CONCATENATION_8) {
            return length != 3 || cmd[(short) (element + 3)] != 1;
        }
        if (cmd[element] == IEI_CONCATENATION_16) {
            return length != 4 || cmd[(short) (element + 4)] != 1;
        }
        return false;
    }

    /** Address length, type of address and digits, in bytes. */
    private static short addressSize(byte[] cmd, short address) {
        short digits = (short) (cmd[address] & 0xFF);
        return (short) (2 + (short) ((short) (digits + 1) >> 1));
    }

    private static boolean canBeAnswered(byte[] cmd, short address) {
        return cmd[address] != 0 && (byte) (cmd[(short) (address + 1)] & TON) != ALPHANUMERIC;
    }

    /** Makes an SMS-SUBMIT (TS 23.040 §9.2.2.2) to the sender of the command, TP-DA as TP-OA, of the PoR. */
    private void submit(byte[] cmd, short address, short packetLength) {
        short addressSize = addressSize(cmd, address);
        short at = proactive.beginSms((short) (SUBMIT_FIXED_SIZE + addressSize + packetLength));
        out[at++] = SUBMIT_WITH_UDH;
        out[at++] = 0; // TP-MR, set by the terminal
        at = Util.arrayCopyNonAtomic(cmd, address, out, at, addressSize);
        out[at++] = PID_DATA_DOWNLOAD;
        out[at++] = DCS_8_BIT_CLASS_2;
        out[at++] = (byte) packetLength;
        proactive.wantSms(Util.arrayCopyNonAtomic(out, PACKET, out, at, packetLength));
    }
}
