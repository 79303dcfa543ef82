package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Algorithm of a slot's OTA keys KIc, KID and KIK (commands.md 4.7, tag 81), with the length of each of them. */
public enum OtaAlgorithm {
    AES_128("AES-128", 0x02, 16, BlockCipher.AES, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
    TRIPLE_DES_2(
            "3DES",
            0x05,
            16,
            BlockCipher.TRIPLE_DES,
            CipherAlgorithm.TRIPLE_DES_2_CBC,
            IntegrityAlgorithm.TRIPLE_DES_2_MAC),
    AES_192("AES-192", 0x12, 24, BlockCipher.AES, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
    AES_256("AES-256", 0x22, 32, BlockCipher.AES, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
    TRIPLE_DES_3(
            "3DES-3",
            0x09,
            24,
            BlockCipher.TRIPLE_DES,
            CipherAlgorithm.TRIPLE_DES_3_CBC,
            IntegrityAlgorithm.TRIPLE_DES_3_MAC),
    /** Old; only where the card was installed to take it. */
    DES("DES", 0x01, 8, BlockCipher.DES, CipherAlgorithm.DES_CBC, IntegrityAlgorithm.DES_MAC);

    private final String text;
    private final int code;
    private final int keyLength;
    private final BlockCipher blockCipher;
    private final CipherAlgorithm cipher;
    private final IntegrityAlgorithm integrity;

    OtaAlgorithm(
            String text,
            int code,
            int keyLength,
            BlockCipher blockCipher,
            CipherAlgorithm cipher,
            IntegrityAlgorithm integrity) {
        this.text = text;
        this.code = code;
        this.keyLength = keyLength;
        this.blockCipher = blockCipher;
        this.cipher = cipher;
        this.integrity = integrity;
    }

    /** The name that people write: AES-128, 3DES (with two keys), AES-192, AES-256, 3DES-3, DES. */
    public String text() {
        return text;
    }

    /**
     * The algorithm with this name, in any case.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static OtaAlgorithm parse(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.text.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of "
                        + Arrays.stream(values()).map(OtaAlgorithm::text).collect(Collectors.joining(", "))));
    }

    /** The byte on the wire: its low nibble is that of KIc and KID, its high one counts the longer AES keys. */
    public int code() {
        return code;
    }

    /** Bytes of each key. */
    public int keyLength() {
        return keyLength;
    }

    /** The cipher that the keys are of. */
    public BlockCipher blockCipher() {
        return blockCipher;
    }

    /** How packets are ciphered under KIc. */
    public CipherAlgorithm cipher() {
        return cipher;
    }

    /** How packets are checked under KID, with the longest check value. */
    public IntegrityAlgorithm integrity() {
        return integrity;
    }

    /** KIc and KID as the keys of packets with the longest check value, 8 bytes. */
    public PacketKeys packetKeys(SecretBytes kic, SecretBytes kid) {
        return new PacketKeys(cipher, kic, integrity, kid);
    }

    /** @throws IllegalArgumentException where one of the keys is not as long as this algorithm's */
    void requireKeys(SecretBytes... keys) {
        for (SecretBytes key : keys) {
            if (key.length() != keyLength) {
                throw new IllegalArgumentException(
                        "a key of " + this + " has " + keyLength + " bytes, not " + key.length());
            }
        }
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
