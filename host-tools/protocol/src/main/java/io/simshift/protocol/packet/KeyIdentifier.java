package io.simshift.protocol.packet;

/**
 * The byte KIc or KID of a command packet (TS 102 225 5.1.2, 5.1.3): the high nibble names the keyset, the low one the
 * algorithm.
 */
public record KeyIdentifier(int value) {
    public KeyIdentifier {
        if ((value & ~0xFF) != 0) {
            throw new IllegalArgumentException("KIc and KID are one byte each");
        }
    }

    /** Keyset 0 to 15 and a cipher: KIc. */
    public static KeyIdentifier kic(int keyset, CipherAlgorithm algorithm) {
        return of(keyset, algorithm.nibble());
    }

    /** Keyset 0 to 15 and a check: KID. */
    public static KeyIdentifier kid(int keyset, IntegrityAlgorithm algorithm) {
        return of(keyset, algorithm.nibble());
    }

    private static KeyIdentifier of(int keyset, int nibble) {
        if (keyset < 0 || keyset > 15) {
            throw new IllegalArgumentException("keyset " + keyset + " is not between 0 and 15");
        }
        return new KeyIdentifier(keyset << 4 | nibble);
    }

    /** The keyset, 0 to 15. */
    public int keyset() {
        return value >> 4;
    }

    /** The low nibble. */
    public int algorithmNibble() {
        return value & 0xF;
    }

    /** b2b1 = 00: sender and receiver know the algorithm. */
    public boolean isImplicit() {
        return (value & 3) == 0;
    }

    /** As KIc, in plain words. */
    public String describeAsKic() {
        String algorithm = switch (algorithmNibble()) {
            case 0x1 -> "DES-CBC";
            case 0x5 -> "3DES outer-CBC, 2 keys";
            case 0x9 -> "3DES outer-CBC, 3 keys";
            case 0xD -> "DES-ECB";
            case 0x2 -> "AES-CBC";
            default -> describeOther();
        };
        return describeKeyset() + algorithm;
    }

    /** As KID, in plain words; {@code check} is what SPI asks for. */
    public String describeAsKid(Spi.Check check) {
        boolean redundancy = check == Spi.Check.RC;
        String algorithm = switch (algorithmNibble()) {
            case 0x1 -> redundancy ? "CRC-16" : "DES CBC-MAC";
            case 0x5 -> redundancy ? "CRC-32" : "3DES CBC-MAC, 2 keys";
            case 0x9 -> redundancy ? "reserved" : "3DES CBC-MAC, 3 keys";
            case 0x2 -> redundancy ? "reserved" : "AES-CMAC";
            default -> describeOther();
        };
        return describeKeyset() + algorithm;
    }

    private String describeKeyset() {
        return keyset() == 0 ? "implicit keyset, " : "keyset " + keyset() + ", ";
    }

    private String describeOther() {
        if (isImplicit()) {
            return "algorithm known implicitly";
        }
        return (value & 3) == 3 ? "proprietary algorithm" : "reserved algorithm";
    }

    /** Two hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%02X", value);
    }
}
