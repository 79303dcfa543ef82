package io.simshift.simulator.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracingLinkTest {
    private static final String SECRET = "5ec4e75ec4e75ec4e75ec4e75ec4e75e";

    private final List<String> lines = new ArrayList<>();
    private String answer = "9000";
    private final CardLink link = new TracingLink(
            new CardLink() {
                @Override
                public byte[] reset() {
                    return new byte[] {0x3B, 0};
                }

                @Override
                public byte[] transmit(byte[] commandApdu) {
                    return HexFormat.of().parseHex(answer);
                }
            },
            lines::add);

    private void transmit(String command, String cardAnswer) {
        answer = cardAnswer;
        link.transmit(HexFormat.of().parseHex(command));
    }

    @Test
    void writesNameBytesAndMeaning() {
        link.reset();
        transmit("00A40004026F07", "62009000");
        transmit("00B0000009", "6982");

        assertThat(lines)
                .containsExactly(
                        "RESET > 3B00",
                        "SELECT 00A40004 026F07 > 6200 9000 done",
                        "READ BINARY 00B00000 09 > 6982 security status not satisfied");
    }

    @Test
    void writesNoSessionKey() {
        transmit("0088008101AA", "db08" + SECRET + "9000");
        transmit("00C0000010", SECRET + "9000");
        transmit("00A40004026F08", "9000");
        transmit("00D6000010" + SECRET, "9000");
        transmit("00B0000010", SECRET + "9000");
        transmit("00D6880010" + SECRET, "9000");

        assertThat(String.join("\n", lines)).doesNotContainIgnoringCase(SECRET.substring(0, 6));
        assertThat(lines.get(0)).isEqualTo("AUTHENTICATE 00880081 01AA > [18 bytes] 9000 done");
    }

    @Test
    void writesNoPin() {
        for (String command : List.of("00200001", "00240001", "00260001", "00280001", "002C0001")) {
            transmit(command + "10" + SECRET, "63C2");
        }
        assertThat(String.join("\n", lines)).doesNotContainIgnoringCase(SECRET.substring(0, 6));
        assertThat(lines.get(0)).startsWith("VERIFY PIN 00200001 [17 bytes] > 63C2");
    }

    @Test
    void writesOtherFilesAfterKeyFile() {
        transmit("00A40004026F08", "9000");
        transmit("00A40004026F07", "9000");
        transmit("00B0000002", "AABB9000");

        assertThat(lines.get(2)).isEqualTo("READ BINARY 00B00000 02 > AABB 9000 done");
    }

    /** A failed SELECT leaves the key file selected (TS 102 221 8.4.2). */
    @Test
    void writesNoKeyOfAFileThatIsStillSelected() {
        transmit("00A40004026F08", "9000");
        transmit("00A40004026F99", "6A82");
        transmit("A0A40000026F99", "9404");
        transmit("00B0000010", SECRET + "9000");

        assertThat(String.join("\n", lines)).doesNotContainIgnoringCase(SECRET.substring(0, 6));
    }

    @Test
    void survivesMalformedExchange() {
        transmit("00", "90");

        assertThat(lines).containsExactly("malformed exchange of 1 and 1 bytes");
    }
}
