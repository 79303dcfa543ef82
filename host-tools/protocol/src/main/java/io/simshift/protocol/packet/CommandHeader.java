package io.simshift.protocol.packet;

/**
 * The part of a command packet that can be read without keys (TS 102 225 5.1).
 *
 * @param packetLength CPL: bytes behind it
 * @param headerLength CHL: bytes from SPI to the end of the check value
 */
public record CommandHeader(
        int packetLength, int headerLength, Spi spi, KeyIdentifier kic, KeyIdentifier kid, Tar tar) {
    /** Bytes of the check value that CHL leaves room for. */
    public int checkLength() {
        return headerLength - PacketLayout.COMMAND.minHeaderLength();
    }
}
