package io.simshift.protocol.packet;

import java.util.Arrays;

/**
 * A response packet that was read, and how far it can be believed.
 *
 * @param packet what it says
 * @param protection how it came
 * @param paddingLength PCNTR
 * @param checkValue the check value, right; no bytes where there is none
 */
public record OpenedResponse(ResponsePacket packet, Protection protection, int paddingLength, byte[] checkValue) {
    /** How a response came. */
    public enum Protection {
        /** With a cryptographic checksum that is right: only who holds the keys can have sent it. */
        AUTHENTICATED,
        /** As SPI asked, which was not for a cryptographic checksum. */
        AS_ASKED,
        /** In clear although SPI asked for more, with a status that allows it. Anyone can have sent it. */
        PLAIN_INSTEAD
    }

    public OpenedResponse {
        checkValue = checkValue.clone();
    }

    @Override
    public byte[] checkValue() {
        return checkValue.clone();
    }

    /**
     * Whether it answers {@code command}, which went over SMS as {@code sent}: TAR and counter are those of the command.
     * A card that could not trust the command never deciphered it; its answer in clear gives the bytes of the counter
     * back as they were sent.
     */
    public boolean answers(CommandPacket command, byte[] sent) {
        if (!packet.tar().equals(command.tar())) {
            return false;
        }
        if (packet.counter().equals(command.counter())) {
            return true;
        }
        int body = PacketLayout.COMMAND.cut(sent, Framing.SMS).bodyOffset();
        return protection == Protection.PLAIN_INSTEAD
                && packet.counter().equals(Counter.decode(Arrays.copyOfRange(sent, body, body + Counter.LENGTH)));
    }

    /** Whether a cryptographic checksum proved who sent it. */
    public boolean authenticated() {
        return protection == Protection.AUTHENTICATED;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OpenedResponse that
                && packet.equals(that.packet)
                && protection == that.protection
                && paddingLength == that.paddingLength
                && Arrays.equals(checkValue, that.checkValue);
    }

    @Override
    public int hashCode() {
        return 31 * packet.hashCode() + Arrays.hashCode(checkValue);
    }
}
