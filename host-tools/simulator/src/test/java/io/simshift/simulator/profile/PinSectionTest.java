package io.simshift.simulator.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinSectionTest {
    private static final Path SAMPLE = Path.of("../../examples/card-profile.json");

    @TempDir
    private Path folder;

    private CardProfile read(String pins) throws IOException {
        String text = Files.readString(SAMPLE).replace("\"files\": [", "\"pins\": " + pins + ", \"files\": [");
        return new CardProfileReader(new SecureRandom()).read(Files.writeString(folder.resolve("card.json"), text));
    }

    private static String status(SimulatedCard card, String command) {
        String answer = HexFormat.of().formatHex(card.transmit(HexFormat.of().parseHex(command.replace(" ", ""))));
        return answer.substring(answer.length() - 4);
    }

    @Test
    void givesTheCardItsPins() throws IOException {
        String pins = """
                {"pin1": {"value": "1234", "puk": "87654321", "state": "enabled"},
                 "pin2": {"value": "567890", "tries": 5},
                 "adm1": {"value": "a0a1a2a3a4a5a6a7"}}""";
        try (SimulatedCard card = read(pins).make()) {
            card.reset();
            assertThat(status(card, "00200001")).isEqualTo("63c3");
            assertThat(status(card, "002C0001")).isEqualTo("63ca");
            assertThat(status(card, "00200081")).isEqualTo("63c5");
            assertThat(status(card, "002C0081")).as("no PUK").isEqualTo("6983");
            assertThat(status(card, "00200011")).as("no universal PIN").isEqualTo("6a88");
            assertThat(status(card, "00200001 08 31323334ffffffff")).isEqualTo("9000");
            assertThat(status(card, "00200081 08 353637383930ffff")).isEqualTo("9000");
            assertThat(status(card, "0020000A 08 a0a1a2a3a4a5a6a7")).isEqualTo("9000");
        }
    }

    @Test
    void leavesPin1DisabledUnlessItIsSaidOtherwise() throws IOException {
        try (SimulatedCard card = read("{\"pin1\": {\"value\": \"1234\"}}").make()) {
            card.reset();
            assertThat(status(card, "00200001 08 31323334ffffffff")).isEqualTo("6984");
            assertThat(status(card, "00280001 08 31323334ffffffff")).isEqualTo("9000");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'pin3': {'value': '1234'}} | pins.pin3: is not known here",
                "{'pin1': {}} | pins.pin1: \"value\" is missing",
                "{'pin1': {'value': '123'}} | pins.pin1.value: is neither 4 to 8 digits nor 8 bytes",
                "{'pin1': {'value': '12345678a'}} | pins.pin1.value: is neither 4 to 8 digits nor 8 bytes",
                "{'pin1': {'value': '1234', 'tries': 16}} | pins.pin1.tries: 16 is not between 1 and 15",
                "{'pin1': {'value': '1234', 'pukTries': 0}} | pins.pin1.pukTries: 0 is not between 1 and 15",
                "{'pin1': {'value': '1234', 'state': 'on'}} | pins.pin1.state: is neither enabled nor disabled",
                "{'pin2': {'value': '1234', 'state': 'disabled'}} | pins.pin2.state: is not known here",
            },
            quoteCharacter = '`')
    void namesFileLineAndFieldOfAMistake(String pins, String message) {
        assertThatThrownBy(() -> read(pins.replace('\'', '"')))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining(": " + message)
                .hasMessageNotContaining("12345678a");
    }
}
