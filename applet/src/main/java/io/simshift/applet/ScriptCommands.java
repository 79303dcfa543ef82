package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/** Hands each command of a script, whatever the script's format, to the class that knows it. */
final class ScriptCommands {
    private static final byte CLA_ISO = 0x00;
    private static final byte CLA_OWN = (byte) 0x80;

    private final byte[] state;
    private final byte[] cmd;
    private final TarTable tars;
    private final CardLife life;
    private final Proactive proactive;
    private final ScriptFiles files;
    private final Subscription subscription;
    private final Personalisation personalisation;
    private final StoreSlot storeSlot;
    private final Query query;

    ScriptCommands(
            Transient ram,
            TarTable tars,
            CardLife life,
            Proactive proactive,
            ScriptFiles files,
            Subscription subscription,
            Personalisation personalisation,
            StoreSlot storeSlot,
            Query query) {
        state = ram.state;
        cmd = ram.message;
        this.tars = tars;
        this.life = life;
        this.proactive = proactive;
        this.files = files;
        this.subscription = subscription;
        this.personalisation = personalisation;
        this.storeSlot = storeSlot;
        this.query = query;
    }

    /** Begins a script, whose keyset and TAR are noted. */
    void begin() {
        life.undoChanges(); // of a script that did not come to its end
        state[Transient.SCRIPT_REFRESH] = 0;
        files.begin(tars.access(state[Transient.SCRIPT_TAR]));
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
            proactive.want(Proactive.REFRESH);
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
     * Takes a command of {@code length} bytes out of a script, to where all commands are: {@link Transient#message}. There it is
     * a header and P3 bytes of data, or with an answer of P3 bytes. What it overwrites of a script in the same memory was
     * executed before.
     */
    void take(byte[] script, short off, short length) {
        Transient.copy(script, off, cmd, (short) 0, length);
    }

    /** For a command without data. */
    void clearP3() {
        cmd[ISO7816.OFFSET_LC] = 0;
    }

    /** Whether the command that was taken has both data and an answer, which a script asks for apart. */
    boolean isCaseFour() {
        return Instructions.is(cmd[ISO7816.OFFSET_CLA], cmd[ISO7816.OFFSET_INS], Instructions.CASE_FOUR);
    }

    /**
     * Executes the command that was taken; throws any other status word than 9000. Writes its response at the start of {@code
     * out}, and returns the length of that, be it more than the {@code room} of the script's answer.
     */
    short execute(byte[] out, short room) {
        byte ins = cmd[ISO7816.OFFSET_INS];
        if (Instructions.is(cmd[ISO7816.OFFSET_CLA], ins, Instructions.FILE)) {
            return files.execute(out);
        }
        if (Features.BIP
                && ins == Channel.PUSH
                && cmd[ISO7816.OFFSET_CLA] == CLA_OWN
                && state[Transient.SCRIPT_TAR] == TarTable.SUBSCRIPTION) {
            proactive.channel.push(out);
            return 0;
        }
        checkOwn(cmd[ISO7816.OFFSET_CLA], ins);
        switch (ins) {
            case Query.QUERY:
                return query.process(state[Transient.SCRIPT_KEYSET], out, room);
            case StoreSlot.STORE_SLOT:
                storeSlot.process(state[Transient.SCRIPT_KEYSET] == Keyring.ACTIVE);
                return 0;
            case Personalisation.FINALISE:
                personalisation.finalise(state[Transient.SCRIPT_KEYSET], cmd);
                return 0;
            case Subscription.SWITCH:
                return subscription.switchTo(out);
            case Subscription.STAGE:
                subscription.stage();
                return 0;
            case Subscription.CONFIRM:
                subscription.confirm();
                return 0;
            case Subscription.LIFE_CYCLE:
                subscription.lifeCycle();
                return 0;
            default:
                subscription.cancel();
                return 0;
        }
    }

    private void checkOwn(byte cla, byte ins) {
        if (cla != CLA_ISO && cla != CLA_OWN) {
            ISOException.throwIt(Sw.UNKNOWN_CLA);
        }
        if (cla == CLA_ISO
                || state[Transient.SCRIPT_TAR] != TarTable.SUBSCRIPTION
                || ins < Subscription.SWITCH
                || ins > Subscription.LIFE_CYCLE) {
            ISOException.throwIt(Sw.UNKNOWN_INS);
        }
        if (Util.getShort(cmd, ISO7816.OFFSET_P1) != 0) {
            Sw.wrongParameters();
        }
    }
}
