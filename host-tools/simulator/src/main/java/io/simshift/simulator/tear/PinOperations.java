package io.simshift.simulator.tear;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.personalisation.InitialFile;
import io.simshift.simulator.personalisation.Pin;
import io.simshift.simulator.personalisation.PinFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The PIN commands, and what an observer can find out of the PINs. */
final class PinOperations {
    private static final HexFormat HEX = HexFormat.of();
    private static final String VALUE = pin("1234");
    private static final String OTHER = pin("4321");
    private static final String WRONG = pin("9999");
    private static final String PUK = pin("12345678");
    /** Enough to find out the value after a cut. */
    private static final int TRIES = 5;

    private static final int PUK_TRIES = 10;
    private static final int PIN1 = 0x01;
    private static final int[] REFERENCES = {PIN1, 0x11, 0x81, 0x0A};

    private PinOperations() {}

    private static String pin(String digits) {
        return HEX.formatHex(digits.getBytes(StandardCharsets.US_ASCII)) + "ff".repeat(8 - digits.length());
    }

    /** EF.PIN of the cards under test: all PINs have the same value; PIN1 and the universal one are disabled. */
    static InitialFile file() {
        SecretBytes value = SecretBytes.copyOf(HEX.parseHex(VALUE));
        Optional<SecretBytes> puk = Optional.of(SecretBytes.copyOf(HEX.parseHex(PUK)));
        Pin disabled = new Pin(false, TRIES, PUK_TRIES, value, puk);
        Pin enabled = new Pin(true, TRIES, PUK_TRIES, value, puk);
        return PinFile.of(Map.of(
                PinFile.Name.PIN1, disabled,
                PinFile.Name.UNIVERSAL, disabled,
                PinFile.Name.PIN2, enabled,
                PinFile.Name.ADM1, enabled));
    }

    /** @param issued brings a card into service */
    static List<Operation> all(Consumer<Terminal> issued) {
        Consumer<Terminal> asked = issued.andThen(send("00280001 08" + VALUE));
        Consumer<Terminal> tried = asked.andThen(send(verify(WRONG)));
        Consumer<Terminal> blocked = terminal -> {
            asked.accept(terminal);
            for (int i = 0; i < TRIES; i++) {
                terminal.send(verify(WRONG));
            }
        };
        List<Operation> all = new ArrayList<>();
        all.add(operation("verify-pin", "VERIFY PIN with the right value after a wrong one", tried, verify(VALUE)));
        all.add(operation("verify-pin-wrong", "VERIFY PIN with a wrong value", asked, verify(WRONG)));
        all.add(operation("enable-pin", "ENABLE PIN", issued, "0028000108" + VALUE));
        all.add(operation("disable-pin", "DISABLE PIN", asked, "0026000108" + VALUE));
        all.add(operation(
                "replace-pin", "DISABLE PIN with the universal PIN in its place", asked, "0026910108" + VALUE));
        all.add(operation("unblock-pin", "UNBLOCK PIN of a blocked PIN", blocked, unblock(PUK)));
        all.add(operation("unblock-pin-wrong", "UNBLOCK PIN with a wrong PUK", blocked, unblock(WRONG)));
        all.add(operation("change-pin", "CHANGE PIN", asked, "0024000110" + VALUE + OTHER));
        all.add(operation("verify-adm", "VERIFY PIN of ADM1", issued, verifyAdm()));
        return List.copyOf(all);
    }

    private static Operation operation(
            String name, String description, Consumer<Terminal> preparation, String command) {
        // a wrong value counts each time; a changed PIN or one that is enabled is not what it was
        return new Operation(name, description, preparation, Terminal::start, List.of(send(command)), false);
    }

    private static String verify(String value) {
        return "0020000108" + value;
    }

    /** VERIFY PIN of ADM1. */
    static String verifyAdm() {
        return "0020000A08" + VALUE;
    }

    private static String unblock(String puk) {
        return "002C000110" + puk + OTHER;
    }

    private static Consumer<Terminal> send(String command) {
        return terminal -> terminal.send(command.replace(" ", ""));
    }

    // ---------------------------------------------------------------- what a card has

    /** Tries left, by PIN and PUK; -1 where the card has none. */
    static Map<String, Integer> tries(Terminal terminal) {
        Map<String, Integer> tries = new TreeMap<>();
        for (int reference : REFERENCES) {
            tries.put(String.format("PIN %02X", reference), left(terminal, 0x20, reference));
            tries.put(String.format("PUK %02X", reference), left(terminal, 0x2C, reference));
        }
        return tries;
    }

    private static int left(Terminal terminal, int ins, int reference) {
        int status = terminal.send(String.format("00%02X00%02X", ins, reference))
                .status()
                .value();
        if ((status & 0xFFF0) == 0x63C0) {
            return status & 0x0F;
        }
        return status == 0x6983 ? 0 : -1;
    }

    /**
     * Which value PIN1 has and whether it is asked for: found out by showing the values it may have, and so the rest of
     * the session is that of a user who knows it. The universal PIN is shown too.
     */
    static String state(Terminal terminal) {
        String template = HEX.formatHex(terminal.send("00A40004023F00").data());
        int left = left(terminal, 0x20, PIN1);
        StringBuilder state = new StringBuilder(template.replaceFirst(".*c6", "c6"));
        for (String value : List.of(VALUE, OTHER)) {
            // the last try is never used up
            if (left > 1) {
                String status = terminal.send(verify(value)).status().toString();
                state.append(' ').append(status.startsWith("63") ? "no" : status);
                if (!status.startsWith("63")) {
                    break;
                }
                left--;
            }
        }
        if (left == 0) {
            state.append(" unblocked ").append(terminal.send(unblock(PUK)).status());
        }
        return state + " " + terminal.send("0020001108" + VALUE).status();
    }
}
