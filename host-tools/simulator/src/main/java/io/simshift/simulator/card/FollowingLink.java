package io.simshift.simulator.card;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Does what a T=0 terminal does below the APDU (TS 102 221 7.3.1.1): fetches the data that 61XX announces with GET
 * RESPONSE, and sends a command again with the length that 6CXX names. A card that gives its data at once passes through.
 */
public final class FollowingLink implements CardLink {
    /** A card that announces more data for ever is stopped here: far more than any answer to one command. */
    private static final int ROUNDS_MAX = 32;

    private static final int MORE_DATA = 0x61;
    private static final int WRONG_LENGTH = 0x6C;
    private static final int CHANNEL_BITS_BASIC = 0x03;
    private static final int CHANNEL_BITS_FURTHER = 0x4F;

    private final CardLink card;

    public FollowingLink(CardLink card) {
        this.card = card;
    }

    @Override
    public byte[] reset() {
        return card.reset();
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        byte[] command = commandApdu;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            byte[] response = card.transmit(command);
            if (response.length < 2) {
                throw new CardLinkException("the card's answer has no status word");
            }
            data.write(response, 0, response.length - 2);
            int sw1 = response[response.length - 2] & 0xFF;
            byte sw2 = response[response.length - 1];
            if (sw1 == MORE_DATA) {
                command = getResponse(commandApdu[0], sw2);
            } else if (sw1 == WRONG_LENGTH) {
                command = withExpectedLength(command, sw2);
            } else {
                data.write(response, response.length - 2, 2);
                return data.toByteArray();
            }
        }
        throw new CardLinkException("the card announces more data without end");
    }

    /** GET RESPONSE goes to the logical channel of the command that it follows (TS 102 221 11.3.1). */
    private static byte[] getResponse(byte commandClass, byte length) {
        boolean furtherChannel = (commandClass & 0x40) != 0;
        int cla = commandClass & (furtherChannel ? CHANNEL_BITS_FURTHER : CHANNEL_BITS_BASIC);
        return new byte[] {(byte) cla, (byte) 0xC0, 0, 0, length};
    }

    private static byte[] withExpectedLength(byte[] command, byte length) {
        boolean hasData = command.length > 5;
        int headerAndData = hasData ? 5 + (command[4] & 0xFF) : 4;
        byte[] again = Arrays.copyOf(command, headerAndData + 1);
        again[headerAndData] = length;
        return again;
    }
}
