package io.simshift.cli.packet;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import java.math.BigInteger;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the fields of a packet from the command line. */
public final class Converters {
    private Converters() {}

    /** SPI: two bytes. */
    public static final class OfSpi implements ITypeConverter<Spi> {
        @Override
        public Spi convert(String text) {
            return Spi.of(number(text, 2));
        }
    }

    /** KIc or KID: one byte. */
    public static final class OfKeyIdentifier implements ITypeConverter<KeyIdentifier> {
        @Override
        public KeyIdentifier convert(String text) {
            return new KeyIdentifier(number(text, 1));
        }
    }

    /** TAR: three bytes. */
    public static final class OfTar implements ITypeConverter<Tar> {
        @Override
        public Tar convert(String text) {
            return new Tar(number(text, 3));
        }
    }

    /** Response status: one byte. */
    public static final class OfStatus implements ITypeConverter<PorStatus> {
        @Override
        public PorStatus convert(String text) {
            return new PorStatus(number(text, 1));
        }
    }

    /** CNTR: a number, decimal or hexadecimal with 0x, or the five bytes as they stand in a packet. */
    public static final class OfCounter implements ITypeConverter<Counter> {
        @Override
        public Counter convert(String text) {
            boolean prefixed = text.regionMatches(true, 0, "0x", 0, 2);
            boolean bytes = text.matches("[0-9A-Fa-f]{10}");
            try {
                String digits = prefixed ? text.substring(2) : text;
                BigInteger value = new BigInteger(digits, prefixed || bytes ? 16 : 10);
                return new Counter(value.longValueExact());
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'" + text
                                + "' is not a counter: a number from 0 to 1099511627775, 0x and at most ten hexadecimal digits, or just ten of them");
            }
        }
    }

    private static int number(String text, int length) {
        byte[] bytes;
        try {
            bytes = HexInput.parse("'" + text + "'", text);
        } catch (CommandFailure e) {
            throw new TypeConversionException(e.getMessage());
        }
        if (bytes.length != length) {
            throw new TypeConversionException(
                    "'" + text + "' has " + 2 * bytes.length + " hexadecimal digits, " + 2 * length + " are needed");
        }
        return new BigInteger(1, bytes).intValueExact();
    }
}
