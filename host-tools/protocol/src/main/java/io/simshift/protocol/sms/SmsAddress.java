package io.simshift.protocol.sms;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.identity.Msisdn;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * An address of TS 23.040 9.1.2.5 and, in another framing, of a service centre (TS 24.011 8.2.5.1).
 *
 * @param type type of number and numbering plan, for example {@code 0x91}
 * @param semiOctets number of digits; for an alphanumeric address the number of used half bytes
 * @param value the address as coded, two semi-octets in a byte
 */
public record SmsAddress(int type, int semiOctets, byte[] value) {
    public static final int INTERNATIONAL = 0x91;
    public static final int UNKNOWN = 0x81;

    private static final String CLAUSE = "TS 23.040 9.1.2.5";
    private static final String DIGITS = "0123456789*#abc";
    private static final String FILLER_AMONG_DIGITS = "an address has a filler among its digits";
    private static final int FILLER = 0xF;
    private static final int ALPHANUMERIC = 0x50;
    private static final int TYPE_OF_NUMBER = 0x70;
    private static final int MAX_SEMI_OCTETS = 20;

    public SmsAddress {
        if ((type & ~0xFF) != 0) {
            throw new IllegalArgumentException("a type of address is one byte");
        }
        if (semiOctets < 0 || semiOctets > MAX_SEMI_OCTETS || value.length != (semiOctets + 1) / 2) {
            throw new IllegalArgumentException("an address has 0 to 20 digits, two in a byte");
        }
        value = value.clone();
        if (!isAlphanumeric(type) && fillerAmong(semiOctets, value)) {
            throw new IllegalArgumentException(FILLER_AMONG_DIGITS);
        }
    }

    /** A number of the digits 0-9 * # a b c. */
    public static SmsAddress of(int type, String digits) {
        byte[] value = new byte[(digits.length() + 1) / 2];
        Arrays.fill(value, (byte) 0xFF);
        for (int i = 0; i < digits.length(); i++) {
            int nibble = DIGITS.indexOf(digits.charAt(i));
            if (nibble < 0) {
                throw new IllegalArgumentException("address '" + digits + "' has a character that is no digit");
            }
            int kept = i % 2 == 0 ? 0xF0 : 0x0F;
            value[i / 2] = (byte) (value[i / 2] & kept | nibble << 4 * (i % 2));
        }
        return new SmsAddress(type, digits.length(), value);
    }

    /** A number in international form. */
    public static SmsAddress international(Msisdn msisdn) {
        return of(INTERNATIONAL, msisdn.digits());
    }

    /** Reads a TP address: length in digits, type, value. */
    static SmsAddress read(WireReader in) {
        int offset = in.offset();
        int semiOctets = in.u8("address length");
        int type = in.u8("type of address");
        if (semiOctets > MAX_SEMI_OCTETS) {
            throw in.failAt(offset, "an address has at most 20 digits, not " + semiOctets);
        }
        return checked(in, offset, type, semiOctets, in.bytes((semiOctets + 1) / 2, "address"));
    }

    /** Reads a TP address and nothing behind it. */
    public static SmsAddress decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        SmsAddress address = read(in);
        in.requireEnd();
        return address;
    }

    /** The address as in a TPDU: number of digits, type, digits. */
    public byte[] encode() {
        return new WireWriter().u8(semiOctets).u8(type).bytes(value).toByteArray();
    }

    /** Type and digits alone, as in a COMPREHENSION-TLV "address" (TS 102 223 8.1). */
    public byte[] encodeWithoutLength() {
        return new WireWriter().u8(type).bytes(value).toByteArray();
    }

    /** Reads type and digits up to the end, as in a COMPREHENSION-TLV "address". */
    public static SmsAddress decodeWithoutLength(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 102 223 8.1");
        int type = in.u8("type of address");
        byte[] value = in.rest();
        boolean odd = value.length > 0 && (value[value.length - 1] & 0xF0) == 0xF0;
        int semiOctets = 2 * value.length - (odd ? 1 : 0);
        if (semiOctets > MAX_SEMI_OCTETS) {
            throw in.fail("an address has at most 20 digits, not " + semiOctets);
        }
        return checked(in, 0, type, semiOctets, value);
    }

    private static SmsAddress checked(WireReader in, int offset, int type, int semiOctets, byte[] value) {
        if (!isAlphanumeric(type) && fillerAmong(semiOctets, value)) {
            throw in.failAt(offset, FILLER_AMONG_DIGITS);
        }
        return new SmsAddress(type, semiOctets, value);
    }

    private static boolean fillerAmong(int semiOctets, byte[] value) {
        return IntStream.range(0, semiOctets).anyMatch(i -> nibble(value, i) == FILLER);
    }

    private static int nibble(byte[] value, int index) {
        return value[index / 2] >> 4 * (index % 2) & 0xF;
    }

    private static boolean isAlphanumeric(int type) {
        return (type & TYPE_OF_NUMBER) == ALPHANUMERIC;
    }

    /** Whether it is text of the 7-bit alphabet rather than a number. */
    public boolean isAlphanumeric() {
        return isAlphanumeric(type);
    }

    /** Whether it is a number in international form. */
    public boolean isInternational() {
        return (type & TYPE_OF_NUMBER) == 0x10;
    }

    /** The digits; of an alphanumeric address its bytes in hexadecimal digits. */
    public String digits() {
        if (isAlphanumeric()) {
            return HexFormat.of().formatHex(value);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < semiOctets; i++) {
            out.append(DIGITS.charAt(nibble(value, i)));
        }
        return out.toString();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmsAddress that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return (isInternational() ? "+" : "") + digits();
    }
}
