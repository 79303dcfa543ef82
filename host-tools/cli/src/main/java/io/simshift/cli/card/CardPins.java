package io.simshift.cli.card;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.FollowingLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** Options that show a card a PIN or an administrative key (VERIFY PIN, TS 102 221 11.1.9). */
final class CardPins {
    private static final int PIN1 = 0x01;
    private static final int ADM1 = 0x0A;
    private static final int VALUE_BYTES = 8;
    private static final int PIN_DIGITS_MIN = 4;
    private static final int TRIES_LEFT = 0x63C0;
    private static final int BLOCKED = 0x6983;

    @Option(
            names = "--pin1",
            paramLabel = "DIGITS|@FILE",
            description = "PIN1, 4 to 8 digits, or a file that holds it; only where the card asks for one.")
    private String pin1;

    @Option(
            names = "--adm1",
            paramLabel = "HEX16|@FILE",
            description =
                    "Administrative key ADM1, 8 bytes, or a file that holds it: for files that nobody else may read."
                            + " A wrong one, tried some times, blocks it for ever.")
    private String adm1;

    /** Shows the card what was given. */
    void verify(CardLink card) throws IOException {
        if (pin1 != null) {
            show(card, "PIN1", PIN1, pinValue(text(pin1)));
        }
        if (adm1 != null) {
            byte[] value = HexInput.parse("--adm1", text(adm1));
            if (value.length != VALUE_BYTES) {
                throw CommandFailure.usage("--adm1 has " + value.length + " bytes, and a key of this kind has 8");
            }
            show(card, "ADM1", ADM1, value);
        }
    }

    private static String text(String given) throws IOException {
        return given.startsWith("@")
                ? Files.readString(Path.of(given.substring(1))).strip()
                : given;
    }

    private static byte[] pinValue(String digits) {
        if (!digits.matches("[0-9]{" + PIN_DIGITS_MIN + "," + VALUE_BYTES + "}")) {
            throw CommandFailure.usage("--pin1 is no number of 4 to 8 digits");
        }
        byte[] value = Arrays.copyOf(digits.getBytes(StandardCharsets.US_ASCII), VALUE_BYTES);
        Arrays.fill(value, digits.length(), VALUE_BYTES, (byte) 0xFF);
        return value;
    }

    private static void show(CardLink card, String name, int reference, byte[] value) {
        CommandApdu command = CommandApdu.of(0x00, 0x20, 0x00, reference, value);
        Arrays.fill(value, (byte) 0);
        StatusWord status = ResponseApdu.decode(new FollowingLink(card).transmit(command.encode()))
                .status();
        if (!status.isOk()) {
            throw CommandFailure.failed(name + " was not accepted: " + why(status) + "; nothing was read");
        }
    }

    private static String why(StatusWord status) {
        if ((status.value() & 0xFFF0) == TRIES_LEFT) {
            int left = status.value() & 0x0F;
            return "it is wrong, and " + left + (left == 1 ? " try is left" : " tries are left");
        }
        return status.value() == BLOCKED ? "it is blocked (6983)" : status + ", " + status.describe();
    }
}
