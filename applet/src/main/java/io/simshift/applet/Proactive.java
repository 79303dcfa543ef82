package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * The proactive session (TS 102 223, TS 102 221 §7.4.2): at most one SEND SHORT MESSAGE at a time, which carries a PoR or
 * a part of it, and after the last one at most one of each other command; those of a channel are one after the other. All of
 * it ends with a reset.
 */
final class Proactive {
    private static final byte TYPE_REFRESH = 0x01;
    private static final byte TYPE_POLL_INTERVAL = 0x03;
    private static final byte TYPE_EVENT_LIST = 0x05;
    private static final byte TYPE_SEND_SMS = 0x13;
    private static final byte TYPE_LOCAL_INFORMATION = 0x26;
    private static final byte TYPE_TIMER = 0x27;

    // ---- seven bytes of transient state
    private static final short PROFILE = Transient.PROACTIVE;
    private static final short WAITING = PROFILE + 1;
    private static final short OUTSTANDING = PROFILE + 2;
    private static final short RETRIES = PROFILE + 3;
    private static final short SMS_LENGTH = PROFILE + 4;
    /** STATUS polls that the fallback rule has not noted yet. */
    private static final short POLLS = PROFILE + 5;

    private static final short FLAGS = PROFILE + 6;

    static final short SIZE = 7;

    // ---- what the terminal can do, and what waits for it: bits in the order of COMMANDS
    static final byte SMS = 0x01;
    private static final byte IMEISV = 0x02;
    private static final byte IMEI = 0x04;
    static final byte EVENTS = 0x08;
    private static final byte TIMER = 0x10;
    private static final byte POLL_INTERVAL = 0x20;
    /** The next command of {@link Channel}. */
    static final byte CHANNEL = 0x40;
    /** The last one: it ends all the others. */
    static final byte REFRESH = (byte) 0x80;

    // ---- flags
    private static final byte TIMER_RUNS = 0x01;
    /** None of what waits is announced before a STATUS came. */
    private static final byte UNTIL_STATUS = 0x02;

    /**
     * Byte and bit of TERMINAL PROFILE (TS 102 223 §5.2), type, qualifier (§8.6), number of bytes behind the device
     * identities; in the order in which they go out.
     */
    private static final byte[] COMMANDS = {
        3, 0x02, TYPE_SEND_SMS, 0x00, 0,
        17, 0x40, TYPE_LOCAL_INFORMATION, 0x08, 0,
        3, 0x40, TYPE_LOCAL_INFORMATION, 0x01, 0,
        4, 0x01, TYPE_EVENT_LIST, 0x00, 3,
        7, 0x01, TYPE_TIMER, 0x00, 8, // start
        2, 0x20, TYPE_POLL_INTERVAL, 0x00, 4,
        5, 0x04, Channel.OPEN, 0, 0, // the event that data are available
        2, (byte) 0x80, TYPE_REFRESH, 0x04, 0, // UICC reset
    };

    private static final short ROW_SIZE = 5;
    private static final short ROW_TAIL = 4;
    /** Event list: network rejection; where there may be a channel, data available and channel status. */
    private static final byte[] EVENTS_TAIL = {(byte) 0x99, 3, 0x12, Channel.DATA_AVAILABLE, Channel.STATUS_CHANGED};

    private static final short EVENTS_OF_CHANNEL = 2;
    /** Timer 1, 0 hours; the minutes follow. */
    private static final byte[] TIMER_TAIL = {(byte) 0xA4, 1, 1, (byte) 0xA5, 3, 0, 0, 0};

    private static final short MINUTES_IN_TAIL = 6;
    /** 30 seconds. */
    private static final byte[] INTERVAL_TAIL = {(byte) 0x84, 2, 1, 30};
    /** Polls in a minute of that. */
    private static final byte POLLS_A_MINUTE = 2;
    /** Minutes that a timer runs: as many may be forgotten with a reset. */
    private static final short TIMER_MINUTES = 10;

    /** Command details, and device identities from the UICC; type, qualifier and destination are filled in. */
    private static final byte[] DETAILS = {(byte) 0x81, 3, 1, 0, 0, (byte) 0x82, 2, (byte) 0x81, 0};

    private static final short TYPE_AT = 3;
    private static final short QUALIFIER_AT = 4;
    private static final short DESTINATION_AT = 8;
    static final byte TO_TERMINAL = (byte) 0x82;
    private static final byte TO_NETWORK = (byte) 0x83;
    private static final short DETAILS_SIZE = 9;
    /** With D0 and a length of one byte. */
    private static final short HEAD_SIZE = 2 + DETAILS_SIZE;
    /** An alpha identifier with nothing to show to the user, before the TPDU. */
    private static final short NO_ALPHA = (short) 0x8500;

    // ---- what a TERMINAL RESPONSE has ended
    /** Nothing: it is tried again later. */
    static final byte NOT_DONE = 0;

    static final byte SMS_SENT = 1;
    /** Anything else, or a message that cannot be sent. */
    static final byte DONE = 2;

    static final byte MAX_RETRIES = 3;

    private static final byte TAG_DETAILS = 0x01;
    private static final byte TAG_RESULT = 0x03;
    private static final byte TAG_IMEI = 0x14;
    private static final byte TAG_IMEISV = 0x62;
    static final byte CLASS_PERFORMED = 0x00;
    private static final byte CLASS_TRY_LATER = 0x20;

    private final byte[] state;
    private final byte[] session;
    private final byte[] out;
    private final CardLife life;
    private final Pairing pairing;
    /** Null where {@link Features#BIP} is off. */
    final IpSession channel;

    Proactive(Transient ram, CardLife life, Pairing pairing, Segments segments, FileSystem files) {
        state = ram.state;
        session = ram.session;
        out = ram.out;
        this.life = life;
        this.pairing = pairing;
        channel = Features.BIP ? new Channel(ram, this, segments, files, life) : null;
    }

    /** Notes what the terminal can do, and asks it which device it is and for what the fallback rule counts. */
    void terminalProfile(byte[] cmd) {
        short length = FileCommands.p3(cmd);
        byte profile = 0;
        byte bit = 1;
        for (short row = 0; row < (short) COMMANDS.length; row += ROW_SIZE) {
            short at = COMMANDS[row];
            if (at < length && (cmd[(short) (ISO7816.OFFSET_CDATA + at)] & COMMANDS[(short) (row + 1)]) != 0) {
                profile |= bit;
            }
            bit <<= 1;
        }
        state[PROFILE] = profile;
        if (life.counts(CardLife.REJECTIONS)) {
            want(EVENTS);
        }
        if (life.counts(CardLife.MINUTES)) {
            want(TIMER);
        }
        if (life.counts(CardLife.POLLS) || life.counts(CardLife.MINUTES) && !can(TIMER)) {
            want(POLL_INTERVAL);
        }
        askForDevice();
    }

    /** Asks for the device's identity as long as the card does not know to be in its own. */
    private void askForDevice() {
        if ((pairing.state() & Pairing.ASKS) != 0) {
            want(can(IMEISV) ? IMEISV : IMEI);
        }
    }

    boolean can(byte command) {
        return (state[PROFILE] & command) != 0;
    }

    boolean waits(byte command) {
        return (state[WAITING] & command) != 0;
    }

    private boolean is(byte flag) {
        return (state[FLAGS] & flag) != 0;
    }

    /** Whether a message still waits for the terminal, or the terminal is at work: no other packet can be taken. */
    boolean isBusy() {
        return state[OUTSTANDING] != 0 || waits(SMS) || Features.BIP && Channel.isActive(session);
    }

    /** Has the terminal do something, if it can. */
    void want(byte command) {
        state[WAITING] |= (byte) (state[PROFILE] & command);
    }

    /** Has the terminal do something no longer, unless it is at it. */
    void drop(byte command) {
        state[WAITING] &= ~command;
    }

    /** Writes SEND SHORT MESSAGE up to the value of its SMS TPDU into the PoR buffer; returns the next offset. */
    short beginSms(short tpduLength) {
        short at = begin(TYPE_SEND_SMS, (byte) 0, TO_NETWORK, (short) (2 + objectSize(tpduLength)));
        at = Util.setShort(out, at, NO_ALPHA);
        return beginObject((byte) 0x8B, tpduLength, at);
    }

    /** Writes a command up to what follows its device identities, so many bytes; returns the next offset. */
    short begin(byte type, byte qualifier, byte destination, short tailSize) {
        short at = beginObject((byte) 0xD0, (short) (DETAILS_SIZE + tailSize), (short) 0);
        short end = Transient.append(DETAILS, out, at);
        out[(short) (at + TYPE_AT)] = type;
        out[(short) (at + QUALIFIER_AT)] = qualifier;
        out[(short) (at + DESTINATION_AT)] = destination;
        return end;
    }

    /**
     * The SEND SHORT MESSAGE in the PoR buffer is complete and waits. One that was {@code tried} as often as may be is tried once:
     * it does not keep other messages from the card.
     */
    void wantSms(short length, byte tried) {
        state[SMS_LENGTH] = (byte) length;
        state[WAITING] |= SMS;
        state[RETRIES] = tried;
    }

    /** Offset of the SMS TPDU of the SEND SHORT MESSAGE in the PoR buffer. */
    short tpdu() {
        short alpha = (short) (Tlv.valueOf(out, (short) 0, Transient.OUT_SIZE) + DETAILS_SIZE);
        return Tlv.valueOf(out, (short) (alpha + 2), Transient.OUT_SIZE);
    }

    /** Bytes of an object with a value of so many. */
    static short objectSize(short length) {
        return (short) (length + (length > 0x7F ? 3 : 2));
    }

    /** Writes tag and length of an object into the PoR buffer; returns the next offset. */
    short beginObject(byte tag, short length, short at) {
        out[at++] = tag;
        if (length > 0x7F) {
            out[at++] = (byte) 0x81;
        }
        out[at++] = (byte) length;
        return at;
    }

    // ---------------------------------------------------------------- the session

    /** 9000, or 91XX with the length of what can be fetched. */
    short statusWord() {
        short length = announced();
        return length == 0 ? Sw.OK : (short) (Sw.PROACTIVE_WAITS | length);
    }

    private short announced() {
        byte next = next();
        if (state[OUTSTANDING] != 0 || is(UNTIL_STATUS) || next == 0) {
            return 0;
        }
        if (Features.BIP && next == CHANNEL) {
            return channel.write();
        }
        return next == SMS ? (short) (state[SMS_LENGTH] & 0xFF) : (short) (HEAD_SIZE + tailSize(next));
    }

    /** The command to be done next, 0 if there is none. */
    private byte next() {
        byte waiting = state[WAITING];
        return (byte) (waiting & (byte) -waiting);
    }

    /** Where in COMMANDS the length of a command's last part lies. */
    private static short tail(byte command) {
        short row = 0;
        for (short bit = (short) (command & 0xFF); bit > 1; bit >>= 1) {
            row += ROW_SIZE;
        }
        return (short) (row + ROW_TAIL);
    }

    private short tailSize(byte command) {
        short size = COMMANDS[tail(command)];
        if (Features.BIP && command == EVENTS && can(CHANNEL)) {
            size += EVENTS_OF_CHANNEL;
        }
        return size;
    }

    /** STATUS: what could not be done is tried again. Returns whether the card came home because of so many. */
    boolean polled() {
        state[FLAGS] &= ~UNTIL_STATUS;
        askForDevice();
        byte polls = (byte) (state[POLLS] + 1);
        boolean home = life.countPoll(polls);
        if (!can(TIMER) && (byte) (polls % POLLS_A_MINUTE) == 0) {
            home |= life.count(CardLife.MINUTES, (byte) 1);
        }
        state[POLLS] = polls == CardLife.POLLS_A_WRITE ? 0 : polls;
        if (Features.BIP && state[OUTSTANDING] == 0) {
            channel.polled();
        }
        return home;
    }

    /** The timer has run out, if the card has started it; returns whether the card came home because of it. */
    boolean timerExpired() {
        if (!is(TIMER_RUNS)) {
            return false;
        }
        state[FLAGS] &= ~TIMER_RUNS;
        boolean home = life.count(CardLife.MINUTES, timerMinutes());
        if (life.counts(CardLife.MINUTES)) {
            want(TIMER);
        }
        return home;
    }

    private byte timerMinutes() {
        short left = life.left(CardLife.MINUTES);
        return (byte) (left < TIMER_MINUTES ? left : TIMER_MINUTES);
    }

    /** FETCH: hands the command to the terminal, from {@link Transient#out}; returns its length. */
    short fetch(byte[] cmd) {
        short length = announced();
        short wanted = FileCommands.p3(cmd);
        if (length == 0) {
            Sw.conditions();
        }
        if (wanted != 0 && wanted != length) {
            ISOException.throwIt((short) (Sw.WRONG_LE | length));
        }
        byte next = next();
        state[OUTSTANDING] = next;
        if (next != SMS && (!Features.BIP || next != CHANNEL)) {
            write(next);
        }
        return length;
    }

    /** Writes a command without variable parts of the sender's into the PoR buffer, which no message needs now. */
    private void write(byte command) {
        short row = tail(command);
        short tailSize = tailSize(command);
        short at = begin(COMMANDS[(short) (row - 2)], COMMANDS[(short) (row - 1)], TO_TERMINAL, tailSize);
        if (tailSize != 0) {
            byte[] tail = command == EVENTS ? EVENTS_TAIL : command == TIMER ? TIMER_TAIL : INTERVAL_TAIL;
            Transient.copy(tail, (short) 0, out, at, tailSize);
        }
        if (command == EVENTS) {
            out[(short) (at + 1)] = (byte) (tailSize - 2);
        }
        if (command == TIMER) {
            byte minutes = timerMinutes();
            // BCD with swapped digits
            out[(short) (at + MINUTES_IN_TAIL)] = (byte) (minutes == TIMER_MINUTES ? 0x01 : (short) (minutes << 4));
        }
    }

    /** Returns what has ended by it: {@link #NOT_DONE}, {@link #SMS_SENT} or {@link #DONE}. */
    byte terminalResponse(byte[] cmd) {
        if (state[OUTSTANDING] == 0) {
            Sw.conditions();
        }
        byte ended = state[OUTSTANDING];
        byte type = COMMANDS[(short) (tail(ended) - 2)];
        if (Features.BIP && ended == CHANNEL) {
            type = session[Channel.STEP];
        }
        byte result = result(cmd, type);
        byte resultClass = (byte) (result & 0xF0);
        state[OUTSTANDING] = 0;
        if (Features.BIP && ended == CHANNEL) {
            drop(CHANNEL);
            channel.respond(cmd, result);
            return NOT_DONE;
        }
        if (resultClass == CLASS_TRY_LATER && state[RETRIES] < MAX_RETRIES) {
            state[RETRIES]++;
            state[FLAGS] |= UNTIL_STATUS;
            return NOT_DONE;
        }
        drop(ended);
        state[RETRIES] = 0;
        if (resultClass == CLASS_PERFORMED) {
            if (ended == TIMER) {
                state[FLAGS] |= TIMER_RUNS;
            }
            byte tag = TAG_IMEI;
            byte version = 0;
            if (ended == IMEISV) {
                tag = TAG_IMEISV;
                version = Pairing.WITH_VERSION;
            } else if (ended != IMEI) {
                return ended == SMS ? SMS_SENT : DONE;
            }
            short identity = find(cmd, tag);
            if (identity != 0 && pairing.see(cmd, identity, version)) {
                return DONE;
            }
        }
        // What the terminal has refused is not offered, whatever its profile says, nor asked for again what was no
        // IMEI. A terminal that is too busy to tell its IMEI is asked after the next STATUS.
        if (ended > SMS && (ended > IMEI || resultClass != CLASS_TRY_LATER)) {
            state[PROFILE] &= ~ended;
            askForDevice();
        }
        return DONE;
    }

    static short find(byte[] cmd, byte tag) {
        return Tlv.find(cmd, tag, ISO7816.OFFSET_CDATA, (short) (ISO7816.OFFSET_CDATA + FileCommands.p3(cmd)));
    }

    /** The general result; throws 6A80 if the response is not one to the command that is outstanding. */
    private byte result(byte[] cmd, byte type) {
        short details = find(cmd, TAG_DETAILS);
        short result = find(cmd, TAG_RESULT);
        if (details == 0
                || result == 0
                || Tlv.length(cmd, details) != 3
                || Tlv.length(cmd, result) == 0
                || cmd[(short) (details + 1)] != type) {
            Sw.wrongData();
        }
        return cmd[result];
    }
}
