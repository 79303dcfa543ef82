package io.simshift.protocol.script;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.tlv.BerTlv;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Additional response data of a packet in expanded format (TS 102 226 5.2.2): a response scripting template, AB with a definite
 * length or AF with an indefinite one.
 *
 * @param objects what is in it, in order: number of executed command objects (80), R-APDUs (23), and possibly immediate action
 *     response (81), script chaining response (83) and bad format (90)
 */
public record ExpandedResponse(LengthForm form, List<BerTlv> objects) {
    /** Tag of an R-APDU. */
    public static final int R_APDU = 0x23;
    /** Tag of the number of executed command objects, one or two bytes. */
    public static final int EXECUTED = 0x80;
    /** Tag of an immediate action response. */
    public static final int IMMEDIATE_ACTION_RESPONSE = 0x81;
    /** Tag of a script chaining response. */
    public static final int SCRIPT_CHAINING_RESPONSE = 0x83;
    /** Tag of bad format: the script could not be read further. */
    public static final int BAD_FORMAT = 0x90;

    private static final String CLAUSE = "TS 102 226 5.2.2";
    private static final ScriptingTemplate.Tags TEMPLATE = new ScriptingTemplate.Tags(0xAB, 0xAF);
    private static final Set<Integer> KNOWN =
            Set.of(R_APDU, EXECUTED, IMMEDIATE_ACTION_RESPONSE, SCRIPT_CHAINING_RESPONSE, BAD_FORMAT);

    public ExpandedResponse {
        objects = List.copyOf(objects);
        for (BerTlv object : objects) {
            if (!KNOWN.contains(object.tag())) {
                throw ScriptingTemplate.unknown(object);
            }
            if (object.tag() == R_APDU) {
                ResponseApdu.decode(object.value());
            }
            if (object.tag() == EXECUTED && (object.length() < 1 || object.length() > 2)) {
                throw new WireFormatException(CLAUSE, 0, "the number of executed commands has one or two bytes");
            }
            if (object.tag() == BAD_FORMAT && object.length() != 1) {
                throw new WireFormatException(CLAUSE, 0, "bad format has one byte, not " + object.length());
            }
        }
    }

    /** Whether response data that begin with this byte are in expanded format; no number of commands is that high. */
    public static boolean begins(int firstByte) {
        return TEMPLATE.has(firstByte);
    }

    /** Number of command objects executed, the one that failed among them; empty where the card does not tell. */
    public OptionalInt executed() {
        return BerTlv.find(objects, EXECUTED)
                .map(object -> OptionalInt.of(number(object.value())))
                .orElse(OptionalInt.empty());
    }

    private static int number(byte[] bytes) {
        int number = 0;
        for (byte b : bytes) {
            number = number << 8 | b & 0xFF;
        }
        return number;
    }

    /** The R-APDUs, in order. */
    public List<ResponseApdu> answers() {
        return objects.stream()
                .filter(object -> object.tag() == R_APDU)
                .map(object -> ResponseApdu.decode(object.value()))
                .toList();
    }

    /** Why the card could not read the script: 01 an unknown tag, other values a wrong length; empty where it could. */
    public OptionalInt badFormat() {
        return BerTlv.find(objects, BAD_FORMAT)
                .map(object -> OptionalInt.of(number(object.value())))
                .orElse(OptionalInt.empty());
    }

    /** The additional response data. */
    public byte[] encode() {
        return new ScriptingTemplate(form, objects).encode(TEMPLATE);
    }

    /** Reads the additional response data. */
    public static ExpandedResponse decode(byte[] bytes) {
        ScriptingTemplate template = ScriptingTemplate.decode(bytes, TEMPLATE);
        return new ExpandedResponse(template.form(), template.objects());
    }
}
