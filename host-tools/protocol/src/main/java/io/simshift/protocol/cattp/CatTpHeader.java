package io.simshift.protocol.cattp;

/**
 * What every PDU carries (TS 102 127 5.6); each field is two bytes.
 *
 * @param sourcePort of the sender
 * @param destinationPort of the receiver
 * @param sequence its own number
 * @param acknowledgement the highest number up to which the sender has everything; without meaning where the PDU
 *     acknowledges nothing
 * @param window how many PDUs beyond {@code acknowledgement} the sender takes
 */
public record CatTpHeader(int sourcePort, int destinationPort, int sequence, int acknowledgement, int window) {
    public CatTpHeader {
        requireU16(sourcePort, "source port");
        requireU16(destinationPort, "destination port");
        requireU16(sequence, "sequence number");
        requireU16(acknowledgement, "acknowledgement number");
        requireU16(window, "window");
    }

    static void requireU16(int value, String field) {
        if ((value & ~0xFFFF) != 0) {
            throw new IllegalArgumentException(field + " " + value + " is not 0 to 65535");
        }
    }
}
