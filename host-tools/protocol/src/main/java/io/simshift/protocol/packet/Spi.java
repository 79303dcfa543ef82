package io.simshift.protocol.packet;

import io.simshift.protocol.WireReader;
import java.util.HexFormat;

/**
 * Security parameter indicator of a command packet (TS 102 225 5.1.1): the first byte says how the command is secured,
 * the second how the answer is to be.
 */
public record Spi(int command, int response) {
    private static final int CIPHERED = 0x04;
    private static final int RESPONSE_CIPHERED = 0x10;
    private static final int RESPONSE_BY_SUBMIT = 0x20;

    // values() makes an array with every call, and these are read several times for each packet.
    private static final Check[] CHECKS = Check.values();
    private static final CounterMode[] COUNTER_MODES = CounterMode.values();
    private static final PorMode[] POR_MODES = PorMode.values();

    /** What checks a packet. */
    public enum Check {
        NONE("no check value"),
        RC("redundancy check"),
        CC("cryptographic checksum"),
        DS("digital signature");

        private final String text;

        Check(String text) {
            this.text = text;
        }

        public String describe() {
            return text;
        }
    }

    /** What the receiver does with the counter. */
    public enum CounterMode {
        NONE("no counter"),
        NOT_CHECKED("counter present, not checked"),
        HIGHER("process only if the counter is higher than the stored one"),
        ONE_HIGHER("process only if the counter is one higher than the stored one");

        private final String text;

        CounterMode(String text) {
            this.text = text;
        }

        public String describe() {
            return text;
        }
    }

    /** When the receiver answers. */
    public enum PorMode {
        NONE("no proof of receipt"),
        ALWAYS("proof of receipt always"),
        ON_ERROR("proof of receipt on error only"),
        RESERVED("reserved proof of receipt mode");

        private final String text;

        PorMode(String text) {
            this.text = text;
        }

        public String describe() {
            return text;
        }
    }

    public Spi {
        if ((command & ~0xFF) != 0 || (response & ~0xFF) != 0) {
            throw new IllegalArgumentException("SPI is two bytes");
        }
    }

    /** From the two bytes as a number, for example {@code 0x1639}. */
    public static Spi of(int value) {
        return new Spi(value >> 8, value & 0xFF);
    }

    /** CC, ciphering, counter higher; PoR always, with CC and ciphered, by SMS-SUBMIT or in SMS-DELIVER-REPORT. */
    public static Spi secured(boolean porBySubmit) {
        return of(porBySubmit ? 0x1639 : 0x1619);
    }

    /** Reads the next two bytes of {@code in}. */
    static Spi read(WireReader in) {
        return of(in.u16("SPI"));
    }

    /** The two bytes as a number. */
    public int value() {
        return command << 8 | response;
    }

    /** What checks the command. */
    public Check check() {
        return CHECKS[command & 3];
    }

    /** Whether the command is ciphered. */
    public boolean ciphered() {
        return (command & CIPHERED) != 0;
    }

    /** What the receiver does with the counter. */
    public CounterMode counterMode() {
        return COUNTER_MODES[command >> 3 & 3];
    }

    /** When the receiver answers. */
    public PorMode porMode() {
        return POR_MODES[response & 3];
    }

    /** What checks the answer. */
    public Check porCheck() {
        return CHECKS[response >> 2 & 3];
    }

    /** Whether the answer is ciphered. */
    public boolean porCiphered() {
        return (response & RESPONSE_CIPHERED) != 0;
    }

    /** Over SMS: true for an SMS-SUBMIT of the card's own, false for the SMS-DELIVER-REPORT. */
    public boolean porBySubmit() {
        return (response & RESPONSE_BY_SUBMIT) != 0;
    }

    /** Both bytes in plain words. */
    public String describe() {
        return describeCommand() + "; " + describeResponse();
    }

    /** The first byte in plain words. */
    public String describeCommand() {
        return check().describe() + ", " + (ciphered() ? "ciphered" : "not ciphered") + ", "
                + counterMode().describe();
    }

    /** The second byte in plain words. */
    public String describeResponse() {
        if (porMode() == PorMode.NONE) {
            return porMode().describe();
        }
        return porMode().describe() + ", " + porCheck().describe() + ", "
                + (porCiphered() ? "ciphered" : "not ciphered") + ", by "
                + (porBySubmit() ? "SMS-SUBMIT" : "SMS-DELIVER-REPORT");
    }

    /** Four hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().toHexDigits(value(), 4);
    }
}
