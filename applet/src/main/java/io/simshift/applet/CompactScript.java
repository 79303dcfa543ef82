package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Runs scripts in compact format (TS 102 226 §5.1): C-APDUs back to back, each with its P3. The answer is the number of
 * commands executed ‖ the last status word ‖ the data of the last command.
 */
final class CompactScript extends Script {
    private static final short HEADER_SIZE = 5;
    private static final short ANSWER_HEAD_SIZE = 3;
    private static final short GET_RESPONSE = 0x00C0;

    private final ScriptCommands commands;
    private final byte[] cmd;

    CompactScript(Transient ram, ScriptCommands commands) {
        cmd = ram.message;
        this.commands = commands;
    }

    @Override
    short run(byte[] buf, short off, short end, byte[] out, byte[] por, short outOff, short room) {
        short sw = Sw.OK;
        short length = 0;
        short ready = 0; // response data of the last command, which GET RESPONSE may fetch
        byte executed = 0;
        room -= ANSWER_HEAD_SIZE;
        while (off < end && ScriptCommands.goesOn(sw)) {
            executed++;
            sw = Sw.OK;
            try {
                short next = next(buf, off, end);
                commands.take(buf, off, (short) (next - off));
                off = next;
                if (isGetResponse(ready)) {
                    length = ready; // it stands where it was written
                    ready = 0;
                } else {
                    ready = 0;
                    length = commands.execute(out, room);
                    if (length != 0 && commands.isCaseFour()) {
                        sw = (short) (Sw.DATA_READY | length);
                        ready = length;
                        length = 0;
                    }
                }
                if (length > room) {
                    sw = Sw.DATA_CUT;
                    length = room;
                }
            } catch (ISOException e) {
                sw = e.getReason();
                length = !Features.BIP ? 0 : Channel.lengthOf(sw, room);
            }
        }
        commands.end(ScriptCommands.goesOn(sw));
        por[outOff++] = executed;
        outOff = Util.setShort(por, outOff, sw);
        Transient.copy(out, (short) 0, por, outOff, length);
        return (short) (ANSWER_HEAD_SIZE + length);
    }

    /** Offset of the command after this one; throws 6700 if this one is not whole. */
    private static short next(byte[] buf, short off, short end) {
        short next = (short) (off + HEADER_SIZE);
        if (next <= end && !Instructions.is(buf[(short) (off + ISO7816.OFFSET_INS)], Instructions.OUTGOING)) {
            next += (short) (buf[(short) (off + ISO7816.OFFSET_LC)] & 0xFF);
        }
        if (next > end) {
            Sw.wrongLength();
        }
        return next;
    }

    /** Whether the command that was taken is a GET RESPONSE that is in its place; throws if it is out of it. */
    private boolean isGetResponse(short ready) {
        if (Util.getShort(cmd, (short) 0) != GET_RESPONSE) {
            return false;
        }
        short wanted = FileCommands.p3(cmd);
        if (Util.getShort(cmd, ISO7816.OFFSET_P1) != 0) {
            Sw.wrongParameters();
        }
        if (ready == 0) {
            Sw.conditions();
        }
        if (wanted != 0 && wanted != ready) {
            ISOException.throwIt((short) (Sw.WRONG_LE | ready));
        }
        return true;
    }
}
