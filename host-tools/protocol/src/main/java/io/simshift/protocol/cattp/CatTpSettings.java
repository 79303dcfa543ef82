package io.simshift.protocol.cattp;

/**
 * What one end of a connection can do and how patient it is; the standard leaves timers and counts to the ends.
 *
 * @param maxPduBytes the longest PDU that it takes and makes, header included
 * @param maxSduBytes the longest SDU that it takes
 * @param windowPdus how many PDUs it takes beyond the last one that it has acknowledged
 * @param retransmitAfterMillis wait for an acknowledgement; doubled from one retransmission to the next, 64-fold at most
 * @param retransmissions so many without progress, and the connection is given up
 * @param keepAliveMillis a NUL goes out after so long without any PDU; 0 for never
 */
public record CatTpSettings(
        int maxPduBytes,
        int maxSduBytes,
        int windowPdus,
        long retransmitAfterMillis,
        int retransmissions,
        long keepAliveMillis) {
    /** For packets of 1,400 bytes over mobile networks with seconds of latency. */
    public static final CatTpSettings USUAL = new CatTpSettings(1_400, 0xFFFF, 8, 3_000, 5, 0);

    public CatTpSettings {
        CatTpHeader.requireU16(maxPduBytes, "maximum PDU size");
        CatTpHeader.requireU16(maxSduBytes, "maximum SDU size");
        if (maxPduBytes <= CatTpPdu.HEADER_BYTES || maxSduBytes == 0) {
            throw new IllegalArgumentException("no byte fits into PDUs and SDUs of these sizes");
        }
        // half of the numbers are behind, half ahead
        if (windowPdus < 1 || windowPdus > CatTpPdu.MAX_RECEIVED) {
            throw new IllegalArgumentException("a window of " + windowPdus + " PDUs");
        }
        if (retransmitAfterMillis < 1 || retransmissions < 0 || keepAliveMillis < 0) {
            throw new IllegalArgumentException("times and counts are positive");
        }
    }
}
