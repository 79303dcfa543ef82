package io.simshift.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import org.junit.jupiter.api.Test;

class SmppBenchCommandTest {
    @Test
    void measuresAllThreeInOneRun() throws Exception {
        CommandRun run = CommandRun.of("bench", "smpp", "--seconds", "1", "--window", "100", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(run.out());
        for (String name : new String[] {"codecPerSecond", "clientPerSecond", "jsmppPerSecond"}) {
            assertThat(figures.path(name).asLong()).as(name).isPositive();
        }
        assertThat(figures.path("window").asInt()).isEqualTo(100);
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThat(CommandRun.of("bench", "smpp", "--window", "0").exitCode()).isEqualTo(2);
    }
}
