package io.simshift.simulator.globalplatform;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A secure channel protocol and its options, the byte "i" (appendix E.1.1; amendment D 5.1). */
public enum ScpVariant {
    /** Random card challenge. */
    SCP02_15(0x02, 0x15),
    /** Card challenge that the host can compute. */
    SCP02_55(0x02, 0x55),
    SCP03_00(0x03, 0x00),
    /** With answers that have check values, and are ciphered. */
    SCP03_60(0x03, 0x60),
    /** As 60, and a card challenge that the host can compute. */
    SCP03_70(0x03, 0x70);

    private static final int SCP02_PSEUDO_RANDOM = 0x40;
    private static final int SCP03_PSEUDO_RANDOM = 0x10;
    private static final int SCP03_RESPONSE_MAC = 0x20;
    private static final int SCP03_RESPONSE_ENCRYPTION = 0x40;

    private final int protocol;
    private final int options;

    ScpVariant(int protocol, int options) {
        this.protocol = protocol;
        this.options = options;
    }

    /** The variant that is written so: {@code 02-15}, {@code 03-70}. */
    public static ScpVariant parse(String text) {
        return Arrays.stream(values())
                .filter(variant -> variant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of "
                        + Arrays.stream(values()).map(ScpVariant::toString).collect(Collectors.joining(", "))));
    }

    int protocol() {
        return protocol;
    }

    int options() {
        return options;
    }

    /** Whether keys are AES; else they are 3DES with two keys. */
    boolean isAes() {
        return protocol == 0x03;
    }

    boolean pseudoRandomChallenge() {
        return (options & (isAes() ? SCP03_PSEUDO_RANDOM : SCP02_PSEUDO_RANDOM)) != 0;
    }

    /** Whether EXTERNAL AUTHENTICATE may ask for this security level (table 10-1; amendment D 7.1.2.2). */
    boolean allows(int level) {
        boolean responseMac = isAes() && (options & SCP03_RESPONSE_MAC) != 0;
        boolean responseEncryption = isAes() && (options & SCP03_RESPONSE_ENCRYPTION) != 0;
        return switch (level) {
            case 0x00, 0x01, 0x03 -> true;
            case 0x11, 0x13 -> responseMac;
            case 0x33 -> responseMac && responseEncryption;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return String.format("%02X-%02X", protocol, options);
    }
}
