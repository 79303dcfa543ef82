package io.simshift.cli.ota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.packet.Counter;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterFileTest {
    private static final String CARD = "8988300000000009014";

    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("counters");
    }

    @Test
    void remembersTheHighestOfEachCardAndKeyset() throws IOException {
        try (CounterFile counters = CounterFile.open(path(), CARD)) {
            assertThat(counters.last("1")).isEqualTo(Counter.ZERO);
            counters.take("1", new Counter(1));
            counters.take("1", new Counter(7));
            counters.take("2", new Counter(3));
        }
        try (CounterFile other = CounterFile.open(path(), "-")) {
            other.take("1", new Counter(100));
        }
        try (CounterFile counters = CounterFile.open(path(), CARD)) {
            assertThat(counters.last("1")).isEqualTo(new Counter(7));
            assertThat(counters.last("2")).isEqualTo(new Counter(3));
            assertThatThrownBy(() -> counters.take("1", new Counter(7))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Files.readAllLines(path())).hasSize(5).first().asString().startsWith("# Counters of OTA packets");
    }

    @Test
    void isOnDiskBeforeTakeReturns() throws IOException {
        try (CounterFile counters = CounterFile.open(path(), CARD)) {
            counters.take("1", new Counter(9));
            assertThat(Files.readString(path())).endsWith("\n" + CARD + " 1 9\n");
        }
    }

    @Test
    void takesOffALineThatWasTorn() throws IOException {
        Files.writeString(path(), "# x\n" + CARD + " 1 12\n" + CARD + " 1 1");
        try (CounterFile counters = CounterFile.open(path(), CARD)) {
            assertThat(counters.last("1")).isEqualTo(new Counter(12));
            counters.take("1", new Counter(13));
        }
        assertThat(Files.readString(path())).isEqualTo("# x\n" + CARD + " 1 12\n" + CARD + " 1 13\n");
    }

    @Test
    void everyTornEndIsWithoutHarm() throws IOException {
        try (CounterFile counters = CounterFile.open(path(), CARD)) {
            counters.take("1", new Counter(1));
            counters.take("1", new Counter(2));
        }
        byte[] whole = Files.readAllBytes(path());
        for (int length = 0; length <= whole.length; length++) {
            Path torn = folder.resolve("torn" + length);
            Files.write(torn, java.util.Arrays.copyOf(whole, length));
            try (CounterFile counters = CounterFile.open(torn, CARD)) {
                Counter next = counters.last("1").next();
                counters.take("1", next);
                assertThat(counters.last("1")).isEqualTo(next);
            }
            assertThat(Files.readString(torn)).endsWith("\n").doesNotContain("\n\n");
        }
    }

    @Test
    void keepsOthersOut() throws IOException {
        try (CounterFile counters = CounterFile.open(path(), CARD)) {
            assertThat(counters.last("1")).isEqualTo(Counter.ZERO);
            assertThatThrownBy(() -> CounterFile.open(path(), CARD))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("The counters in " + path() + " are in use by another run");
        }
        CounterFile.open(path(), CARD).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"what is this", CARD + " 1", CARD + " 1 x", CARD + "  1 1", CARD + " 1 1099511627776"})
    void refusesWhatItDoesNotKnow(String line) throws IOException {
        Files.writeString(path(), "# x\n" + line + "\n");
        assertThatThrownBy(() -> CounterFile.open(path(), CARD))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith(path() + ":2: ");
        Files.writeString(path(), CARD + " 1 1099511627775\n");
        try (CounterFile counters = CounterFile.open(path(), CARD)) {
            assertThat(counters.last("1")).isEqualTo(Counter.BLOCKED);
        }
    }
}
