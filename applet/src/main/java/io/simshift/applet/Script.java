package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * Runs scripts in compact format (TS 102 226 §5.1): C-APDUs back to back, each with its P3. The answer is the number of
 * commands executed ‖ the last status word ‖ the data of the last command.
 */
final class Script {
    private static final short HEADER_SIZE = 5;
    private static final short ANSWER_HEAD_SIZE = 3;
    private static final byte CLA_FILE = 0x00;
    private static final byte CLA_SUBSCRIPTION = (byte) 0x80;
    private static final byte SELECT = (byte) 0xA4;
    private static final byte READ_BINARY = (byte) 0xB0;
    private static final byte READ_RECORD = (byte) 0xB2;
    private static final byte UPDATE_BINARY = (byte) 0xD6;
    private static final byte UPDATE_RECORD = (byte) 0xDC;

    private final FileCommands fileCommands;
    private final FileContext context;
    private final Subscription subscription;
    private final Personalisation personalisation;
    private final Query query;
    private final CardLife life;

    Script(
            FileCommands fileCommands,
            FileContext context,
            Subscription subscription,
            Personalisation personalisation,
            Query query,
            CardLife life) {
        this.fileCommands = fileCommands;
        this.context = context;
        this.subscription = subscription;
        this.personalisation = personalisation;
        this.query = query;
        this.life = life;
    }

    /**
     * Runs a script under a keyset, with at most {@code room} bytes for its answer; returns the answer's length. {@code
     * tar} is the row of {@link TarTable} that the packet is for, {@code access} the access conditions that count as
     * fulfilled for it.
     */
    short run(
            byte keyset,
            byte tar,
            byte access,
            byte[] buf,
            short off,
            short length,
            byte[] out,
            short outOff,
            short room) {
        short end = (short) (off + length);
        short dataOff = (short) (outOff + ANSWER_HEAD_SIZE);
        short dataRoom = (short) (room - ANSWER_HEAD_SIZE);
        short sw = Sw.OK;
        short dataLength = 0;
        byte executed = 0;
        context.setApplicationActive(true);
        context.select(FileTable.MF);
        while (off < end && sw == Sw.OK) {
            executed++;
            dataLength = 0;
            short next = next(buf, off, end);
            if (next == 0) {
                sw = Sw.WRONG_LENGTH;
            } else {
                try {
                    if (tar != TarTable.SUBSCRIPTION) {
                        ISOException.throwIt(Sw.SECURITY_STATUS);
                    }
                    dataLength = execute(keyset, buf, off, out, dataOff, dataRoom);
                } catch (ISOException e) {
                    sw = e.getReason();
                }
                off = next;
            }
        }
        out[outOff] = executed;
        Util.setShort(out, (short) (outOff + 1), sw);
        return (short) (ANSWER_HEAD_SIZE + dataLength);
    }

    /** Offset of the command after this one, 0 if this one is not whole. Only reading commands carry no data. */
    private static short next(byte[] buf, short off, short end) {
        short data = (short) (off + HEADER_SIZE);
        if (data > end) {
            return 0;
        }
        byte ins = buf[(short) (off + ISO7816.OFFSET_INS)];
        if (buf[off] == CLA_FILE && (ins == READ_BINARY || ins == READ_RECORD)) {
            return data;
        }
        short next = (short) (data + FileCommands.p3(buf, off));
        return next > end ? 0 : next;
    }

    private short execute(byte keyset, byte[] buf, short off, byte[] out, short dataOff, short dataRoom) {
        if (buf[off] == CLA_FILE) {
            return executeFileCommand(keyset, buf, off, out, dataOff, dataRoom);
        }
        if (buf[off] != CLA_SUBSCRIPTION) {
            ISOException.throwIt(Sw.UNKNOWN_CLA);
        }
        byte ins = buf[(short) (off + ISO7816.OFFSET_INS)];
        if (ins < Subscription.SWITCH || ins > Personalisation.FINALISE) {
            ISOException.throwIt(Sw.UNKNOWN_INS);
        }
        if (Util.getShort(buf, (short) (off + ISO7816.OFFSET_P1)) != 0) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        switch (ins) {
            case Query.QUERY:
                return query.process(keyset, buf, off, out, dataOff, dataRoom);
            case Personalisation.STORE_SLOT:
                personalisation.storeSlot(keyset, buf, off, out, dataOff);
                return 0;
            case Personalisation.FINALISE:
                personalisation.finalise(keyset, buf, off);
                return 0;
            default:
                return subscription.process(ins, buf, off, out, dataOff);
        }
    }

    private short executeFileCommand(byte keyset, byte[] buf, short off, byte[] out, short dataOff, short dataRoom) {
        byte ins = buf[(short) (off + ISO7816.OFFSET_INS)];
        // a set that FINALISE has ended has no rights left, even in the same script
        boolean allowed = keyset == Keyring.MANUFACTURER && life.phase() == CardLife.PERSONALISATION;
        switch (ins) {
            case SELECT:
            case READ_BINARY:
            case READ_RECORD:
            case UPDATE_BINARY:
            case UPDATE_RECORD:
                break;
            default:
                ISOException.throwIt(Sw.UNKNOWN_INS);
        }
        if (!allowed) {
            ISOException.throwIt(Sw.SECURITY_STATUS);
        }
        switch (ins) {
            case SELECT:
                return fileCommands.select(context, buf, off, out, dataOff);
            case READ_BINARY:
                return fileCommands.readBinary(context, buf, off, out, dataOff, dataRoom);
            case READ_RECORD:
                return fileCommands.readRecord(context, buf, off, out, dataOff, dataRoom);
            case UPDATE_BINARY:
                fileCommands.updateBinary(context, buf, off);
                return 0;
            default:
                fileCommands.updateRecord(context, buf, off);
                return 0;
        }
    }
}
