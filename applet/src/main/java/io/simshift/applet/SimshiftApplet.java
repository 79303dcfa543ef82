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
    private static final byte CLA_GSM = (byte) 0xA0;
    private static final byte CLA_ISO = 0x00;
    private static final byte CLA_UICC = (byte) 0x80;

    static final byte TERMINAL_PROFILE = 0x10;
    static final byte ENVELOPE = (byte) 0xC2;
    static final byte FETCH = 0x12;
    static final byte TERMINAL_RESPONSE = 0x14;
    static final byte TERMINAL_CAPABILITY = (byte) 0xAA;
    private static final byte TAG_CAPABILITY = (byte) 0xA9;
    static final byte GET_CHALLENGE = (byte) 0x84;
    private static final short USUAL_CHALLENGE = 8;
    private static final short LONGEST_CHALLENGE = 0x80;
    private static final byte SELECT_PARENT = 0x03;

    private final Transient ram;
    private final CardLife life;
    private final FileContext terminal;
    private final FileCommands fileCommands;
    private final CardAbilities abilities;
    private final Pins pins;
    private final Authenticate authenticate;
    private final SmsDownload smsDownload;
    /** Null where {@link Features#GSM} is off. */
    private final CommandClass gsmCommands;

    private final Segments segments;
    private final PorMessages messages;
    private final Proactive proactive;

    /** {@code aid}: where in {@code parameters} the length of the instance's AID is, and then the AID. */
    private SimshiftApplet(byte[] parameters, short aid, short off, short length) {
        ram = new Transient(InstallParameters.cells(parameters, off, length));
        Ciphers ciphers = new Ciphers(ram);
        ProfileBanks banks = new ProfileBanks(ram, ciphers);
        abilities = new CardAbilities(banks.keys((byte) 0), ram.cellCount);
        SlotList slots = new SlotList(InstallParameters.slots(parameters, off, length), ram, ciphers, abilities);
        KeySet manufacturer = new KeySet(ram, ciphers, false);
        InstallParameters.writeManufacturerKeys(parameters, off, length, ram.message, (short) 0);
        manufacturer.load(KeySet.AES_128, ram.message, (short) 0);
        ram.wipeCommand();

        Staging staging = new Staging();
        life = new CardLife(slots, banks, staging, manufacturer);
        pins = new Pins();
        FileSystem files = new FileSystem(banks, staging, life, pins, parameters, aid);
        Pairing pairing = new Pairing(ram, files, life);
        segments = new Segments(ram);
        proactive = new Proactive(ram, life, pairing, segments, files);
        fileCommands = new FileCommands(files, pins);
        terminal = new FileContext(ram, Transient.TERMINAL_CONTEXT);

        authenticate = new Authenticate(ram, life, banks, ciphers, proactive, pairing, parameters, off, length);
        gsmCommands = Features.GSM ? new GsmCommands(ram, fileCommands, pins, authenticate) : null;
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
                new Query(tlv, life, slots, files, keyring, abilities, pairing));
        PacketSecurity security = new PacketSecurity(ram, keyring, tars, oldAlgorithms);
        SecuredPackets packets = new SecuredPackets(ram, security, keyring);
        messages = new PorMessages(ram, proactive, life);
        smsDownload = new SmsDownload(ram, packets, security, commands, segments, messages, proactive, life);
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
        new SimshiftApplet(buf, off, parameters, parametersLength).register(buf, (short) (off + 1), buf[off]);
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
        byte flags = Instructions.flags(ins);
        byte cla = buf[ISO7816.OFFSET_CLA];
        if (!Features.GSM || cla != CLA_GSM) {
            checkClass(cla, ins, flags);
        }
        try {
            receive(apdu, buf, flags);
            if (Features.GSM && cla == CLA_GSM) {
                length = gsmCommands.process(terminal, buf);
            } else {
                // scripts need most of the card's stack: they begin here
                length = ins == ENVELOPE ? smsDownload.process(buf) : execute(ins, buf);
                if (Features.BIP && Channel.hasPacket(ram.session)) {
                    // the last piece of it came in a TERMINAL RESPONSE
                    length = smsDownload.process(buf);
                }
            }
        } finally {
            ram.wipeCommand();
        }
        if (Features.GSM && cla == CLA_GSM) {
            gsmCommands.keep(ins, buf, length);
        }
        if (ins == FileCommands.STATUS) {
            if (proactive.polled()) {
                proactive.want(Proactive.REFRESH);
            }
            segments.countStatus();
            messages.polled();
        }
        if (length != 0) {
            apdu.setOutgoing();
            apdu.setOutgoingLength(length);
            if (ins == FETCH) {
                // a proactive command may be longer than the APDU buffer
                apdu.sendBytesLong(ram.out, (short) 0, length);
            } else {
                apdu.sendBytes((short) 0, length);
            }
        }
        // a PoR in the ENVELOPE's answer goes out before anything else: the next command's status word tells of it
        boolean quiet = selectingApplet() || ins == ENVELOPE && length != 0;
        short sw = quiet ? Sw.OK : proactive.statusWord();
        if (ins == FileCommands.SELECT && !fileCommands.isActivated(terminal)) {
            sw = Sw.FILE_DEACTIVATED;
        }
        if (sw != Sw.OK) {
            // the data are sent already: this sets the status word that follows them
            ISOException.throwIt(sw);
        }
    }

    private static void checkClass(byte cla, byte ins, byte flags) {
        // 4X, 6X, CX and EX are channels 4 to 19
        if ((cla & 0x50) == 0x40) {
            ISOException.throwIt(Sw.CHANNEL_NOT_SUPPORTED);
        }
        if ((cla & 0x70) != 0) {
            ISOException.throwIt(Sw.UNKNOWN_CLA);
        }
        if ((cla & 0x0C) != 0) {
            ISOException.throwIt(Sw.SECURE_MESSAGING_NOT_SUPPORTED);
        }
        if ((cla & 0x03) != 0 || ins == Instructions.MANAGE_CHANNEL) {
            ISOException.throwIt(Sw.CHANNEL_NOT_SUPPORTED);
        }
        if ((flags & (Instructions.ISO | Instructions.UICC)) == 0) {
            ISOException.throwIt(Sw.UNKNOWN_INS);
        }
        if ((flags & (cla == CLA_ISO ? Instructions.ISO : Instructions.UICC)) == 0) {
            ISOException.throwIt(Sw.UNKNOWN_CLA);
        }
    }

    /** Takes the command over, its data piece by piece: the APDU buffer of a card may be shorter than a command. */
    private void receive(APDU apdu, byte[] buf, byte flags) {
        Transient.copy(buf, (short) 0, ram.message, (short) 0, ISO7816.OFFSET_CDATA);
        short expected = FileCommands.p3(ram.message);
        boolean selectsParent =
                buf[ISO7816.OFFSET_INS] == FileCommands.SELECT && buf[ISO7816.OFFSET_P1] == SELECT_PARENT;
        if (expected == 0 || (flags & Instructions.OUTGOING) != 0 || selectsParent) {
            return;
        }
        if (expected > (short) (ram.message.length - ISO7816.OFFSET_CDATA)) {
            Sw.wrongLength();
        }
        short received = apdu.setIncomingAndReceive();
        short at = Util.arrayCopyNonAtomic(buf, ISO7816.OFFSET_CDATA, ram.message, ISO7816.OFFSET_CDATA, received);
        short end = (short) (ISO7816.OFFSET_CDATA + expected);
        while (received != 0 && at < end) {
            received = apdu.receiveBytes(ISO7816.OFFSET_CDATA);
            at = Util.arrayCopyNonAtomic(buf, ISO7816.OFFSET_CDATA, ram.message, at, received);
        }
        if (at != end) {
            Sw.wrongLength();
        }
    }

    /** Returns the length of the answer, which lies at the start of the APDU buffer. */
    private short execute(byte ins, byte[] out) {
        byte[] cmd = ram.message;
        if (ins == Authenticate.AUTHENTICATE) {
            return authenticate.process(terminal, cmd, out);
        }
        if (ins >= Pins.VERIFY && ins <= Pins.UNBLOCK) {
            pins.execute(terminal, cmd);
            return 0;
        }
        if (Instructions.is(ins, Instructions.FILE)) {
            short length = fileCommands.execute(terminal, cmd, out);
            if (length > (short) out.length) {
                // an APDU buffer of the smallest size, and a record of EF.SMS
                Sw.wrongLength();
            }
            return length;
        }
        if (Util.getShort(cmd, ISO7816.OFFSET_P1) != 0) {
            Sw.wrongParameters();
        }
        switch (ins) {
            case GET_CHALLENGE:
                return challenge(FileCommands.p3(cmd), out);
            case TERMINAL_PROFILE:
                proactive.terminalProfile(cmd);
                return 0;
            case FETCH:
                return proactive.fetch(cmd);
            case TERMINAL_CAPABILITY:
                // one object; the card needs nothing of what it says
                Tlv.only(cmd);
                if (cmd[ISO7816.OFFSET_CDATA] != TAG_CAPABILITY) {
                    Sw.wrongData();
                }
                return 0;
            default:
                messages.terminalResponse(cmd);
                return 0;
        }
    }

    /** GET CHALLENGE (TS 102 221 §11.1.16): as many random bytes as are wanted, 8 if it is left open. */
    private short challenge(short length, byte[] out) {
        if (length > LONGEST_CHALLENGE) {
            Sw.wrongLength();
        }
        if (length == 0) {
            length = USUAL_CHALLENGE;
        }
        abilities.generateRandom(out, (short) 0, length);
        return length;
    }
}
