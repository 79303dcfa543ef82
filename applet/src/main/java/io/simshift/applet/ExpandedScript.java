package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Runs scripts in expanded format (TS 102 226 §5.2): C-APDU objects in a command scripting template. The answer is a
 * response scripting template of the same length form: number of executed objects, an R-APDU for each C-APDU, and where the
 * script can't go on for a reason of its own, the object that says so.
 */
final class ExpandedScript extends Script {
    // ---- templates
    private static final byte COMMANDS_DEFINITE = (byte) 0xAA;
    private static final byte COMMANDS_INDEFINITE = (byte) 0xAE;
    private static final byte RESPONSES_DEFINITE = (byte) 0xAB;
    private static final byte RESPONSES_INDEFINITE = (byte) 0xAF;
    private static final byte INDEFINITE_LENGTH = (byte) 0x80;
    private static final short END_OF_CONTENTS_SIZE = 2;

    // ---- objects of a command scripting template
    private static final byte C_APDU = 0x22;
    private static final byte IMMEDIATE_ACTION = (byte) 0x81;
    private static final byte ERROR_ACTION = (byte) 0x82;
    private static final byte SCRIPT_CHAINING = (byte) 0x83;

    // ---- objects of a response scripting template
    private static final byte EXECUTED = (byte) 0x80;
    /** Its tag, before its length. */
    private static final short R_APDU = 0x2300;
    /** Answer to an immediate action: this card can't interrupt a script. */
    private static final short SUSPENSION_ERROR = (short) 0x8101;

    private static final short CHAINING_NOT_SUPPORTED = (short) 0x8302;
    private static final short UNKNOWN_TAG = (short) 0x9001;
    private static final short WRONG_LENGTH = (short) 0x9002;
    private static final short NO_LENGTH = (short) 0x9003;
    private static final short NOTHING = 0;

    private static final short EXECUTED_SIZE = 3;
    /** An object of one byte that ends the answer. */
    private static final short REASON_SIZE = 3;
    /** Tag, length and status word. */
    private static final short R_APDU_MIN_SIZE = 4;
    /** No command of this card has more to say, so the length of an R-APDU stays one byte. */
    private static final short MAX_DATA = 125;

    private static final short HEADER_SIZE = 4;

    private final ScriptCommands commands;

    ExpandedScript(ScriptCommands commands) {
        this.commands = commands;
    }

    /** Whether secured data that begin with this byte are in expanded format; no CLA has these values. */
    static boolean begins(byte first) {
        return first == COMMANDS_DEFINITE || first == COMMANDS_INDEFINITE;
    }

    @Override
    short run(byte[] buf, short off, short end, byte[] out, byte[] por, short outOff, short room) {
        boolean definite = buf[off] == COMMANDS_DEFINITE;
        short content = (short) (outOff + headSize(definite, room));
        short at = (short) (content + EXECUTED_SIZE);
        short limit = (short) ((short) (outOff + room) - REASON_SIZE);
        short reason = checkTemplate(buf, off, end);
        if (!definite) {
            limit -= END_OF_CONTENTS_SIZE;
            end -= END_OF_CONTENTS_SIZE;
        }
        off = reason == NOTHING ? content(buf, off) : end;
        byte executed = 0;
        short sw = Sw.OK;
        while (off < end && ScriptCommands.goesOn(sw) && sw != Sw.DATA_CUT) {
            reason = checkObject(buf, off, end);
            if (reason != NOTHING) {
                break;
            }
            short value = valueOf(buf, (short) (off + 1));
            short next = (short) (value + lengthAt(buf, (short) (off + 1)));
            if (buf[off] == C_APDU) {
                short left = (short) ((short) (limit - at) - R_APDU_MIN_SIZE);
                if (left < 0) {
                    break; // no room to say what came of it: the number of executed objects tells
                }
                if (left > MAX_DATA) {
                    left = MAX_DATA;
                }
                short length = 0;
                sw = Sw.OK;
                try {
                    short le = take(buf, value, (short) (next - value));
                    length = commands.execute(out, left);
                    if (le < length && commands.isCaseFour()) {
                        sw = (short) (Sw.DATA_READY | (short) (length - le));
                        length = le;
                    }
                    if (length > left) {
                        sw = Sw.DATA_CUT;
                        length = left;
                    }
                } catch (ISOException e) {
                    sw = e.getReason();
                    length = !Features.BIP ? 0 : Channel.lengthOf(sw, left);
                }
                at = Util.setShort(por, at, (short) (R_APDU + (short) (length + 2)));
                at = Util.setShort(por, Util.arrayCopyNonAtomic(out, (short) 0, por, at, length), sw);
            }
            executed++;
            off = next;
        }
        commands.end(off == end && reason == NOTHING && ScriptCommands.goesOn(sw));
        if (reason != NOTHING) {
            at = Query.writeByte((byte) (reason >> 8), (byte) reason, por, at);
        }
        Query.writeByte(EXECUTED, executed, por, content);
        return close(definite, por, outOff, content, at);
    }

    // ---------------------------------------------------------------- command scripting template

    /** What is wrong with the template as a whole: it has to end where the script ends. */
    private static short checkTemplate(byte[] buf, short off, short end) {
        short lengthOff = (short) (off + 1);
        if (lengthOff == end) {
            return NO_LENGTH;
        }
        if (buf[off] == COMMANDS_DEFINITE) {
            return checkLength(buf, lengthOff, end) == NOTHING
                            && (short) (valueOf(buf, lengthOff) + lengthAt(buf, lengthOff)) == end
                    ? NOTHING
                    : WRONG_LENGTH;
        }
        boolean ends = (short) (end - off) >= (short) (2 + END_OF_CONTENTS_SIZE)
                && Util.getShort(buf, (short) (end - END_OF_CONTENTS_SIZE)) == 0;
        return ends && buf[lengthOff] == INDEFINITE_LENGTH ? NOTHING : WRONG_LENGTH;
    }

    private static short content(byte[] buf, short off) {
        return buf[off] == COMMANDS_DEFINITE ? valueOf(buf, (short) (off + 1)) : (short) (off + 2);
    }

    /** What is wrong with the object, or why the card does not do what it asks for. */
    private static short checkObject(byte[] buf, short off, short end) {
        byte tag = buf[off];
        short lengthOff = (short) (off + 1);
        if (tag != C_APDU && tag != IMMEDIATE_ACTION && tag != ERROR_ACTION && tag != SCRIPT_CHAINING) {
            return UNKNOWN_TAG;
        }
        if (lengthOff == end) {
            return NO_LENGTH;
        }
        short wrong = checkLength(buf, lengthOff, end);
        if (wrong != NOTHING) {
            return wrong;
        }
        switch (tag) {
            case IMMEDIATE_ACTION:
                return SUSPENSION_ERROR;
            case ERROR_ACTION:
                // without content: no action from here on; this card has no other
                return lengthAt(buf, lengthOff) == 0 ? NOTHING : UNKNOWN_TAG;
            case SCRIPT_CHAINING:
                return CHAINING_NOT_SUPPORTED;
            default:
                return NOTHING;
        }
    }

    /** The length at {@code off} is one byte, 81 and one, or 82 and two, and what it counts ends by {@code end}. */
    private static short checkLength(byte[] buf, short off, short end) {
        byte form = buf[off];
        if (form < 0 && form != (byte) 0x81 && form != (byte) 0x82) {
            return WRONG_LENGTH;
        }
        short value = valueOf(buf, off);
        if (value > end) {
            return NO_LENGTH;
        }
        short length = lengthAt(buf, off);
        return length < 0 || length > (short) (end - value) ? WRONG_LENGTH : NOTHING;
    }

    static short valueOf(byte[] buf, short lengthOff) {
        return (short) (lengthOff + 1 + (buf[lengthOff] < 0 ? (short) (buf[lengthOff] & 0x7F) : 0));
    }

    static short lengthAt(byte[] buf, short off) {
        switch (buf[off]) {
            case (byte) 0x81:
                return (short) (buf[(short) (off + 1)] & 0xFF);
            case (byte) 0x82:
                return Util.getShort(buf, (short) (off + 1));
            default:
                return buf[off];
        }
    }

    // ---------------------------------------------------------------- C-APDU

    /**
     * Takes a C-APDU and makes a header with P3 of it. Returns the number of bytes of response that it asks for: 0 without
     * Le, as many as there are with Le = 00. Throws 6700 if the lengths inside do not fit: none, Le; Lc and data; Lc, data
     * and Le.
     */
    private short take(byte[] buf, short value, short length) {
        short data = (short) ((short) (length - HEADER_SIZE) - 1);
        byte ins = length < HEADER_SIZE ? 0 : buf[(short) (value + ISO7816.OFFSET_INS)];
        short lc = data > 0 ? (short) (buf[(short) (value + ISO7816.OFFSET_LC)] & 0xFF) : 0;
        boolean right = length >= HEADER_SIZE;
        if (data > 0) {
            right = lc != 0 && (data == lc || data == (short) (lc + 1)) && !Instructions.is(ins, Instructions.OUTGOING);
        } else if (data < 0 && right) {
            right = !ScriptFiles.isRead(buf[value], ins);
        }
        if (!right) {
            Sw.wrongLength();
        }
        short le = 0;
        if (data == 0 || data > lc) {
            le = (short) (buf[(short) ((short) (value + length) - 1)] & 0xFF);
            le = le == 0 ? FileCommands.NO_LIMIT : le;
        }
        commands.take(buf, value, (short) (HEADER_SIZE + (data < 0 ? 0 : 1) + lc));
        if (data < 0 || data == 0 && !Instructions.is(ins, Instructions.OUTGOING)) {
            commands.clearP3(); // there are no data: it was not sent, or it was Le
        }
        return le;
    }

    // ---------------------------------------------------------------- response scripting template

    /** Bytes of the template's tag and length, if its content takes all the room. */
    private static short headSize(boolean definite, short room) {
        if (!definite || room <= 0x7F + 2) {
            return 2;
        }
        return (short) (room <= 0xFF + 3 ? 3 : 4);
    }

    /** Writes tag and length before the content, which moves up to them; returns the length of the template. */
    private static short close(boolean definite, byte[] out, short outOff, short content, short end) {
        short length = (short) (end - content);
        short at = outOff;
        out[at++] = definite ? RESPONSES_DEFINITE : RESPONSES_INDEFINITE;
        if (!definite) {
            out[at++] = INDEFINITE_LENGTH;
            return (short) (Util.setShort(out, end, (short) 0) - outOff);
        }
        if (length > 0xFF) {
            out[at++] = (byte) 0x82;
            out[at++] = (byte) (length >> 8);
        } else if (length > 0x7F) {
            out[at++] = (byte) 0x81;
        }
        out[at++] = (byte) length;
        return (short) (Util.arrayCopyNonAtomic(out, content, out, at, length) - outOff);
    }
}
