package io.simshift.cli.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.cli.CommandFailure;
import io.simshift.simulator.card.CardLink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CardPinsTest {
    private final List<String> commands = new ArrayList<>();
    private String answer = "9000";

    private final CardLink card = new CardLink() {
        @Override
        public byte[] reset() {
            throw new IllegalStateException("a reset would make the card forget what it was shown");
        }

        @Override
        public byte[] transmit(byte[] commandApdu) {
            commands.add(HexFormat.of().withUpperCase().formatHex(commandApdu));
            return HexFormat.of().parseHex(answer);
        }
    };

    private void show(String... options) throws IOException {
        CardPins pins = new CardPins();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("pins", CommandLine.Model.CommandSpec.forAnnotatedObject(pins)))
                .setExpandAtFiles(false)
                .parseArgs(options);
        pins.verify(card);
    }

    @Test
    void showsNothingWhereNothingWasGiven() throws IOException {
        show();
        assertThat(commands).isEmpty();
    }

    @Test
    void showsPinAndAdministrativeKey(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("adm"), "0123456789abcdef\n");
        show("--pin1", "12345", "--adm1", "@" + key);
        assertThat(commands).containsExactly("00200001083132333435FFFFFF", "0020000A080123456789ABCDEF");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "63C2 | ADM1 was not accepted: it is wrong, and 2 tries are left; nothing was read",
                "63C1 | ADM1 was not accepted: it is wrong, and 1 try is left; nothing was read",
                "6983 | ADM1 was not accepted: it is blocked (6983); nothing was read",
                "6A88 | ADM1 was not accepted: 6A88, referenced data not found; nothing was read",
                "6D00 | ADM1 was not accepted: 6D00, instruction not supported; nothing was read"
            })
    void saysWhyItWasNotAccepted(String status, String message) {
        answer = status;
        assertThatThrownBy(() -> show("--adm1", "0123456789abcdef"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(message)
                .message()
                .doesNotContainIgnoringCase("0123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource({"--pin1,123", "--pin1,123456789", "--pin1,12a4", "--adm1,01234567", "--adm1,xy23456789abcdef"})
    void sendsNothingThatIsNoPin(String option, String value) {
        assertThatThrownBy(() -> show(option, value))
                .isInstanceOf(CommandFailure.class)
                .message()
                .startsWith(option)
                .doesNotContain(value);
        assertThat(commands).isEmpty();
    }

    @Test
    void namesAFileThatIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> show("--adm1", "@" + folder.resolve("nothing")))
                .isInstanceOf(NoSuchFileException.class);
    }
}
