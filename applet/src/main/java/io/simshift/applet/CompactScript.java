package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Runs scripts in compact format (TS 102 226 §5.1): C-APDUs back to back, each with its P3. The answer is the number of
 * commands executed ‖ the last status word ‖ the data of the last command.
 */
final class CompactScript {
    private static final short HEADER_SIZE = 5;
    private static final short ANSWER_HEAD_SIZE = 3;
    private static final short GET_RESPONSE = 0x00C0;

    private final ScriptCommands commands;

    CompactScript(ScriptCommands commands) {
        this.commands = commands;
    }

    /** Runs the script between two offsets, with at most {@code room} bytes for its answer; returns the answer's length. */
    short run(byte[] buf, short off, short end, byte[] out, short outOff, short room) {
        short dataOff = (short) (outOff + ANSWER_HEAD_SIZE);
        short dataRoom = (short) (room - ANSWER_HEAD_SIZE);
        short sw = Sw.OK;
        short length = 0;
        short ready = 0; // response data of the last command, which GET RESPONSE may fetch
        byte executed = 0;
        while (off < end && ScriptCommands.goesOn(sw)) {
            executed++;
            sw = Sw.OK;
            length = 0;
            short next = next(buf, off, end);
            try {
                if (next == 0) {
                    ISOException.throwIt(Sw.WRONG_LENGTH);
                }
                if (Util.getShort(buf, off) == GET_RESPONSE) {
                    checkGetResponse(buf, off, ready);
                    length = ready; // it stands where it was written
                } else {
                    length = commands.execute(buf, off, out, dataOff, dataRoom);
                }
                ready = 0;
                if (length != 0 && ScriptFiles.isCaseFour(buf[off], buf[(short) (off + ISO7816.OFFSET_INS)])) {
                    sw = (short) (Sw.DATA_READY | length);
                    ready = length;
                    length = 0;
                } else if (length > dataRoom) {
                    sw = Sw.DATA_CUT;
                    length = dataRoom;
                }
            } catch (ISOException e) {
                sw = e.getReason();
                length = 0;
            }
            off = next;
        }
        commands.end(ScriptCommands.goesOn(sw));
        out[outOff] = executed;
        Util.setShort(out, (short) (outOff + 1), sw);
        return (short) (ANSWER_HEAD_SIZE + length);
    }

    /** Offset of the command after this one, 0 if this one is not whole. */
    private static short next(byte[] buf, short off, short end) {
        short data = (short) (off + HEADER_SIZE);
        if (data > end) {
            return 0;
        }
        if (ScriptCommands.isOutgoing(buf[(short) (off + ISO7816.OFFSET_INS)])) {
            return data;
        }
        short next = (short) (data + FileCommands.p3(buf, off));
        return next > end ? 0 : next;
    }

    private static void checkGetResponse(byte[] buf, short off, short ready) {
        short wanted = FileCommands.p3(buf, off);
        if (Util.getShort(buf, (short) (off + ISO7816.OFFSET_P1)) != 0) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        if (ready == 0) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        if (wanted != 0 && wanted != ready) {
            ISOException.throwIt((short) (Sw.WRONG_LE | ready));
        }
    }
}
