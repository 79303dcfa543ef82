package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * The proactive session (TS 102 223, TS 102 221 §7.4.2): at most one SEND SHORT MESSAGE at a time, which carries a PoR or
 * a part of it, and after the last one at most one REFRESH. All of it ends with a reset.
 */
final class Proactive {
    // ---- five bytes of transient state
    private static final short PROFILE = Transient.PROACTIVE;
    private static final short WAITING = PROFILE + 1;
    private static final short OUTSTANDING = PROFILE + 2;
    private static final short RETRIES = PROFILE + 3;
    private static final short SMS_LENGTH = PROFILE + 4;
    static final short SIZE = 5;

    // ---- TERMINAL PROFILE: byte 3 bit 8 REFRESH, byte 4 bit 2 SEND SHORT MESSAGE
    private static final byte CAN_REFRESH = 0x01;
    private static final byte CAN_SEND_SMS = 0x02;
    private static final short REFRESH_BYTE = 2;
    private static final byte REFRESH_BIT = (byte) 0x80;
    private static final short SEND_SMS_BYTE = 3;
    private static final byte SEND_SMS_BIT = 0x02;

    private static final byte SMS_WAITS = 0x01;
    private static final byte REFRESH_WAITS = 0x02;
    private static final byte UNTIL_STATUS = 0x04;

    // ---- what a TERMINAL RESPONSE has ended
    /** Nothing: it is tried again later. */
    static final byte NOT_DONE = 0;

    static final byte SMS_SENT = 1;
    /** A REFRESH, or a message that cannot be sent. */
    static final byte DONE = 2;

    private static final byte TYPE_REFRESH = 0x01;
    private static final byte TYPE_SEND_SMS = 0x13;
    private static final byte MAX_RETRIES = 3;

    private static final byte TAG_DETAILS = 0x01;
    private static final byte TAG_RESULT = 0x03;
    private static final byte CLASS_PERFORMED = 0x00;
    private static final byte CLASS_TRY_LATER = 0x20;

    /** REFRESH, UICC reset (TS 102 223 §6.6.13). */
    private static final byte[] REFRESH = {
        (byte) 0xD0, // proactive command
        0x09,
        (byte) 0x81, // command details
        0x03,
        0x01, // number
        TYPE_REFRESH,
        0x04, // qualifier: UICC reset
        (byte) 0x82, // device identities
        0x02,
        (byte) 0x81, // from the UICC
        (byte) 0x82, // to the terminal
    };
    /** SEND SHORT MESSAGE up to its SMS TPDU. */
    private static final byte[] SEND_SMS = {
        (byte) 0x81, // command details
        0x03,
        0x01, // number
        TYPE_SEND_SMS,
        0x00, // qualifier: no packing by the terminal
        (byte) 0x82, // device identities
        0x02,
        (byte) 0x81, // from the UICC
        (byte) 0x83, // to the network
        (byte) 0x85, // alpha identifier
        0x00, // empty: nothing to show to the user
    };

    private final byte[] state;
    private final byte[] sms;

    Proactive(Transient ram) {
        state = ram.state;
        sms = ram.out;
    }

    void terminalProfile(byte[] cmd) {
        short length = FileCommands.p3(cmd, (short) 0);
        byte profile = 0;
        if (length > REFRESH_BYTE && (byte) (cmd[ISO7816.OFFSET_CDATA + REFRESH_BYTE] & REFRESH_BIT) != 0) {
            profile |= CAN_REFRESH;
        }
        if (length > SEND_SMS_BYTE && (byte) (cmd[ISO7816.OFFSET_CDATA + SEND_SMS_BYTE] & SEND_SMS_BIT) != 0) {
            profile |= CAN_SEND_SMS;
        }
        state[PROFILE] = profile;
    }

    boolean canSendSms() {
        return (byte) (state[PROFILE] & CAN_SEND_SMS) != 0;
    }

    /** Whether a message still waits for the terminal, or the terminal is at work: no other packet can be taken. */
    boolean isBusy() {
        return state[OUTSTANDING] != 0 || (byte) (state[WAITING] & SMS_WAITS) != 0;
    }

    void wantRefresh() {
        if ((byte) (state[PROFILE] & CAN_REFRESH) != 0) {
            state[WAITING] |= REFRESH_WAITS;
        }
    }

    void dropRefresh() {
        state[WAITING] &= ~REFRESH_WAITS;
    }

    /** Writes SEND SHORT MESSAGE up to the value of its SMS TPDU into the PoR buffer; returns the next offset. */
    short beginSms(short tpduLength) {
        short content = (short) (SEND_SMS.length + 1 + lengthSize(tpduLength) + tpduLength);
        sms[0] = (byte) 0xD0;
        short at = writeLength(content, (short) 1);
        at = Util.arrayCopyNonAtomic(SEND_SMS, (short) 0, sms, at, (short) SEND_SMS.length);
        sms[at++] = (byte) 0x8B;
        return writeLength(tpduLength, at);
    }

    /** The SEND SHORT MESSAGE in the PoR buffer is complete and waits. */
    void wantSms(short length) {
        state[SMS_LENGTH] = (byte) length;
        state[WAITING] |= SMS_WAITS;
        state[RETRIES] = 0;
    }

    /** Offset of the SMS TPDU of the SEND SHORT MESSAGE in the PoR buffer. */
    short tpdu() {
        short details = (short) (1 + (sms[1] == (byte) 0x81 ? 2 : 1));
        short head = (short) (details + SEND_SMS.length + 1);
        return (short) (head + (sms[head] == (byte) 0x81 ? 2 : 1));
    }

    private static short lengthSize(short length) {
        return (short) (length > 0x7F ? 2 : 1);
    }

    private short writeLength(short length, short at) {
        if (length > 0x7F) {
            sms[at++] = (byte) 0x81;
        }
        sms[at++] = (byte) length;
        return at;
    }

    // ---------------------------------------------------------------- the session

    /** 9000, or 91XX with the length of what can be fetched. */
    short statusWord() {
        short length = announced();
        return length == 0 ? Sw.OK : (short) (Sw.PROACTIVE_WAITS | length);
    }

    private short announced() {
        byte waiting = state[WAITING];
        if (state[OUTSTANDING] != 0 || (byte) (waiting & UNTIL_STATUS) != 0) {
            return 0;
        }
        if ((byte) (waiting & SMS_WAITS) != 0) {
            return (short) (state[SMS_LENGTH] & 0xFF);
        }
        return (byte) (waiting & REFRESH_WAITS) != 0 ? (short) REFRESH.length : 0;
    }

    /** STATUS: what could not be done is tried again. */
    void polled() {
        state[WAITING] &= ~UNTIL_STATUS;
    }

    /** FETCH: hands the command to the terminal; returns its length, and {@link #fetched} the command. */
    short fetch(byte[] cmd) {
        short length = announced();
        short wanted = FileCommands.p3(cmd, (short) 0);
        if (length == 0) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        if (wanted != 0 && wanted != length) {
            ISOException.throwIt((short) (Sw.WRONG_LE | length));
        }
        state[OUTSTANDING] = (byte) (state[WAITING] & SMS_WAITS) != 0 ? TYPE_SEND_SMS : TYPE_REFRESH;
        return length;
    }

    byte[] fetched() {
        return state[OUTSTANDING] == TYPE_SEND_SMS ? sms : REFRESH;
    }

    /** Returns what has ended by it: {@link #NOT_DONE}, {@link #SMS_SENT} or {@link #DONE}. */
    byte terminalResponse(byte[] cmd) {
        if (state[OUTSTANDING] == 0) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        byte resultClass = (byte) (result(cmd) & 0xF0);
        boolean wasSms = state[OUTSTANDING] == TYPE_SEND_SMS;
        state[OUTSTANDING] = 0;
        if (resultClass == CLASS_TRY_LATER && state[RETRIES] < MAX_RETRIES) {
            state[RETRIES]++;
            state[WAITING] |= UNTIL_STATUS;
            return NOT_DONE;
        }
        state[WAITING] &= wasSms ? ~SMS_WAITS : ~REFRESH_WAITS;
        state[RETRIES] = 0;
        return wasSms && resultClass == CLASS_PERFORMED ? SMS_SENT : DONE;
    }

    /** The general result; throws 6A80 if the response is not one to the command that is outstanding. */
    private byte result(byte[] cmd) {
        short off = ISO7816.OFFSET_CDATA;
        short end = (short) (off + FileCommands.p3(cmd, (short) 0));
        short details = 0;
        short result = 0;
        while (off < end) {
            short value = Tlv.valueOf(cmd, off, end);
            byte tag = (byte) (cmd[off] & 0x7F);
            short length = Tlv.length(cmd, value);
            if (tag == TAG_DETAILS && length == 3) {
                details = value;
            } else if (tag == TAG_RESULT && length != 0) {
                result = value;
            }
            off = (short) (value + length);
        }
        if (details == 0 || result == 0 || cmd[(short) (details + 1)] != state[OUTSTANDING]) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        return cmd[result];
    }
}
