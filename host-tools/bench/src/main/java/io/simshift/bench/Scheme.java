package io.simshift.bench;

import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.secret.SecretBytes;

/** How the packets of a benchmark are secured. Public for JMH, which sets it as a parameter. */
public enum Scheme {
    /** AES-128 CBC, CMAC of 8 bytes. */
    AES128_CMAC64("aes128-cmac64", 16, 0x1619),
    /** Triple DES with two keys, CBC and CBC-MAC. */
    TRIPLE_DES_2("3des2", 16, 0x1619),
    /** CRC-32, not ciphered. */
    CRC32("crc32", 0, 0x1100);

    private final String label;
    private final int keyLength;
    private final int spi;

    Scheme(String label, int keyLength, int spi) {
        this.label = label;
        this.keyLength = keyLength;
        this.spi = spi;
    }

    String label() {
        return label;
    }

    int keyLength() {
        return keyLength;
    }

    Spi spi() {
        return Spi.of(spi);
    }

    /** Key objects as a server makes them from what its vault gives out. */
    PacketKeys keys(byte[] kic, byte[] kid) {
        return switch (this) {
            case AES128_CMAC64 -> PacketKeys.aes(SecretBytes.copyOf(kic), SecretBytes.copyOf(kid));
            case TRIPLE_DES_2 -> PacketKeys.tripleDes(SecretBytes.copyOf(kic), SecretBytes.copyOf(kid));
            case CRC32 ->
                new PacketKeys(CipherAlgorithm.NONE, PacketKeys.noKey(), IntegrityAlgorithm.CRC_32, PacketKeys.noKey());
        };
    }
}
