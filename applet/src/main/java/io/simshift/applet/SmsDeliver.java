package io.simshift.applet;

/** Finds its way in an SMS-DELIVER (TS 23.040 §9.2.2.1) that carries a secured packet, or a part of one (TS 31.115 §4). */
final class SmsDeliver {
    // ---- first octet and address
    private static final byte MTI = 0x03;
    private static final byte UDHI = 0x40;
    private static final byte TON = 0x70;
    private static final byte ALPHANUMERIC = 0x50;
    private static final short MAX_ADDRESS_DIGITS = 20;
    /** Length, type and digits of the longest address. */
    static final short MAX_ADDRESS_SIZE = 12;
    /** TP-PID, TP-DCS, TP-SCTS. */
    private static final short PID_TO_SCTS_SIZE = 9;

    // ---- information elements of the user data header
    private static final byte CONCATENATION_8 = 0x00;
    private static final byte CONCATENATION_16 = 0x08;
    private static final byte COMMAND_PACKET = 0x70;
    private static final short ELEMENT_HEAD_SIZE = 2;

    private SmsDeliver() {}

    /** Offset of TP-OA. */
    static short address(short tpdu) {
        return (short) (tpdu + 1);
    }

    /** Address length, type of address and digits, in bytes. */
    static short addressSize(byte[] cmd, short address) {
        short digits = (short) (cmd[address] & 0xFF);
        return (short) (2 + (short) ((short) (digits + 1) >> 1));
    }

    static boolean canBeAnswered(byte[] cmd, short address) {
        byte digits = cmd[address];
        return digits > 0 && digits <= MAX_ADDRESS_DIGITS && (cmd[(short) (address + 1)] & TON) != ALPHANUMERIC;
    }

    /** Offset of TP-UD; throws 6A80 if this is no whole SMS-DELIVER with a user data header. */
    static short userData(byte[] cmd, short tpdu, short end) {
        short address = address(tpdu);
        if ((short) (end - tpdu) < 2
                || (cmd[tpdu] & MTI) != 0
                || (cmd[tpdu] & UDHI) == 0
                || (short) (cmd[address] & 0xFF) > MAX_ADDRESS_DIGITS) {
            Sw.wrongData();
        }
        short udl = (short) (address + addressSize(cmd, address) + PID_TO_SCTS_SIZE);
        if (udl >= end || (short) (cmd[udl] & 0xFF) != (short) (end - udl - 1) || udl == (short) (end - 1)) {
            Sw.wrongData();
        }
        return (short) (udl + 1);
    }

    /** Offset behind the user data header. */
    static short content(byte[] cmd, short userData) {
        return (short) (userData + 1 + (short) (cmd[userData] & 0xFF));
    }

    private static short next(byte[] cmd, short element) {
        return (short) (element + ELEMENT_HEAD_SIZE + (short) (cmd[(short) (element + 1)] & 0xFF));
    }

    /**
     * Offset of the element that says which part of a message this is, 0 if it is a whole one. Of several the last
     * counts; one that names a part that cannot be is none (TS 23.040 §9.2.3.24, §9.2.3.24.1). Throws 6A80 for a header that is
     * not whole, or where no command packet begins in a message that is whole or the first part of one.
     */
    static short part(byte[] cmd, short userData, short end) {
        short headerEnd = content(cmd, userData);
        boolean right = headerEnd <= end;
        boolean begins = false;
        short part = 0;
        short at = (short) (userData + 1);
        while (right && at < headerEnd) {
            right = (short) (at + 1) < headerEnd && next(cmd, at) <= headerEnd;
            if (right && (cmd[at] == CONCATENATION_8 || cmd[at] == CONCATENATION_16)) {
                right = cmd[(short) (at + 1)] == (isWide(cmd, at) ? 4 : 3);
                if (number(cmd, at) != 0 && number(cmd, at) <= total(cmd, at)) {
                    part = at;
                }
            }
            if (right) {
                begins |= cmd[at] == COMMAND_PACKET;
                at = next(cmd, at);
            }
        }
        if (part != 0 && total(cmd, part) == 1) {
            part = 0;
        }
        if (!right || !begins && (part == 0 || number(cmd, part) == 1)) {
            Sw.wrongData();
        }
        return part;
    }

    static boolean isWide(byte[] cmd, short part) {
        return cmd[part] == CONCATENATION_16;
    }

    /** Offset of the reference: one byte, two if it is wide. */
    static short reference(short part) {
        return (short) (part + ELEMENT_HEAD_SIZE);
    }

    static short total(byte[] cmd, short part) {
        return (short) (cmd[(short) (next(cmd, part) - 2)] & 0xFF);
    }

    static short number(byte[] cmd, short part) {
        return (short) (cmd[(short) (next(cmd, part) - 1)] & 0xFF);
    }
}
