package io.simshift.applet;

import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * The USIM: takes commands in, hands each to the class that knows it, sends the answer. An instance is meant to be
 * selected by default, with the AID of ADF.USIM as its own; a terminal then finds the MF selected after a reset.
 */
public final class SimshiftApplet extends Applet {
    private static final byte CLA_ISO = 0x00;
    private static final byte CLA_UICC = (byte) 0x80;

    private static final byte SELECT = (byte) 0xA4;
    private static final byte READ_BINARY = (byte) 0xB0;
    private static final byte READ_RECORD = (byte) 0xB2;
    private static final byte UPDATE_BINARY = (byte) 0xD6;
    private static final byte UPDATE_RECORD = (byte) 0xDC;
    private static final byte AUTHENTICATE = (byte) 0x88;
    private static final byte MANAGE_CHANNEL = 0x70;
    private static final byte SEARCH_RECORD = (byte) 0xA2;
    private static final byte STATUS = (byte) 0xF2;
    private static final byte TERMINAL_PROFILE = 0x10;
    private static final byte ENVELOPE = (byte) 0xC2;
    private static final byte FETCH = 0x12;
    private static final byte TERMINAL_RESPONSE = 0x14;
    private static final byte SELECT_PARENT = 0x03;

    private final Transient ram;
    private final CardLife life;
    private final FileContext terminal;
    private final FileCommands fileCommands;
    private final Pins pins;
    private final Authenticate authenticate;
    private final SmsDownload smsDownload;
    private final PorMessages messages;
    private final Proactive proactive;

    private SimshiftApplet(byte[] parameters, short off, short length) {
        ram = new Transient(InstallParameters.cells(parameters, off, length));
        Ciphers ciphers = new Ciphers(ram);
        ProfileBanks banks = new ProfileBanks(ram, ciphers);
        CardAbilities abilities = new CardAbilities(banks.keys((byte) 0), ram.cellCount);
        SlotList slots = new SlotList(InstallParameters.slots(parameters, off, length), ram, ciphers, abilities);
        KeySet manufacturer = new KeySet(ram, ciphers, false);
        InstallParameters.writeManufacturerKeys(parameters, off, length, ram.message, (short) 0);
        manufacturer.load(KeySet.AES_128, ram.message, (short) 0);
        ram.wipeCommand();

        Staging staging = new Staging();
        life = new CardLife(slots, banks, staging, manufacturer);
        proactive = new Proactive(ram, life);
        pins = new Pins();
        FileSystem files = new FileSystem(banks, staging, life, pins);
        fileCommands = new FileCommands(files, new RecordSearch(files), pins);
        terminal = new FileContext(ram, Transient.TERMINAL_CONTEXT);

        authenticate = new Authenticate(ram, life, banks, ciphers, proactive, parameters, off, length);
        Tlv tlv = new Tlv(ram);
        byte oldAlgorithms = InstallParameters.oldAlgorithms(parameters, off, length);
        TarTable tars = new TarTable(parameters, off, length);
        byte failureLimit = InstallParameters.failureLimit(parameters, off, length);
        Keyring keyring = new Keyring(life, banks, slots, manufacturer, failureLimit);
        ScriptCommands commands = new ScriptCommands(
                ram,
                tars,
                life,
                proactive,
                new ScriptFiles(fileCommands, life, staging, ram),
                new Subscription(ram, tlv, life, slots, banks, staging, proactive),
                new Personalisation(life, slots, banks, files),
                new StoreSlot(ram, tlv, life, slots, banks, manufacturer, oldAlgorithms, authenticate),
                new Query(tlv, life, slots, banks, files, keyring, abilities));
        PacketSecurity security = new PacketSecurity(ram, keyring, tars, oldAlgorithms);
        SecuredPackets packets = new SecuredPackets(ram, security, keyring);
        messages = new PorMessages(ram, proactive);
        smsDownload = new SmsDownload(ram, packets, security, commands, new Segments(ram), messages, proactive, life);
    }

    /**
     * Installs an instance (docs/applet/commands.md §2); throws 6A80 for parameters that are not right.
     *
     * @param buf instance AID, control information and application parameters, each with its length before it
     * @param off offset of the first of them
     * @param length length of all three
     */
    public static void install(byte[] buf, short off, byte length) {
        short control = (short) (off + 1 + (short) (buf[off] & 0xFF));
        short own = (short) (control + 1 + (short) (buf[control] & 0xFF));
        short parameters = (short) (own + 1);
        short parametersLength = (short) (buf[own] & 0xFF);
        InstallParameters.check(buf, parameters, parametersLength);
        new SimshiftApplet(buf, parameters, parametersLength).register(buf, (short) (off + 1), buf[off]);
    }

    /** The first activation after a reset may come by default selection, without any command. */
    @Override
    public boolean select() {
        wake();
        return true;
    }

    /** A switch that waits for the reset flips here, an unfinished erasure ends here. */
    private void wake() {
        if (ram.state[Transient.AWAKE] == 0) {
            life.activate();
            terminal.begin(FileTable.MF, false, pins.initialRights());
            ram.state[Transient.AWAKE] = 1;
        }
    }

    @Override
    public void process(APDU apdu) {
        wake();
        byte[] buf = apdu.getBuffer();
        byte ins = buf[ISO7816.OFFSET_INS];
        short length;
        checkClass(buf[ISO7816.OFFSET_CLA]);
        checkInstruction(buf[ISO7816.OFFSET_CLA], ins);
        try {
            receive(apdu, buf);
            // scripts need most of the card's stack: they begin here
            length = ins == ENVELOPE ? smsDownload.process(buf) : execute(ins, buf);
        } finally {
            ram.wipeCommand();
        }
        if (length != 0) {
            apdu.setOutgoing();
            apdu.setOutgoingLength(length);
            if (ins == FETCH) {
                // a proactive command may be longer than the APDU buffer
                apdu.sendBytesLong(proactive.fetched(), (short) 0, length);
            } else {
                apdu.sendBytes((short) 0, length);
            }
        }
        // a PoR in the ENVELOPE's answer goes out before anything else: the next command's status word tells of it
        boolean quiet = selectingApplet() || ins == ENVELOPE && length != 0;
        short sw = quiet ? Sw.OK : proactive.statusWord();
        if (sw != Sw.OK) {
            // the data are sent already: this sets the status word that follows them
            ISOException.throwIt(sw);
        }
    }

    private static void checkClass(byte cla) {
        byte kind = (byte) (cla & 0xF0);
        if (kind == 0x40 || kind == 0x60 || kind == (byte) 0xC0 || kind == (byte) 0xE0) {
            ISOException.throwIt(Sw.CHANNEL_NOT_SUPPORTED);
        }
        if (kind != CLA_ISO && kind != CLA_UICC) {
            ISOException.throwIt(Sw.UNKNOWN_CLA);
        }
        if ((byte) (cla & 0x0C) != 0) {
            ISOException.throwIt(Sw.SECURE_MESSAGING_NOT_SUPPORTED);
        }
        if ((byte) (cla & 0x03) != 0) {
            ISOException.throwIt(Sw.CHANNEL_NOT_SUPPORTED);
        }
    }

    private static void checkInstruction(byte cla, byte ins) {
        byte expected = CLA_ISO;
        switch (ins) {
            case SELECT:
            case READ_BINARY:
            case READ_RECORD:
            case UPDATE_BINARY:
            case UPDATE_RECORD:
            case SEARCH_RECORD:
            case AUTHENTICATE:
            case Pins.VERIFY:
            case Pins.CHANGE:
            case Pins.DISABLE:
            case Pins.ENABLE:
            case Pins.UNBLOCK:
                break;
            case MANAGE_CHANNEL:
                ISOException.throwIt(Sw.CHANNEL_NOT_SUPPORTED);
                break;
            case STATUS:
            case TERMINAL_PROFILE:
            case ENVELOPE:
            case FETCH:
            case TERMINAL_RESPONSE:
                expected = CLA_UICC;
                break;
            default:
                ISOException.throwIt(Sw.UNKNOWN_INS);
        }
        if (cla != expected) {
            ISOException.throwIt(Sw.UNKNOWN_CLA);
        }
    }

    /** Whether P3 is the length of data that come with the command; else it is the length of the answer wanted. */
    private static boolean hasData(byte ins, byte p1) {
        return ins != READ_BINARY
                && ins != READ_RECORD
                && ins != STATUS
                && ins != FETCH
                && !(ins == SELECT && p1 == SELECT_PARENT);
    }

    /** Takes the command over, its data piece by piece: the APDU buffer of a card may be shorter than a command. */
    private void receive(APDU apdu, byte[] buf) {
        Util.arrayCopyNonAtomic(buf, (short) 0, ram.message, (short) 0, ISO7816.OFFSET_CDATA);
        short expected = FileCommands.p3(ram.message, (short) 0);
        if (expected == 0 || !hasData(buf[ISO7816.OFFSET_INS], buf[ISO7816.OFFSET_P1])) {
            return;
        }
        if (expected > (short) (ram.message.length - ISO7816.OFFSET_CDATA)) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
        short received = apdu.setIncomingAndReceive();
        short at = Util.arrayCopyNonAtomic(buf, ISO7816.OFFSET_CDATA, ram.message, ISO7816.OFFSET_CDATA, received);
        short end = (short) (ISO7816.OFFSET_CDATA + expected);
        while (received != 0 && at < end) {
            received = apdu.receiveBytes(ISO7816.OFFSET_CDATA);
            at = Util.arrayCopyNonAtomic(buf, ISO7816.OFFSET_CDATA, ram.message, at, received);
        }
        if (at != end) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
    }

    /** Returns the length of the answer, which lies at the start of the APDU buffer. */
    private short execute(byte ins, byte[] out) {
        byte[] cmd = ram.message;
        if (ins == AUTHENTICATE) {
            return authenticate.process(terminal, cmd, out);
        }
        if (ins >= Pins.VERIFY && ins <= Pins.UNBLOCK) {
            pins.execute(terminal, cmd);
            return 0;
        }
        if (cmd[ISO7816.OFFSET_CLA] == CLA_ISO) {
            return fileCommands.execute(terminal, cmd, (short) 0, out, (short) 0, FileCommands.NO_LIMIT);
        }
        if (ins == STATUS) {
            short length = fileCommands.status(terminal, cmd, (short) 0, out, (short) 0);
            if (proactive.polled()) {
                proactive.wantRefresh();
            }
            smsDownload.polled();
            return length;
        }
        if (Util.getShort(cmd, ISO7816.OFFSET_P1) != 0) {
            ISOException.throwIt(Sw.WRONG_P1P2);
        }
        switch (ins) {
            case TERMINAL_PROFILE:
                proactive.terminalProfile(cmd);
                return 0;
            case FETCH:
                return proactive.fetch(cmd);
            default:
                messages.terminalResponse(cmd);
                return 0;
        }
    }
}
