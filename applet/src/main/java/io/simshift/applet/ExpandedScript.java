package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Runs scripts in expanded format (TS 102 226 §5.2): C-APDU objects in a command scripting template. The answer is a
 * response scripting template of the same length form: number of executed objects, an R-APDU for each C-APDU, and where the
 * script can't go on for a reason of its own, the object that says so.
 */
final class ExpandedScript {
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
    private static final byte R_APDU = 0x23;
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

    /** Runs the script between two offsets, with at most {@code room} bytes for its answer; returns the answer's length. */
    short run(byte[] buf, short off, short end, byte[] out, short outOff, short room) {
        boolean definite = buf[off] == COMMANDS_DEFINITE;
        short head = headSize(definite, room);
        short first = (short) (outOff + head + EXECUTED_SIZE);
        short limit = (short) ((short) (outOff + room) - REASON_SIZE);
        if (!definite) {
            limit -= END_OF_CONTENTS_SIZE;
        }
        short reason = checkTemplate(buf, off, end);
        short at = first;
        byte executed = 0;
        short stop = definite ? end : (short) (end - END_OF_CONTENTS_SIZE);
        short next = reason == NOTHING ? content(buf, off) : stop;
        short sw = Sw.OK;
        while (next < stop && mayGoOn(sw) && reason == NOTHING) {
            reason = checkObject(buf, next, stop);
            if (reason == NOTHING) {
                short value = valueOf(buf, (short) (next + 1));
                short length = lengthAt(buf, (short) (next + 1));
                if (buf[next] == C_APDU) {
                    if ((short) (limit - at) < R_APDU_MIN_SIZE) {
                        break; // no room to say what came of it: the number of executed objects tells
                    }
                    at = execute(buf, value, length, out, at, limit);
                    sw = Util.getShort(out, (short) (at - 2));
                }
                executed++;
                next = (short) (value + length);
            }
        }
        commands.end(next == stop && reason == NOTHING && ScriptCommands.goesOn(sw));
        if (reason != NOTHING) {
            out[at++] = (byte) (reason >> 8);
            out[at++] = 1;
            out[at++] = (byte) reason;
        }
        short executedAt = (short) (first - EXECUTED_SIZE);
        out[executedAt] = EXECUTED;
        out[(short) (executedAt + 1)] = 1;
        out[(short) (executedAt + 2)] = executed;
        return close(definite, out, outOff, executedAt, at);
    }

    private static boolean mayGoOn(short sw) {
        return ScriptCommands.goesOn(sw) && sw != Sw.DATA_CUT;
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

    private static short valueOf(byte[] buf, short lengthOff) {
        return (short) (lengthOff + 1 + (buf[lengthOff] < 0 ? (short) (buf[lengthOff] & 0x7F) : 0));
    }

    private static short lengthAt(byte[] buf, short off) {
        switch (buf[off]) {
            case (byte) 0x81:
                return (short) (buf[(short) (off + 1)] & 0xFF);
            case (byte) 0x82:
                return Util.getShort(buf, (short) (off + 1));
            default:
                return buf[off];
        }
    }

    // ---------------------------------------------------------------- C-APDU and R-APDU

    /** Executes a C-APDU and writes its R-APDU at {@code at}; returns the offset after it. */
    private short execute(byte[] buf, short value, short length, byte[] out, short at, short limit) {
        short room = (short) ((short) (limit - at) - R_APDU_MIN_SIZE);
        if (room > MAX_DATA) {
            room = MAX_DATA;
        }
        short dataOff = (short) (at + 2);
        short written = 0;
        short sw = Sw.OK;
        try {
            checkApdu(buf, value, length);
            short le = le(buf, value, length);
            short command = normalise(buf, value, length);
            written = commands.execute(buf, command, out, dataOff, room);
            if (ScriptFiles.isCaseFour(buf[command], buf[(short) (command + ISO7816.OFFSET_INS)]) && le < written) {
                sw = (short) (Sw.DATA_READY | (short) (written - le));
                written = le;
            }
            if (written > room) {
                written = room;
                sw = Sw.DATA_CUT;
            }
        } catch (ISOException e) {
            sw = e.getReason();
            written = 0;
        }
        out[at] = R_APDU;
        out[(short) (at + 1)] = (byte) (written + 2);
        return Util.setShort(out, (short) (dataOff + written), sw);
    }

    /** The lengths inside a C-APDU: none, Le; Lc and data; Lc, data and Le. Throws 6700. */
    private static void checkApdu(byte[] buf, short value, short length) {
        boolean right = length >= HEADER_SIZE;
        if (right) {
            byte ins = buf[(short) (value + ISO7816.OFFSET_INS)];
            short data = (short) ((short) (length - HEADER_SIZE) - 1);
            if (data > 0) {
                short lc = FileCommands.p3(buf, value);
                right = lc != 0 && (data == lc || data == (short) (lc + 1)) && !ScriptCommands.isOutgoing(ins);
            } else if (data < 0) {
                right = !ScriptFiles.isRead(buf[value], ins);
            }
        }
        if (!right) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
    }

    /** Number of bytes of response that the C-APDU asks for: 0 without Le, as many as there are with Le = 00. */
    private static short le(byte[] buf, short value, short length) {
        boolean has = length > HEADER_SIZE
                && (length == (short) (HEADER_SIZE + 1)
                        || length == (short) (FileCommands.p3(buf, value) + HEADER_SIZE + 2));
        if (!has) {
            return 0;
        }
        short le = (short) (buf[(short) ((short) (value + length) - 1)] & 0xFF);
        return le == 0 ? FileCommands.NO_LIMIT : le;
    }

    /** Makes a header with P3 of a C-APDU of case 1 or 2, in place; returns where it begins. */
    private static short normalise(byte[] buf, short value, short length) {
        if (length == HEADER_SIZE) {
            // there is no P3: the header moves over the last byte of the object's length
            short moved = (short) (value - 1);
            Util.arrayCopyNonAtomic(buf, value, buf, moved, HEADER_SIZE);
            buf[(short) (moved + ISO7816.OFFSET_LC)] = 0;
            return moved;
        }
        boolean outgoing = ScriptCommands.isOutgoing(buf[(short) (value + ISO7816.OFFSET_INS)]);
        if (length == (short) (HEADER_SIZE + 1) && !outgoing) {
            buf[(short) (value + ISO7816.OFFSET_LC)] = 0; // it was Le, and there are no data
        }
        return value;
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
