package io.simshift.applet;

import javacard.framework.JCSystem;
import javacard.framework.SystemException;
import javacard.framework.Util;

/**
 * The one owner of the applet's working memory. All that is transient is CLEAR_ON_RESET: a SELECT by AID deselects the
 * applet for a moment and must not lose a waiting proactive command. How much there is is found out at install: a small
 * card takes shorter commands, no concatenated messages, and makes the PoR in persistent memory.
 */
final class Transient {
    // ---- state: small variables that live until the next reset
    /** 1 byte: 00 until the activation after a reset was seen. */
    static final short AWAKE = 0;
    /** 5 bytes: what the terminal has selected, see {@link FileContext}. */
    static final short TERMINAL_CONTEXT = AWAKE + 1;
    /** 5 bytes: what the running script has selected. */
    static final short SCRIPT_CONTEXT = TERMINAL_CONTEXT + FileContext.SIZE;
    /** 7 bytes: the terminal's abilities and the proactive session, see {@link Proactive}. */
    static final short PROACTIVE = SCRIPT_CONTEXT + FileContext.SIZE;
    /** 1 byte: whether this is the card's device, see {@link Pairing}. */
    static final short DEVICE = PROACTIVE + Proactive.SIZE;

    /** 1 byte: what is being reported, and when next, see {@link PorMessages}. */
    static final short REPORT = DEVICE + 1;

    // ---- scratch of one command, cleared when the command ends
    static final short SCRATCH = REPORT + 1;
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

    /** 8 bytes: how the packet in hand is secured, see {@link PacketSecurity}. */
    static final short PACKET = WORK + 8;
    /** 1 byte: the keyset that the running script came under. */
    static final short SCRIPT_KEYSET = PACKET + PacketSecurity.SIZE;
    /** 1 byte: the row of its TAR, see {@link TarTable}. */
    static final short SCRIPT_TAR = SCRIPT_KEYSET + 1;
    /** 1 byte: whether its SWITCH wants a REFRESH. */
    static final short SCRIPT_REFRESH = SCRIPT_TAR + 1;

    static final short STATE_SIZE = SCRIPT_REFRESH + 1;
    private static final short SCRATCH_SIZE = STATE_SIZE - SCRATCH;

    /** Header of 5 bytes and up to 255 bytes of data: the command as it came in. */
    static final short MESSAGE_SIZE = 260;
    /** On a small card: an ENVELOPE with 140 octets of user data and the longest addresses. */
    static final short SMALL_MESSAGE_SIZE = 191;
    /** A PoR at {@link PorMessages#PACKET}, then the SEND SHORT MESSAGE made of it. */
    static final short OUT_SIZE = 176;
    /** Where the TLV objects of the running command begin in the message, see {@link Tlv}. */
    static final short FIELDS = 12;

    final byte[] state;
    final byte[] message;
    /** Never holds keys or what came ciphered: on a small card it is in persistent memory. */
    final byte[] out;
    /** {@link #cellCount} cells of {@link Segments} with their notes, then those of {@link PorMessages}; null without. */
    final byte[] cells;

    final byte cellCount;
    /** State of {@link Channel}; null without. */
    final byte[] session;

    final short[] fields;

    /**
     * {@code wantedCells}: tag 81 of the install parameters; as many as there is memory for if it is {@link
     * InstallParameters#CELLS_BY_MEMORY}. Throws SystemException if the card has not even the memory for single messages, or
     * not for the cells that were asked for.
     */
    Transient(byte wantedCells) {
        state = JCSystem.makeTransientByteArray(STATE_SIZE, JCSystem.CLEAR_ON_RESET);
        fields = JCSystem.makeTransientShortArray(FIELDS, JCSystem.CLEAR_ON_RESET);
        byte[] whole = tryTransient(MESSAGE_SIZE);
        message = whole == null ? JCSystem.makeTransientByteArray(SMALL_MESSAGE_SIZE, JCSystem.CLEAR_ON_RESET) : whole;
        byte[] volatileOut = tryTransient(OUT_SIZE);
        out = volatileOut == null ? new byte[OUT_SIZE] : volatileOut;
        if (wantedCells == InstallParameters.CELLS_BY_MEMORY) {
            byte[] usual = tryTransient(cellsSize(Segments.USUAL_CELLS));
            cells = usual == null ? tryTransient(cellsSize(Segments.MIN_CELLS)) : usual;
            cellCount = cells == null ? 0 : usual == null ? Segments.MIN_CELLS : Segments.USUAL_CELLS;
        } else {
            cells = wantedCells == 0
                    ? null
                    : JCSystem.makeTransientByteArray(cellsSize(wantedCells), JCSystem.CLEAR_ON_RESET);
            cellCount = wantedCells;
        }
        session = Features.BIP && cells != null ? tryTransient(Channel.SIZE) : null;
    }

    private static short cellsSize(byte count) {
        return (short) ((short) (count * Segments.SIZE) + PorMessages.NOTE_SIZE);
    }

    /** An array if the card has the memory for it, else null: the caller makes do with less. */
    private static byte[] tryTransient(short size) {
        if (JCSystem.getAvailableMemory(JCSystem.MEMORY_TYPE_TRANSIENT_RESET) < size) {
            return null;
        }
        try {
            return JCSystem.makeTransientByteArray(size, JCSystem.CLEAR_ON_RESET);
        } catch (SystemException e) {
            return null; // the card has told of memory that it does not give in one piece
        }
    }

    /** Copies; not atomic where it copies to persistent memory. */
    static void copy(byte[] from, short fromOff, byte[] to, short toOff, short length) {
        Util.arrayCopyNonAtomic(from, fromOff, to, toOff, length);
    }

    /** Copies all of an array; returns the offset behind it. Not atomic where it copies to persistent memory. */
    static short append(byte[] from, byte[] to, short toOff) {
        return Util.arrayCopyNonAtomic(from, (short) 0, to, toOff, (short) from.length);
    }

    /** Fills with zeros; not atomic. */
    static void wipe(byte[] buf, short off, short length) {
        Util.arrayFillNonAtomic(buf, off, length, (byte) 0);
    }

    /** Forgets what a command left behind: keys, RES, deciphered data. */
    void wipeCommand() {
        wipe(state, SCRATCH, SCRATCH_SIZE);
        wipe(message, (short) 0, (short) message.length);
    }
}
