package io.simshift.simulator.card;

import java.util.Arrays;

/**
 * Makes a card that answers in APDUs look like one on T=0 (ISO/IEC 7816-3 10.3 and 12.2, TS 102 221 7.3.1.1): the answer
 * to a command with data waits for GET RESPONSE behind 61XX, or 9FXX where the command is of a GSM SIM (TS 51.011 9.4.1); a
 * wrong length gets 6CXX with the right one. What waits is lost with the next command.
 *
 * <p>No command reaches the card twice: asked again with the length that 6CXX named, the answer comes from here.
 */
public final class T0Link implements CardLink {
    private static final int HEADER_BYTES = 5;
    private static final int P3 = 4;
    private static final int LENGTH_MAX = 256;
    private static final int CLA_GSM = 0xA0;
    private static final int SELECT = 0xA4;
    private static final int SELECT_PARENT = 0x03;
    private static final int GET_RESPONSE = 0xC0;
    private static final int WARNING_MEMORY_UNCHANGED = 0x62;
    private static final int WARNING_MEMORY_CHANGED = 0x63;
    private static final byte MORE_DATA = 0x61;
    private static final byte MORE_DATA_GSM = (byte) 0x9F;
    private static final byte WRONG_LENGTH = 0x6C;
    private static final byte[] SW_CONDITIONS_NOT_SATISFIED = {0x69, (byte) 0x85};
    private static final byte[] SW_WRONG_LENGTH = {0x67, 0x00};

    private final CardLink card;
    private final boolean takesClassOfCommand;

    /** An answer that waits: data and status word; or nothing. */
    private byte[] waiting;
    /** What brings it: GET RESPONSE, or the command itself; P3 does not count. */
    private byte[] collector;
    /** The class of the command whose answer waits. */
    private byte waitingFor;

    /** With GET RESPONSE as UICCs know it: of class 00, whatever class the command had (TS 102 221 11.3.1). */
    public T0Link(CardLink card) {
        this(card, false);
    }

    /**
     * @param takesClassOfCommand whether GET RESPONSE may also have the class of the command before it, as tools for
     *     GlobalPlatform send it (ISO/IEC 7816-4 5.4.1)
     */
    public T0Link(CardLink card, boolean takesClassOfCommand) {
        this.card = card;
        this.takesClassOfCommand = takesClassOfCommand;
    }

    @Override
    public byte[] reset() {
        forget();
        return card.reset();
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        if (commandApdu.length < HEADER_BYTES - 1) {
            return SW_WRONG_LENGTH.clone();
        }
        // a command of four bytes goes out with P3 = 00
        byte[] command = commandApdu.length < HEADER_BYTES ? Arrays.copyOf(commandApdu, HEADER_BYTES) : commandApdu;
        if (waiting != null && command.length == HEADER_BYTES && Arrays.equals(collector, header(command))) {
            return collect(expected(command));
        }
        forget();
        // a card that is a SIM too keeps the answers of CLA A0 itself
        if ((command[1] & 0xFF) == GET_RESPONSE && (command[0] & 0xFF) != CLA_GSM) {
            return SW_CONDITIONS_NOT_SATISFIED.clone();
        }
        boolean brings = bringsData(command);
        byte[] response = card.transmit(brings ? withoutLe(command) : command);
        int length = response.length - 2;
        if (length <= 0) {
            return response;
        }
        waiting = response;
        waitingFor = command[0];
        if (brings) {
            collector = getResponse(command);
            return announce(command, response);
        }
        collector = Arrays.copyOf(command, P3);
        return collect(expected(command));
    }

    /** Without P3; a class that GET RESPONSE has taken over from its command is as good as its own. */
    private byte[] header(byte[] command) {
        byte[] header = Arrays.copyOf(command, P3);
        if (takesClassOfCommand && (command[1] & 0xFF) == GET_RESPONSE && command[0] == waitingFor) {
            header[0] = collector[0];
        }
        return header;
    }

    private void forget() {
        if (waiting != null) {
            // it may hold session keys
            Arrays.fill(waiting, (byte) 0);
        }
        waiting = null;
        collector = null;
    }

    private static int expected(byte[] command) {
        int p3 = command[P3] & 0xFF;
        return p3 == 0 ? LENGTH_MAX : p3;
    }

    /** Whether P3 is the length of data that come with the command; else it is the length of the answer. */
    private static boolean bringsData(byte[] command) {
        boolean selects = (command[1] & 0xFF) == SELECT && command[2] != SELECT_PARENT;
        return command.length > HEADER_BYTES || selects && command[P3] == 0;
    }

    /** T=0 carries no Le behind data. */
    private static byte[] withoutLe(byte[] command) {
        int end = HEADER_BYTES + (command[P3] & 0xFF);
        return command.length == end + 1 ? Arrays.copyOf(command, end) : command;
    }

    private static byte[] getResponse(byte[] command) {
        int cla = command[0] & 0xFF;
        boolean furtherChannel = (cla & 0x40) != 0;
        int channel = cla == CLA_GSM ? CLA_GSM : cla & (furtherChannel ? 0x4F : 0x03);
        return new byte[] {(byte) channel, (byte) GET_RESPONSE, 0, 0};
    }

    /** A warning comes at once; a terminal then asks with GET RESPONSE what there is (TS 102 221 7.3.1.1.5). */
    private static byte[] announce(byte[] command, byte[] response) {
        int length = response.length - 2;
        int sw1 = response[length] & 0xFF;
        if (sw1 == WARNING_MEMORY_UNCHANGED || sw1 == WARNING_MEMORY_CHANGED) {
            return Arrays.copyOfRange(response, length, response.length);
        }
        boolean gsm = (command[0] & 0xFF) == CLA_GSM;
        return new byte[] {gsm ? MORE_DATA_GSM : MORE_DATA, (byte) length};
    }

    /** The whole answer for its own length; for less, as much, and 61XX where GET RESPONSE asked; else the right length. */
    private byte[] collect(int expected) {
        int length = waiting.length - 2;
        if (expected == length) {
            byte[] whole = waiting.clone();
            forget();
            return whole;
        }
        boolean partly = expected < length && (collector[1] & 0xFF) == GET_RESPONSE;
        if (!partly) {
            return new byte[] {WRONG_LENGTH, (byte) length};
        }
        byte[] part = Arrays.copyOf(waiting, expected + 2);
        byte[] rest = Arrays.copyOfRange(waiting, expected, waiting.length);
        Arrays.fill(waiting, (byte) 0);
        waiting = rest;
        part[expected] = (collector[0] & 0xFF) == CLA_GSM ? MORE_DATA_GSM : MORE_DATA;
        part[expected + 1] = (byte) (rest.length - 2);
        return part;
    }
}
