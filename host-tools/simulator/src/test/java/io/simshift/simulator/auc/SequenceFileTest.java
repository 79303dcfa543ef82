package io.simshift.simulator.auc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceFileTest {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void namePath() {
        path = folder.resolve("a.sqn");
    }

    private static SequenceNumber sqn(long value) {
        return new SequenceNumber(value);
    }

    @Test
    void keepsTheLastNumberOfEachSubscriber() throws IOException {
        try (SequenceFile file = SequenceFile.open(path)) {
            assertThat(file.last(TestAuc.IMSI)).isEqualTo(SequenceNumber.ZERO);
            file.record(TestAuc.IMSI, sqn(0x20));
            file.record(TestAuc.NOBODY, sqn(0x60));
            file.record(TestAuc.IMSI, sqn(0x40));
            assertThat(path)
                    .as("on disk before anything else happens")
                    .content()
                    .endsWith("001010000000001 000000000040\n");
        }
        try (SequenceFile file = SequenceFile.open(path)) {
            assertThat(file.last(TestAuc.IMSI)).isEqualTo(sqn(0x40));
            assertThat(file.last(TestAuc.NOBODY)).isEqualTo(sqn(0x60));
        }
    }

    /** However far the process came with a line when it died, the lines before it count, and the next one can be written. */
    @Test
    void forgetsALineThatWasNotFinished() throws IOException {
        String last = "001010000000001 000000000040\n";
        for (int length = 0; length < last.length(); length++) {
            Files.writeString(path, "001010000000001 000000000020\n" + last.substring(0, length));
            try (SequenceFile file = SequenceFile.open(path)) {
                assertThat(file.last(TestAuc.IMSI)).isEqualTo(sqn(0x20));
                file.record(TestAuc.IMSI, sqn(0x60));
            }
            try (SequenceFile file = SequenceFile.open(path)) {
                assertThat(file.last(TestAuc.IMSI)).isEqualTo(sqn(0x60));
            }
        }
    }

    @Test
    void dropsOutdatedLinesWhenThereAreMany() throws IOException {
        StringBuilder many = new StringBuilder("001010000000009 000000000020\n");
        for (int i = 1; i <= 20_000; i++) {
            many.append("001010000000001 ").append(sqn(i * 32L)).append('\n');
        }
        Files.writeString(path, many);
        try (SequenceFile file = SequenceFile.open(path)) {
            assertThat(path).content().isEqualTo("001010000000001 00000009c400\n001010000000009 000000000020\n");
            file.record(TestAuc.IMSI, sqn(0x9c420));
        }
        try (SequenceFile file = SequenceFile.open(path)) {
            assertThat(file.last(TestAuc.IMSI)).isEqualTo(sqn(0x9c420));
            assertThat(file.last(TestAuc.NOBODY)).isEqualTo(sqn(0x20));
        }
    }

    @Test
    void belongsToOneAtATime() throws IOException {
        try (SequenceFile file = SequenceFile.open(path)) {
            assertThatThrownBy(() -> SequenceFile.open(path))
                    .isInstanceOf(IOException.class)
                    .hasMessage(path + " is in use by another authentication centre");
            file.record(TestAuc.IMSI, sqn(0x20));
        }
        SequenceFile.open(path).close();
    }

    @Test
    void refusesAFileOfSomethingElse() throws IOException {
        Files.writeString(path, "001010000000001 000000000020\nimsi,sqn\n");
        assertThatThrownBy(() -> SequenceFile.open(path))
                .isInstanceOf(DocumentException.class)
                .hasMessage(path + ":2: is not an IMSI and a sequence number: has 1 fields");
        Files.writeString(path, "001010000000001 20\n");
        assertThatThrownBy(() -> SequenceFile.open(path)).isInstanceOf(DocumentException.class);
        Files.writeString(path, "001010000000001 000000000020\n", StandardOpenOption.TRUNCATE_EXISTING);
        SequenceFile.open(path).close();
    }

    @Test
    void recordsNothingOnceClosed() throws IOException {
        SequenceFile file = SequenceFile.open(path);
        file.close();
        assertThatThrownBy(() -> file.record(TestAuc.IMSI, sqn(0x20))).isInstanceOf(IOException.class);
    }
}
