package io.simshift.protocol.packet;

import io.simshift.protocol.mac.AesCmac;
import io.simshift.protocol.mac.Crc16;
import io.simshift.protocol.mac.Crc32;
import io.simshift.protocol.mac.DesCbcMac;
import io.simshift.protocol.secret.SecretBytes;

/** How a secured packet is checked (TS 102 225 5.1.3); the low nibble of KID names it. */
public enum IntegrityAlgorithm {
    NONE(Spi.Check.NONE, 0, 0, 0, 0, "no check"),
    CRC_16(Spi.Check.RC, 0x1, 2, 0, 0, "CRC-16"),
    CRC_32(Spi.Check.RC, 0x5, 4, 0, 0, "CRC-32"),
    /** Old; not for new use. */
    DES_MAC(Spi.Check.CC, 0x1, 8, 8, 8, "DES CBC-MAC"),
    TRIPLE_DES_2_MAC(Spi.Check.CC, 0x5, 8, 16, 16, "3DES CBC-MAC, 2 keys"),
    TRIPLE_DES_3_MAC(Spi.Check.CC, 0x9, 8, 24, 24, "3DES CBC-MAC, 3 keys"),
    AES_CMAC_64(Spi.Check.CC, 0x2, 8, 16, 32, "AES-CMAC, 8 bytes"),
    AES_CMAC_32(Spi.Check.CC, 0x2, 4, 16, 32, "AES-CMAC, 4 bytes");

    private final Spi.Check kind;
    private final int nibble;
    private final int length;
    private final int minKeyLength;
    private final int maxKeyLength;
    private final String text;

    IntegrityAlgorithm(Spi.Check kind, int nibble, int length, int minKeyLength, int maxKeyLength, String text) {
        this.kind = kind;
        this.nibble = nibble;
        this.length = length;
        this.minKeyLength = minKeyLength;
        this.maxKeyLength = maxKeyLength;
        this.text = text;
    }

    /** Redundancy check, cryptographic checksum, or none: what SPI asks for. */
    public Spi.Check kind() {
        return kind;
    }

    /** The low nibble of KID. */
    public int nibble() {
        return nibble;
    }

    /** Bytes of the check value. */
    public int length() {
        return length;
    }

    /** Whether a key of this many bytes fits; 0 where no key is needed. */
    public boolean takesKeyOf(int keyLength) {
        return keyLength >= minKeyLength && keyLength <= maxKeyLength && keyLength % 8 == 0;
    }

    /** In plain words. */
    public String describe() {
        return text;
    }

    byte[] check(SecretBytes key, byte[] message) {
        return switch (this) {
            case NONE -> new byte[0];
            case CRC_16 -> Crc16.of(message);
            case CRC_32 -> Crc32.of(message);
            case DES_MAC, TRIPLE_DES_2_MAC, TRIPLE_DES_3_MAC -> DesCbcMac.of(key, message);
            case AES_CMAC_64, AES_CMAC_32 -> AesCmac.of(key, message, length);
        };
    }
}
