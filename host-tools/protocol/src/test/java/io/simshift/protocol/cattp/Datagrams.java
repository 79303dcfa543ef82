package io.simshift.protocol.cattp;

/** Datagrams that somebody has altered. */
final class Datagrams {
    private static final int CHECKSUM_OFFSET = 16;

    private Datagrams() {}

    /** The checksum put right, in place; anything too short for one is left as it is. */
    static byte[] withChecksum(byte[] datagram) {
        if (datagram.length >= CHECKSUM_OFFSET + 2) {
            datagram[CHECKSUM_OFFSET] = 0;
            datagram[CHECKSUM_OFFSET + 1] = 0;
            long sum = 0;
            for (int i = 0; i < datagram.length; i += 2) {
                int low = i + 1 < datagram.length ? datagram[i + 1] & 0xFF : 0;
                sum += (datagram[i] & 0xFF) * 256 + low;
            }
            int checksum = (int) (0xFFFF - (sum % 0xFFFF == 0 && sum > 0 ? 0xFFFF : sum % 0xFFFF));
            datagram[CHECKSUM_OFFSET] = (byte) (checksum >> 8);
            datagram[CHECKSUM_OFFSET + 1] = (byte) checksum;
        }
        return datagram;
    }
}
