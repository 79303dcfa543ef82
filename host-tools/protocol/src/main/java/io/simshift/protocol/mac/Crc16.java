package io.simshift.protocol.mac;

/** The CRC-16 of secured packets (TS 102 225 5.1.3): polynomial 1021 reflected, start and final XOR FFFF. */
public final class Crc16 {
    /** Bytes of the value. */
    public static final int LENGTH = 2;

    private static final int REFLECTED_POLYNOMIAL = 0x8408;

    private Crc16() {}

    /** The two bytes of the check, high one first. */
    public static byte[] of(byte[] message) {
        int crc = 0xFFFF;
        for (byte octet : message) {
            crc ^= octet & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ REFLECTED_POLYNOMIAL : crc >> 1;
            }
        }
        crc ^= 0xFFFF;
        return new byte[] {(byte) (crc >> 8), (byte) crc};
    }
}
