package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * A session over IP (docs/applet/commands.md §7): opens a channel (TS 102 223 §6.4.27 to §6.4.31), says who the card is, takes
 * one secured packet after the other and sends each one's PoR back. What it needs of memory are the cells of {@link Segments};
 * nothing is persistent, so a reset ends it as if it had not been.
 */
final class Channel extends IpSession {
    // ---- PUSH (TS 102 226 §9.2): P1 and P2
    static final byte PUSH = (byte) 0xEC;
    private static final short OPEN_CHANNEL = 0x0101;
    private static final short TCP_CONNECTION = 0x0103;
    private static final short IDENTIFICATION_PACKET = 0x0104;

    // ---- steps: none, those of the card's own, the types of proactive commands
    private static final byte NONE = 0;
    /** For what the server has to say. */
    private static final byte LISTENS = 1;
    /** To try again. */
    private static final byte WAITS = 2;
    /** A packet is whole; it runs. */
    private static final byte RUNS = 5;

    static final byte OPEN = 0x40;
    private static final byte CLOSE = 0x41;
    private static final byte RECEIVE = 0x42;
    private static final byte SEND = 0x43;
    private static final byte GET_STATUS = 0x44;

    // ---- events (TS 102 223 §8.25)
    static final byte DATA_AVAILABLE = 0x09;
    static final byte STATUS_CHANGED = 0x0A;

    // ---- eight bytes of transient state, an array of their own
    /** For {@link Proactive} the type of the command. */
    static final short STEP = 0;
    /** Device identity of the channel, and flags. */
    private static final short NUMBER = STEP + 1;
    /** Where in the cells comes or goes the next byte; where a packet begins that runs. */
    static final short AT = STEP + 2;
    /** Where what is to be sent ends; the packet that runs. */
    static final short END = STEP + 4;
    /** STATUS without a packet that was right, or until the next try. */
    private static final short POLLS = STEP + 6;

    /** Tries after the first one, and whether it is the card that calls: it has something to report. */
    private static final short TRIES = STEP + 7;

    private static final byte OWN = (byte) 0x80;
    static final short SIZE = 8;

    // ---- flags beside the number
    private static final byte DEVICE = 0x20;
    private static final byte DEVICE_MASK = 0x27;
    private static final byte NUMBER_MASK = 0x07;
    /** Once it is closed it is opened again. */
    private static final byte AGAIN = 0x40;
    /** More has come than the card has asked for. */
    private static final byte MORE = (byte) 0x80;

    private static final byte LINK_ESTABLISHED = (byte) 0x80;

    // ---- packets (TS 102 225 §5)
    static final byte COMMAND = 0x01;
    static final byte RESPONSE = 0x02;
    private static final byte IDENTIFICATION = 0x03;
    /** The shortest PoR there has to be room for: padded, with the check and the head of a script's answer. */
    private static final short MIN_POR = 48;

    private static final short MIN_PACKET = 4;

    // ---- objects (TS 102 223 §8)
    private static final byte TAG_DATA = 0x36;
    private static final byte TAG_LENGTH = 0x37;
    static final byte TAG_STATUS = 0x38;
    private static final byte REQUIRED = (byte) 0x80;
    /** Bytes to send at a time, and to ask for: what fits into a command, and into a TERMINAL RESPONSE. */
    private static final short MAX_SENT = 160;

    private static final byte MAX_RECEIVED = (byte) 237;
    /** Bearer, buffer size, network access name, transport level, destination. */
    private static final byte[] PARAMETERS = {0x35, 0x39, 0x47, 0x3C, 0x3E};

    private static final byte OPTIONAL_PARAMETER = 0x47;
    /** Default bearer, 512 bytes. */
    private static final byte[] DEFAULTS = {0x35, 1, 3, 0x39, 2, 2, 0};
    /** At the end of the cells, which no PoR reaches: parameters of OPEN CHANNEL, their length before them. */
    static final short PARAMETERS_SIZE = 64;

    // ---- EF.CHANNEL
    private static final short RETRIES = Profile.CHANNEL;
    private static final short FIRST_WAIT = RETRIES + 1;
    private static final short OBJECTS_LENGTH = RETRIES + 2;
    private static final short OBJECTS = RETRIES + 3;
    private static final short MAX_OBJECTS = Profile.CHANNEL_SIZE - 3;
    private static final byte RETRIES_MASK = 0x07;
    private static final byte FIRST_WAIT_MASK = 0x0F;
    private static final byte MAX_WAIT = 120;

    // ---- STATUS without a packet that was right until the card asks for the channel, and until it gives it up
    private static final byte ASK = 10;
    private static final byte GIVE_UP = 20;

    private static final byte BIP_ERROR = 0x3A;
    /** Result: beyond the terminal's capabilities. */
    private static final short BEYOND_CAPABILITIES = (short) 0x8301;

    private static final byte BEYOND_CAPABILITIES_VALUE = 0x30;
    private static final short RESULT_SIZE = 3;

    private final byte[] session;
    private final byte[] cmd;
    private final byte[] out;
    private final byte[] cells;
    /** Where in the cells the parameters are, behind all room for packets. */
    private final short limit;

    private final Proactive proactive;
    private final Segments segments;
    private final FileSystem files;
    private final CardLife life;

    Channel(Transient ram, Proactive proactive, Segments segments, FileSystem files, CardLife life) {
        session = ram.session;
        cmd = ram.message;
        out = ram.out;
        cells = ram.cells;
        limit = (short) ((short) (ram.cellCount * Segments.CELL_SIZE) - PARAMETERS_SIZE);
        this.proactive = proactive;
        this.segments = segments;
        this.files = files;
        this.life = life;
    }

    /** Whether the cells are the channel's: no packet can come by SMS. */
    static boolean isActive(byte[] session) {
        return session != null && (session[STEP] & ~WAITS) != 0;
    }

    /** Whether a packet came by the channel and has not been answered: it is in that dialect (TS 102 225 §5). */
    static boolean hasPacket(byte[] session) {
        return session != null && session[STEP] == RUNS;
    }

    /** A message in several parts needs the cells: no further try. */
    static void giveWay(byte[] session) {
        if (session != null) {
            session[STEP] = NONE;
        }
    }

    @Override
    short room() {
        return (short) (limit - Util.getShort(session, END));
    }

    /** Bytes of response that go with the status word of a command that failed: the Result of a PUSH. */
    static short lengthOf(short sw, short room) {
        return sw == Sw.UNKNOWN && room >= RESULT_SIZE ? RESULT_SIZE : 0;
    }

    private void go(byte step) {
        session[STEP] = step;
        if (step >= OPEN) {
            proactive.want(Proactive.CHANNEL);
        }
    }

    // ---------------------------------------------------------------- how it begins and ends

    /**
     * PUSH. The card answers at once: a channel is opened after the PoR. What the terminal can't do is answered as its own
     * refusal would be: 6F00, and the Result that is then in {@code answer}.
     */
    @Override
    void push(byte[] answer) {
        short request = Util.getShort(cmd, ISO7816.OFFSET_P1);
        if (request == IDENTIFICATION_PACKET) {
            // it goes out anyway, as the first one
            if (session == null || session[STEP] == NONE) {
                Sw.conditions();
            }
            return;
        }
        if (request != OPEN_CHANNEL && request != TCP_CONNECTION) {
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
        if (!isPossible()) {
            Util.setShort(answer, (short) 0, BEYOND_CAPABILITIES);
            answer[2] = BEYOND_CAPABILITIES_VALUE;
            ISOException.throwIt(Sw.UNKNOWN);
        }
        if (session[STEP] == RUNS) {
            Sw.conditions();
        }
        session[TRIES] = 0;
        start();
    }

    @Override
    boolean call(boolean now) {
        if (!isPossible() || life.files()[OBJECTS_LENGTH] <= 0 || session[STEP] != NONE || session[TRIES] != 0) {
            return false;
        }
        if (now) {
            session[TRIES] = OWN;
            try {
                start();
            } catch (ISOException e) {
                return false; // EF.CHANNEL does not say enough, or messages have the cells: the report goes by message
            }
        }
        return true;
    }

    /** A card with cells for packets, at a terminal whose events tell of channels. */
    private boolean isPossible() {
        return session != null && proactive.can(Proactive.CHANNEL) && proactive.can(Proactive.EVENTS);
    }

    /** Throws if the cells are not free, or parameters are missing or malformed. */
    private void start() {
        if (segments.freeUp() > limit) {
            Sw.conditions();
        }
        // what waits has its parameters overwritten
        session[STEP] = NONE;
        gatherParameters();
        session[POLLS] = 0;
        go(OPEN);
        proactive.want(Proactive.EVENTS);
    }

    /** Each parameter from PUSH, else from EF.CHANNEL, else as is usual. */
    private void gatherParameters() {
        byte[] own = life.files();
        short ownLength = (short) (own[OBJECTS_LENGTH] & 0xFF);
        if (ownLength > MAX_OBJECTS) {
            ownLength = 0;
        }
        short at = (short) (limit + 1);
        for (short i = 0; i < (short) PARAMETERS.length; i++) {
            byte tag = PARAMETERS[i];
            byte[] source = cmd;
            short value = Proactive.find(cmd, tag);
            if (value == 0) {
                source = own;
                value = Tlv.find(own, tag, OBJECTS, (short) (OBJECTS + ownLength));
            }
            if (value == 0) {
                source = DEFAULTS;
                value = Tlv.find(DEFAULTS, tag, (short) 0, (short) DEFAULTS.length);
            }
            if (value != 0) {
                short size = Tlv.length(source, value);
                if (size > (short) ((short) (limit + PARAMETERS_SIZE - 2) - at)) {
                    Sw.wrongData();
                }
                cells[at++] = tag;
                cells[at++] = (byte) size;
                at = Util.arrayCopyNonAtomic(source, value, cells, at, size);
            } else if (tag != OPTIONAL_PARAMETER) {
                Sw.wrongData();
            }
        }
        cells[limit] = (byte) ((short) (at - limit) - 1);
    }

    /** The cells are the channel's: no part of a message waits in them any longer. */
    private void takeCells() {
        while (segments.youngest() != 0) {
            segments.drop((byte) 1);
        }
    }

    /** It ends for good; nothing of what came is left. */
    private void end() {
        takeCells();
        Transient.wipe(cells, (short) 0, (short) (limit + PARAMETERS_SIZE));
        session[STEP] = NONE;
        proactive.drop(Proactive.CHANNEL);
    }

    /** The channel is to be closed, and opened again if something got lost with it. */
    void close(boolean again) {
        if (again) {
            session[NUMBER] |= AGAIN;
        }
        go(CLOSE);
    }

    /** No channel: the next try comes later each time, as EF.CHANNEL says; until then the card listens for messages. */
    private void tryLater() {
        byte[] own = life.files();
        byte tries = (byte) (session[TRIES] & ~OWN);
        if (tries >= (byte) (own[RETRIES] & RETRIES_MASK)) {
            end();
            return;
        }
        short wait = (short) ((short) (own[FIRST_WAIT] & FIRST_WAIT_MASK) << tries);
        session[TRIES]++;
        session[POLLS] = (byte) (wait > MAX_WAIT ? MAX_WAIT : wait + 1);
        Transient.wipe(cells, (short) 0, limit);
        session[STEP] = WAITS;
    }

    // ---------------------------------------------------------------- proactive commands

    /** Writes the command of this step into the PoR buffer, the same one until it is answered; returns its length. */
    @Override
    short write() {
        byte step = session[STEP];
        if (step == OPEN && !proactive.can(Proactive.EVENTS)) {
            // refused just now
            end();
            return 0;
        }
        byte to = (byte) (session[NUMBER] & DEVICE_MASK);
        short from = (short) (limit + 1);
        short size = 0;
        short tailSize = 0;
        switch (step) {
            case OPEN:
                size = cells[limit];
                tailSize = size;
                to = Proactive.TO_TERMINAL;
                break;
            case SEND:
                from = Util.getShort(session, AT);
                size = toSend(from);
                tailSize = Proactive.objectSize(size);
                break;
            case RECEIVE:
                tailSize = 3;
                break;
            case GET_STATUS:
                to = Proactive.TO_TERMINAL;
                break;
            default:
                break;
        }
        // both OPEN CHANNEL and SEND DATA: immediately
        byte qualifier = (byte) (size == 0 ? 0 : 1);
        short at = proactive.begin(step, qualifier, to, tailSize);
        if (step == SEND) {
            at = proactive.beginObject((byte) (REQUIRED | TAG_DATA), size, at);
        } else if (step == RECEIVE) {
            at = proactive.beginObject((byte) (REQUIRED | TAG_LENGTH), (short) 1, at);
            out[at++] = MAX_RECEIVED;
        }
        return Util.arrayCopyNonAtomic(cells, from, out, at, size);
    }

    private short toSend(short from) {
        short left = (short) (Util.getShort(session, END) - from);
        return left > MAX_SENT ? MAX_SENT : left;
    }

    @Override
    void respond(byte[] response, byte result) {
        boolean done = (result & 0xF0) == Proactive.CLASS_PERFORMED;
        byte step = session[STEP];
        if (step <= CLOSE) {
            session[POLLS] = 0;
        }
        switch (step) {
            case OPEN:
                takeCells();
                if (done) {
                    opened(Proactive.find(response, TAG_STATUS));
                } else if (result < 0x30 || result == BIP_ERROR) {
                    tryLater();
                } else {
                    end();
                }
                break;
            case CLOSE:
                if ((session[NUMBER] & AGAIN) == 0) {
                    end();
                } else {
                    tryLater();
                }
                break;
            case GET_STATUS:
                if (done && isUp(response)) {
                    go(LISTENS);
                } else {
                    lost();
                }
                break;
            case SEND:
                if (done) {
                    sent();
                } else {
                    close(true);
                }
                break;
            default:
                received(response, done);
        }
    }

    /** Whether the link of the card's channel is established: the terminal tells of all of its channels. */
    private boolean isUp(byte[] response) {
        short status = Proactive.find(response, TAG_STATUS);
        while (status != 0 && ((byte) (response[status] ^ session[NUMBER]) & NUMBER_MASK) != 0) {
            status = Tlv.find(response, TAG_STATUS, ISO7816.OFFSET_CDATA, (short) (status - 2));
        }
        return status != 0 && response[status] < 0;
    }

    private void opened(short status) {
        byte number = status == 0 ? 1 : (byte) (cmd[status] & NUMBER_MASK);
        session[NUMBER] = (byte) (DEVICE | number);
        cells[0] = IDENTIFICATION;
        cells[1] = FileTable.ICCID_SIZE;
        send((short) 0, files.writeIccid(cells, (short) 2));
    }

    private void send(short from, short end) {
        Util.setShort(session, AT, from);
        Util.setShort(session, END, end);
        go(SEND);
    }

    private void sent() {
        short at = Util.getShort(session, AT);
        at += toSend(at);
        Util.setShort(session, AT, at);
        if (at != Util.getShort(session, END)) {
            go(SEND);
            return;
        }
        if (session[TRIES] < 0) {
            // the server knows who calls, and asks
            session[TRIES] = 0;
            life.reported(life.toReport());
        }
        Transient.wipe(cells, (short) 0, limit);
        Util.setShort(session, AT, (short) 0);
        if (proactive.waits(Proactive.REFRESH)) {
            close(false);
        } else {
            listen((byte) 0);
        }
    }

    /** Asks for what has come already, else waits for the event. */
    private void listen(byte left) {
        boolean more = left != 0 || (session[NUMBER] & MORE) != 0;
        session[NUMBER] &= ~MORE;
        go(more ? RECEIVE : LISTENS);
    }

    private void received(byte[] response, boolean done) {
        if (!done) {
            close(true);
            return;
        }
        short data = Proactive.find(response, TAG_DATA);
        short length = data == 0 ? 0 : Tlv.length(response, data);
        if (length == 0) {
            // an event may tell of what the card has fetched already
            listen((byte) 0);
            return;
        }
        short at = Util.getShort(session, AT);
        if (length > (short) (limit - at)) {
            close(false);
            return;
        }
        at = Util.arrayCopyNonAtomic(response, data, cells, at, length);
        Util.setShort(session, AT, at);
        if (at >= MIN_PACKET) {
            short header = ExpandedScript.valueOf(cells, (short) 1);
            short content = ExpandedScript.lengthAt(cells, (short) 1);
            short end = (short) (header + content);
            if (cells[0] != COMMAND
                    || content < 0
                    || content > (short) ((short) (limit - MIN_POR) - header)
                    || at > end
                    || at == end && !begin(header, content)) {
                close(false);
                return;
            }
            if (at == end) {
                return;
            }
        }
        short left = Proactive.find(response, TAG_LENGTH);
        listen(left == 0 ? 0 : response[left]);
    }

    /**
     * The packet is whole: its length, which has the form of BER over IP, takes that of SMS, from which {@link #lead} makes it
     * again for the check value. Returns whether it is one.
     */
    private boolean begin(short header, short content) {
        short off = (short) (header - SecuredPackets.CPL_SIZE);
        Util.setShort(cells, off, content);
        Util.setShort(session, END, (short) (header + content));
        Util.setShort(session, AT, off);
        session[STEP] = RUNS;
        return SecuredPackets.lengthsAgree(cells, off, (short) (content + SecuredPackets.CPL_SIZE));
    }

    /** A PoR lies between AT and END. */
    @Override
    void answered(boolean por, byte status) {
        if (status == PorStatus.OK) {
            // only who has the keys holds the card
            session[POLLS] = 0;
        }
        if (por) {
            go(SEND);
        } else {
            Util.setShort(session, AT, Util.getShort(session, END));
            sent();
        }
    }

    /** Writes identifier and BER length of a packet up to where its header length is; returns where it begins. */
    static short lead(byte identifier, short length, byte[] p, short end) {
        p[--end] = (byte) length;
        if (length > 0xFF) {
            p[--end] = (byte) (length >> 8);
            p[--end] = (byte) 0x82;
        } else if (length > 0x7F) {
            p[--end] = (byte) 0x81;
        }
        p[--end] = identifier;
        return end;
    }

    // ---------------------------------------------------------------- what happens meanwhile

    @Override
    void happened(byte event, byte status) {
        if (!isActive(session) || ((byte) (status ^ session[NUMBER]) & NUMBER_MASK) != 0) {
            return;
        }
        if (event == DATA_AVAILABLE) {
            session[NUMBER] |= MORE;
        }
        if (session[STEP] == LISTENS) {
            if (event == DATA_AVAILABLE) {
                listen((byte) 0);
            } else if (event == STATUS_CHANGED && status >= 0) {
                lost();
            }
        }
    }

    /** The link is gone: as the server wants it, unless a packet is there in part. */
    private void lost() {
        close(Util.getShort(session, AT) != 0);
    }

    @Override
    void polled() {
        if (session == null || session[STEP] == NONE) {
            return;
        }
        byte step = session[STEP];
        if (step == WAITS) {
            if (--session[POLLS] == 0) {
                go(OPEN);
            }
            return;
        }
        byte polls = ++session[POLLS];
        if (polls >= GIVE_UP) {
            session[POLLS] = 0;
            if (step == OPEN || step == CLOSE) {
                end();
            } else {
                close(true);
            }
        } else if (polls == ASK && step == LISTENS) {
            go(GET_STATUS);
        }
    }
}
