package io.simshift.simulator.profile;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import io.simshift.simulator.personalisation.InitialFile;
import io.simshift.simulator.personalisation.Pin;
import io.simshift.simulator.personalisation.PinFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** The member {@code pins} of a profile. No message repeats a PIN. */
final class PinSection {
    private static final String VALUE = "value";
    private static final String PUK = "puk";
    private static final String TRIES = "tries";
    private static final String PUK_TRIES = "pukTries";
    private static final String STATE = "state";
    private static final int TRIES_DEFAULT = 3;
    private static final int PUK_TRIES_DEFAULT = 10;
    private static final String DIGITS = "[0-9]{4,8}";
    private static final String BYTES = "[0-9A-Fa-f]{16}";
    private static final byte FILLER = (byte) 0xFF;

    private PinSection() {}

    static InitialFile read(JsonField field) {
        JsonObject section = field.object(
                Arrays.stream(PinFile.Name.values()).map(PinFile.Name::text).toArray(String[]::new));
        Map<PinFile.Name, Pin> pins = new EnumMap<>(PinFile.Name.class);
        for (PinFile.Name name : PinFile.Name.values()) {
            section.optional(name.text()).ifPresent(pin -> pins.put(name, pin(name, pin)));
        }
        return PinFile.of(pins);
    }

    private static Pin pin(PinFile.Name name, JsonField field) {
        boolean canBeDisabled = name == PinFile.Name.PIN1 || name == PinFile.Name.UNIVERSAL;
        JsonObject pin = canBeDisabled
                ? field.object(VALUE, PUK, TRIES, PUK_TRIES, STATE)
                : field.object(VALUE, PUK, TRIES, PUK_TRIES);
        return new Pin(
                pin.optional(STATE).map(PinSection::enabled).orElse(!canBeDisabled),
                pin.optional(TRIES).map(n -> n.number(1, Pin.TRIES_MAX)).orElse(TRIES_DEFAULT),
                pin.optional(PUK_TRIES).map(n -> n.number(1, Pin.TRIES_MAX)).orElse(PUK_TRIES_DEFAULT),
                value(pin.required(VALUE)),
                pin.optional(PUK).map(PinSection::value));
    }

    private static boolean enabled(JsonField field) {
        return switch (field.text()) {
            case "enabled" -> true;
            case "disabled" -> false;
            default -> throw field.wrong("is neither enabled nor disabled");
        };
    }

    /** Digits as TS 102 221 9.5.1 codes them, or the 8 bytes themselves. */
    private static SecretBytes value(JsonField field) {
        String text = field.text();
        if (text.matches(BYTES)) {
            return SecretBytes.copyOf(HexFormat.of().parseHex(text));
        }
        if (!text.matches(DIGITS)) {
            throw field.wrong("is neither 4 to 8 digits nor 8 bytes in hexadecimal digits");
        }
        byte[] digits = text.getBytes(StandardCharsets.US_ASCII);
        byte[] value = Arrays.copyOf(digits, Pin.VALUE_BYTES);
        Arrays.fill(value, digits.length, value.length, FILLER);
        return SecretBytes.copyOf(value);
    }
}
