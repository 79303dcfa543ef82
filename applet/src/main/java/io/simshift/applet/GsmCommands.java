package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * The card as a SIM of old terminals and readers, with CLA A0 (TS 51.011 §9.2): its file commands, CHVs and RUN GSM
 * ALGORITHM, each turned into the command of the UICC that does the same. What DF.GSM and DF.TELECOM have there are the files
 * of ADF.USIM here.
 */
final class GsmCommands extends CommandClass {
    static final byte CLA = (byte) 0xA0;

    private static final byte GET_RESPONSE = (byte) 0xC0;
    private static final byte SLEEP = (byte) 0xFA;

    private static final short MF_FID = 0x3F00;
    private static final short DF_GSM = 0x7F20;
    private static final short EF_KC = 0x6F20;
    private static final short EF_KCGPRS = 0x6F52;
    private static final short EF_LOCIGPRS = 0x6F53;
    private static final short EF_PSLOCI = 0x6F73;
    /** Under this FID the USIM has EF.UST. */
    private static final short EF_SST = 0x6F38;

    private static final short KC_IN_GSM_ACCESS = 0x4F20;
    private static final short KCGPRS_IN_GSM_ACCESS = 0x4F52;
    private static final short SST_IN_GSM_ACCESS = 0x4F38;

    private static final byte PIN1 = 0x01;
    private static final byte PIN2 = (byte) 0x81;
    private static final byte CHV2 = 0x02;
    private static final byte RAND_SIZE = 16;
    private static final short SRES_SIZE = 4;
    private static final short KC_SIZE = 8;
    /** Behind the header of the next command, where a GET RESPONSE finds it: length and answer. */
    private static final short KEPT = ISO7816.OFFSET_CDATA;

    /** Status words of the UICC and those of the SIM in their places (TS 51.011 §9.4). */
    private static final short[] STATUS_WORDS = {
        Sw.SECURITY_STATUS,
        (short) 0x9804,
        Sw.BLOCKED,
        (short) 0x9840,
        Sw.TRIES_LEFT,
        (short) 0x9840,
        Sw.CONDITIONS_OF_USE,
        (short) 0x9808,
        Sw.NOT_FOUND,
        (short) 0x9802,
        Sw.NO_EF_SELECTED,
        (short) 0x9400,
        Sw.RECORD_NOT_FOUND,
        (short) 0x9402,
        Sw.OFFSET_OUTSIDE,
        (short) 0x9402,
        Sw.FILE_NOT_FOUND,
        (short) 0x9404,
        Sw.SEARCH_FAILED,
        (short) 0x9404,
        Sw.INCOMPATIBLE_FILE,
        (short) 0x9408,
        Sw.WRONG_P1P2,
        Sw.OFFSET_OUTSIDE,
    };

    private static final short CHV_WRONG = (short) 0x9804;
    private static final short CHV_CONTRADICTION = (short) 0x9808;
    private static final short FILE_INVALIDATED = (short) 0x9810;
    private static final short ANSWER_READY = (short) 0x9F00;

    private final byte[] cmd;
    private final FileCommands files;
    private final Pins pins;
    private final Authenticate authenticate;

    GsmCommands(Transient ram, FileCommands files, Pins pins, Authenticate authenticate) {
        cmd = ram.message;
        this.files = files;
        this.pins = pins;
        this.authenticate = authenticate;
    }

    /** Executes a command; returns the length of the answer in {@code out}, or throws a status word of a SIM. */
    @Override
    short process(FileContext context, byte[] out) {
        try {
            return execute(context, out);
        } catch (ISOException e) {
            ISOException.throwIt(statusWord(e.getReason()));
            return 0;
        }
    }

    private short statusWord(short sw) {
        if (sw == Sw.INVALIDATED) {
            byte ins = cmd[ISO7816.OFFSET_INS];
            return ins == Pins.VERIFY || ins == Pins.CHANGE ? CHV_CONTRADICTION : FILE_INVALIDATED;
        }
        for (short i = 0; i < (short) STATUS_WORDS.length; i += 2) {
            if (STATUS_WORDS[i] == sw) {
                return STATUS_WORDS[(short) (i + 1)];
            }
        }
        short kind = (short) (sw & (short) 0xFF00);
        if (kind == (short) (Sw.TRIES_LEFT & (short) 0xFF00)) {
            return CHV_WRONG;
        }
        // the right P3 comes with 67XX
        return kind == Sw.WRONG_LE ? (short) (Sw.WRONG_LENGTH | (short) (sw & 0xFF)) : sw;
    }

    /** After the command is forgotten: an answer that comes by GET RESPONSE alone is kept for it; throws 9FXX then. */
    @Override
    void keep(byte ins, byte[] out, short length) {
        if (length != 0 && Instructions.is(ins, Instructions.CASE_FOUR)) {
            cmd[KEPT] = (byte) length;
            Transient.copy(out, (short) 0, cmd, (short) (KEPT + 1), length);
            ISOException.throwIt((short) (ANSWER_READY | length));
        }
    }

    private short execute(FileContext context, byte[] out) {
        byte ins = cmd[ISO7816.OFFSET_INS];
        boolean file = Instructions.is(ins, Instructions.FILE);
        boolean pin = ins >= Pins.VERIFY && ins <= Pins.UNBLOCK && Instructions.flags(ins) != 0;
        if (!file && !pin && ins != GET_RESPONSE && ins != Authenticate.AUTHENTICATE && ins != SLEEP) {
            ISOException.throwIt(Sw.UNKNOWN_INS);
        }
        if (pin) {
            return pin(context, ins);
        }
        if (ins == FileCommands.SEARCH_RECORD) {
            return files.recordSearch.seek(context, cmd, out);
        }
        if (ins < 0 && file && ins != FileCommands.SELECT && ins != FileCommands.STATUS) {
            return onFile(context, ins, out);
        }
        if (Util.getShort(cmd, ISO7816.OFFSET_P1) != 0) {
            Sw.wrongParameters();
        }
        switch (ins) {
            case FileCommands.SELECT:
                return select(context, out);
            case GET_RESPONSE:
                return answer((short) (cmd[KEPT] & 0xFF), cmd, (short) (KEPT + 1), out);
            case FileCommands.STATUS:
                return answer(GsmAnswer.writeDirectory(context.directory(), pins, out), out, (short) 0, out);
            case Authenticate.AUTHENTICATE:
                return runGsmAlgorithm(context, out);
            case SLEEP:
                return 0;
            default: // INVALIDATE, REHABILITATE, INCREASE
                return files.execute(context, cmd, out);
        }
    }

    /** P2 is 01 for CHV1 and 02 for CHV2; of UNBLOCK CHV 00 and 02. */
    private short pin(FileContext context, byte ins) {
        byte p2 = cmd[ISO7816.OFFSET_P2];
        if (p2 == CHV2) {
            cmd[ISO7816.OFFSET_P2] = PIN2;
        } else if (p2 == 0 && ins == Pins.UNBLOCK) {
            cmd[ISO7816.OFFSET_P2] = PIN1;
        } else if (p2 != PIN1) {
            Sw.wrongParameters();
        }
        pins.execute(context, cmd);
        return 0;
    }

    /** READ and UPDATE: no SFI on a SIM. */
    private short onFile(FileContext context, byte ins, byte[] out) {
        boolean record = ins == FileCommands.READ_RECORD || ins == FileCommands.UPDATE_RECORD;
        if (cmd[ISO7816.OFFSET_P1] < 0 || record && (cmd[ISO7816.OFFSET_P2] & 0xF8) != 0) {
            Sw.offsetOutside();
        }
        short length = files.execute(context, cmd, out);
        if (length > (short) out.length) {
            Sw.wrongLength();
        }
        return length;
    }

    /** P3 bytes of what there is, all of it for 00. */
    private short answer(short length, byte[] from, short off, byte[] out) {
        short wanted = FileCommands.p3(cmd);
        if (wanted > length || length == 0) {
            ISOException.throwIt((short) (Sw.WRONG_LENGTH | length));
        }
        if (wanted != 0) {
            length = wanted;
        }
        Transient.copy(from, off, out, (short) 0, length);
        return length;
    }

    private short select(FileContext context, byte[] out) {
        if (FileCommands.p3(cmd) != 2) {
            ISOException.throwIt((short) (Sw.WRONG_LENGTH | 2));
        }
        short fid = Util.getShort(cmd, ISO7816.OFFSET_CDATA);
        byte row = find(context.directory(), fid);
        context.select(row);
        return FileTable.isDirectory(row)
                ? GsmAnswer.writeDirectory(row, pins, out)
                : GsmAnswer.writeFile(row, fid, files.isActivated(context), out);
    }

    /** TS 51.011 §6.5, with DF.GSM and DF.TELECOM as views of ADF.USIM. */
    private static byte find(byte directory, short fid) {
        byte row = FileTable.NO_EF;
        switch (fid) {
            case MF_FID:
                return FileTable.MF;
            case DF_GSM:
                return FileTable.ADF_USIM;
            case EF_KC:
                row = FileTable.child(FileTable.DF_GSM_ACCESS, KC_IN_GSM_ACCESS);
                break;
            case EF_KCGPRS:
                row = FileTable.child(FileTable.DF_GSM_ACCESS, KCGPRS_IN_GSM_ACCESS);
                break;
            case EF_LOCIGPRS:
                row = FileTable.child(FileTable.ADF_USIM, EF_PSLOCI);
                break;
            case EF_SST:
                row = FileTable.child(FileTable.DF_GSM_ACCESS, SST_IN_GSM_ACCESS);
                break;
            default:
                row = FileTable.child(FileTable.MF, fid);
                boolean seen = directory == FileTable.MF || FileTable.isDirectory(row);
                if (row == FileTable.NO_EF || !seen) {
                    row = FileTable.child(FileTable.ADF_USIM, fid);
                }
        }
        boolean ofMf = FileTable.parent(row) == FileTable.MF;
        if (row == FileTable.NO_EF || directory == FileTable.MF && !ofMf || !ofMf && FileTable.isDirectory(row)) {
            Sw.fileNotFound();
        }
        return row;
    }

    /** RAND for the USIM's GSM security context; SRES ‖ Kc without the lengths between them. */
    private short runGsmAlgorithm(FileContext context, byte[] out) {
        if (FileCommands.p3(cmd) != RAND_SIZE) {
            ISOException.throwIt((short) (Sw.WRONG_LENGTH | RAND_SIZE));
        }
        Transient.copy(cmd, ISO7816.OFFSET_CDATA, cmd, (short) (ISO7816.OFFSET_CDATA + 1), RAND_SIZE);
        cmd[ISO7816.OFFSET_P2] = Authenticate.CONTEXT_GSM;
        cmd[ISO7816.OFFSET_LC] = RAND_SIZE + 1;
        cmd[ISO7816.OFFSET_CDATA] = RAND_SIZE;
        authenticate.process(context, cmd, out);
        Transient.copy(out, (short) 1, out, (short) 0, SRES_SIZE);
        Transient.copy(out, (short) (SRES_SIZE + 2), out, SRES_SIZE, KC_SIZE);
        return SRES_SIZE + KC_SIZE;
    }
}
