package io.simshift.applet;

import javacard.framework.JCSystem;
import javacard.framework.Util;

/**
 * The one owner of the applet's transient memory. All of it is CLEAR_ON_RESET: a SELECT by AID deselects the applet for
 * a moment and must not lose a waiting proactive command.
 */
final class Transient {
    // ---- state: small variables that live until the next reset
    /** 1 byte: 00 until the activation after a reset was seen. */
    static final short AWAKE = 0;
    /** 5 bytes: what the terminal has selected, see {@link FileContext}. */
    static final short TERMINAL_CONTEXT = AWAKE + 1;
    /** 5 bytes: what the running script has selected. */
    static final short SCRIPT_CONTEXT = TERMINAL_CONTEXT + FileContext.SIZE;
    /** 5 bytes: the terminal's abilities and the proactive session, see {@link Proactive}. */
    static final short PROACTIVE = SCRIPT_CONTEXT + FileContext.SIZE;

    // ---- scratch of one command, cleared when the command ends
    static final short SCRATCH = PROACTIVE + Proactive.SIZE;
    /** 16 bytes: the block that a cipher works on. */
    static final short BLOCK = SCRATCH;
    /** 16 bytes: subkey of CMAC; TEMP of Milenage. */
    static final short TEMP = BLOCK + 16;
    /** 8 bytes: check value received; RES of Milenage. With {@link #SQN} 12 bytes of check values of STORE SLOT. */
    static final short CHECK = TEMP + 16;
    /** 6 bytes: SQN received. */
    static final short SQN = CHECK + 8;
    /** 8 bytes: a difference of SQNs; AMF or IN1 of Milenage. */
    static final short WORK = SQN + 6;

    /** 44 bytes in the place of those above: a short answer that is still to be cut to what fits. */
    static final short REPLY = BLOCK;
    /** 7 bytes: how the packet in hand is secured, see {@link PacketSecurity}. */
    static final short PACKET = WORK + 8;
    /** 1 byte: the keyset that the running script came under. */
    static final short SCRIPT_KEYSET = PACKET + PacketSecurity.SIZE;
    /** 1 byte: the row of its TAR, see {@link TarTable}. */
    static final short SCRIPT_TAR = SCRIPT_KEYSET + 1;
    /** 1 byte: the access conditions that count as fulfilled for it. */
    static final short SCRIPT_ACCESS = SCRIPT_TAR + 1;

    static final short STATE_SIZE = SCRIPT_ACCESS + 1;
    private static final short SCRATCH_SIZE = STATE_SIZE - SCRATCH;

    /** Header of 5 bytes and up to 255 bytes of data: the command as it came in. */
    static final short MESSAGE_SIZE = 260;
    /** A response packet at {@link SmsDownload#PACKET}, then the SEND SHORT MESSAGE made of it. */
    static final short OUT_SIZE = 176;
    /** Where the TLV objects of the running command begin in the message, see {@link Tlv}. */
    static final short FIELDS = 11;

    final byte[] state;
    final byte[] message;
    final byte[] out;
    final short[] fields;

    Transient() {
        state = JCSystem.makeTransientByteArray(STATE_SIZE, JCSystem.CLEAR_ON_RESET);
        message = JCSystem.makeTransientByteArray(MESSAGE_SIZE, JCSystem.CLEAR_ON_RESET);
        out = JCSystem.makeTransientByteArray(OUT_SIZE, JCSystem.CLEAR_ON_RESET);
        fields = JCSystem.makeTransientShortArray(FIELDS, JCSystem.CLEAR_ON_RESET);
    }

    /** Forgets what a command left behind: keys, RES, deciphered data. */
    void wipeCommand() {
        Util.arrayFillNonAtomic(state, SCRATCH, SCRATCH_SIZE, (byte) 0);
        Util.arrayFillNonAtomic(message, (short) 0, MESSAGE_SIZE, (byte) 0);
    }
}
