package io.simshift.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EscrowBenchCommandTest {
    @Test
    void measuresWhatAnEscrowDoes() throws IOException {
        CommandRun run = CommandRun.of("bench", "escrow", "--cards", "20", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        var rows = new ObjectMapper().readTree(run.out()).get("rows");
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0).get("slots").asInt()).isEqualTo(320);
        rows.forEach(row -> assertThat(row.get("slotsPerSecond").asLong()).isPositive());
        assertThat(CommandRun.of("bench", "escrow", "--cards", "20").out())
                .contains("release, 100 cards at a time", "16 callers");
    }

    @Test
    void refusesTooManyCards() {
        CommandRun run = CommandRun.of("bench", "escrow", "--cards", "1000001");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains("--cards is 4 to 1000000");
    }
}
