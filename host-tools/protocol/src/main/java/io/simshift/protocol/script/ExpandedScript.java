package io.simshift.protocol.script;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.tlv.BerTlv;
import java.util.List;
import java.util.Set;

/**
 * Commands of a packet in expanded format (TS 102 226 5.2.1): a command scripting template, AA with a definite length or AE
 * with an indefinite one.
 *
 * @param objects what is in it, in order: C-APDUs (22), and possibly immediate action (81), error action (82) and script
 *     chaining (83)
 */
public record ExpandedScript(LengthForm form, List<BerTlv> objects) {
    /** Tag of a C-APDU. */
    public static final int C_APDU = 0x22;
    /** Tag of an immediate action. */
    public static final int IMMEDIATE_ACTION = 0x81;
    /** Tag of an error action. */
    public static final int ERROR_ACTION = 0x82;
    /** Tag of script chaining. */
    public static final int SCRIPT_CHAINING = 0x83;

    private static final ScriptingTemplate.Tags TEMPLATE = new ScriptingTemplate.Tags(0xAA, 0xAE);
    private static final Set<Integer> KNOWN = Set.of(C_APDU, IMMEDIATE_ACTION, ERROR_ACTION, SCRIPT_CHAINING);

    public ExpandedScript {
        objects = List.copyOf(objects);
        for (BerTlv object : objects) {
            if (!KNOWN.contains(object.tag())) {
                throw ScriptingTemplate.unknown(object);
            }
            if (object.tag() == C_APDU) {
                CommandApdu.decode(object.value());
            }
        }
    }

    /** A script of these commands. */
    public static ExpandedScript of(LengthForm form, CommandApdu... commands) {
        return new ExpandedScript(
                form,
                List.of(commands).stream()
                        .map(command -> new BerTlv(C_APDU, command.encode()))
                        .toList());
    }

    /** Whether secured data that begin with this byte are a script in expanded format; no CLA has these values. */
    public static boolean begins(int firstByte) {
        return TEMPLATE.has(firstByte);
    }

    /** The C-APDUs, in order. */
    public List<CommandApdu> commands() {
        return objects.stream()
                .filter(object -> object.tag() == C_APDU)
                .map(object -> CommandApdu.decode(object.value()))
                .toList();
    }

    /** The secured data of a packet. */
    public byte[] encode() {
        return new ScriptingTemplate(form, objects).encode(TEMPLATE);
    }

    /** Reads the secured data of a packet. */
    public static ExpandedScript decode(byte[] bytes) {
        ScriptingTemplate template = ScriptingTemplate.decode(bytes, TEMPLATE);
        return new ExpandedScript(template.form(), template.objects());
    }
}
