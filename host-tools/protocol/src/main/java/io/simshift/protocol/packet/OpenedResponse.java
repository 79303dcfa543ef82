package io.simshift.protocol.packet;

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

    /** Whether a cryptographic checksum proved who sent it. */
    public boolean authenticated() {
        return protection == Protection.AUTHENTICATED;
    }
}
