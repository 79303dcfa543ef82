package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;

/** Algorithm of a slot's OTA keys (commands.md 4.7, tag 81): 16 bytes each. */
public enum OtaAlgorithm {
    AES_128(0x02),
    TRIPLE_DES_2(0x05);

    private final int code;

    OtaAlgorithm(int code) {
        this.code = code;
    }

    /** The byte on the wire, the same as the low nibble of KIc and KID. */
    public int code() {
        return code;
    }

    /** KIc and KID as the keys of packets. */
    public PacketKeys packetKeys(SecretBytes kic, SecretBytes kid) {
        return this == AES_128 ? PacketKeys.aes(kic, kid) : PacketKeys.tripleDes(kic, kid);
    }

    /** Reads the byte. */
    public static OtaAlgorithm decode(int code) {
        for (OtaAlgorithm algorithm : values()) {
            if (algorithm.code == code) {
                return algorithm;
            }
        }
        throw new WireFormatException("commands.md 4.7", 0, "OTA algorithm " + code + " is unknown");
    }
}
