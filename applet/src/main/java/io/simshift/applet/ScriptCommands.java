package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/** Hands each command of a script, whatever the script's format, to the class that knows it. */
final class ScriptCommands {
    private static final byte CLA_ISO = 0x00;
    private static final byte CLA_OWN = (byte) 0x80;

    private final byte[] state;
    private final CardLife life;
    private final Proactive proactive;
    private final ScriptFiles files;
    private final Subscription subscription;
    private final Personalisation personalisation;
    private final StoreSlot storeSlot;
    private final Query query;

    ScriptCommands(
            Transient ram,
            CardLife life,
            Proactive proactive,
            ScriptFiles files,
            Subscription subscription,
            Personalisation personalisation,
            StoreSlot storeSlot,
            Query query) {
        state = ram.state;
        this.life = life;
        this.proactive = proactive;
        this.files = files;
        this.subscription = subscription;
        this.personalisation = personalisation;
        this.storeSlot = storeSlot;
        this.query = query;
    }

    /** Begins a script: under which keyset and for which TAR it came, and which access conditions count as fulfilled. */
    void begin(byte keyset, byte tar, byte access) {
        life.undoChanges(); // of a script that did not come to its end
        state[Transient.SCRIPT_KEYSET] = keyset;
        state[Transient.SCRIPT_TAR] = tar;
        state[Transient.SCRIPT_REFRESH] = 0;
        files.begin(access);
    }

    /**
     * Ends a script: what it staged and planned counts if it is complete, else all of it is undone. A REFRESH is asked for
     * after that, so that none follows a switch that was undone.
     */
    void end(boolean complete) {
        if (!complete) {
            life.undoChanges();
            return;
        }
        life.keepChanges();
        if (state[Transient.SCRIPT_REFRESH] != 0) {
            proactive.wantRefresh();
        }
    }

    /** Whether P3 is the length of the answer wanted: FETCH, GET CHALLENGE, READ, GET RESPONSE, GET DATA, STATUS. */
    static boolean isOutgoing(byte ins) {
        switch (ins) {
            case 0x12:
            case (byte) 0x84:
            case (byte) 0xB0:
            case (byte) 0xB2:
            case (byte) 0xC0:
            case (byte) 0xCA:
            case (byte) 0xF2:
                return true;
            default:
                return false;
        }
    }

    /** Whether a script goes on after this status word: 9000, 91XX, 61XX, 62XX, 63XX. */
    static boolean goesOn(short sw) {
        switch ((short) (sw & (short) 0xFF00)) {
            case Sw.OK:
            case Sw.PROACTIVE_WAITS:
            case Sw.DATA_READY:
            case 0x6200:
            case 0x6300:
                return true;
            default:
                return false;
        }
    }

    /**
     * Executes the command at {@code off}, a header and P3 bytes of data or with an answer of P3 bytes; throws any other status
     * word than 9000. Returns the length of its response, of which {@code room} bytes are written at most.
     */
    short execute(byte[] cmd, short off, byte[] out, short dataOff, short room) {
        byte cla = cmd[off];
        byte ins = cmd[(short) (off + ISO7816.OFFSET_INS)];
        if (ScriptFiles.isFileCommand(cla, ins)) {
            return files.execute(cmd, off, out, dataOff, room);
        }
        if (cla != CLA_ISO && cla != CLA_OWN) {
            ISOException.throwIt(Sw.UNKNOWN_CLA);
        }
        if (cla == CLA_ISO
                || state[Transient.SCRIPT_TAR] != TarTable.SUBSCRIPTION
                || ins < Subscription.SWITCH
                || ins > Personalisation.FINALISE) {
            ISOException.throwIt(Sw.UNKNOWN_INS);
        }
        if (Util.getShort(cmd, (short) (off + ISO7816.OFFSET_P1)) != 0) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        return executeOwn(ins, cmd, off, out, dataOff, room);
    }

    private short executeOwn(byte ins, byte[] cmd, short off, byte[] out, short dataOff, short room) {
        byte keyset = state[Transient.SCRIPT_KEYSET];
        switch (ins) {
            case Query.QUERY:
                return query.process(keyset, cmd, off, out, dataOff, room);
            case StoreSlot.STORE_SLOT:
                storeSlot.process(keyset, cmd, off, state, Transient.CHECK);
                return 0;
            case Personalisation.FINALISE:
                personalisation.finalise(keyset, cmd, off);
                return 0;
            default:
                short length = subscription.process(ins, cmd, off, state, Transient.REPLY);
                Util.arrayCopyNonAtomic(state, Transient.REPLY, out, dataOff, length < room ? length : room);
                return length;
        }
    }
}
