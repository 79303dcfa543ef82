package io.simshift.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import org.junit.jupiter.api.Test;

class FleetCommandsTest {
    @Test
    void losesNothingWhenTheServerIsKilled() throws Exception {
        CommandRun run = CommandRun.of("chaos", "--cards", "60", "--kills", "5", "--seed", "3", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode outcome = new ObjectMapper().readTree(run.out());
        assertThat(outcome.path("switchedOnce").asInt()).isEqualTo(60);
        assertThat(outcome.path("confirmed").asInt()).isEqualTo(60);
        assertThat(outcome.path("serverKills").asInt()).isEqualTo(5);
        assertThat(outcome.path("centreKills").asInt()).isEqualTo(1);
    }

    @Test
    void measuresACampaign() throws Exception {
        CommandRun run = CommandRun.of("bench", "campaign", "--cards", "200", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode figures = new ObjectMapper().readTree(run.out());
        assertThat(figures.path("switchesPerSecond").asInt()).isPositive();
        assertThat(figures.path("p99Millis").asDouble()).isPositive();
        assertThat(figures.path("messagesPerSwitch").asDouble()).isEqualTo(2.0);
        assertThat(figures.path("secondsAtMessagesPerSecond").path("150").asInt())
                .isPositive();
    }

    @Test
    void refusesNumbersThatCannotBeMeant() {
        assertThat(CommandRun.of("chaos", "--cards", "0").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("bench", "campaign", "--concurrency", "0").exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("bench").err()).contains("Missing required parameter: 'packet|aka|escrow'");
    }

    @Test
    void seesWhatMustNotBe() {
        assertThat(new ChaosOutcome(2, 1, 0, 4, 2, 0, 0, 0, 2, 0).isGood()).isTrue();
        assertThat(new ChaosOutcome(2, 1, 0, 4, 1, 1, 0, 0, 2, 0).isGood()).isFalse();
        assertThat(new ChaosOutcome(2, 1, 0, 4, 1, 0, 1, 0, 2, 0).isGood()).isFalse();
        assertThat(new ChaosOutcome(2, 1, 0, 4, 2, 0, 0, 1, 2, 0).isGood()).isFalse();
        assertThat(new ChaosOutcome(2, 1, 0, 4, 2, 0, 0, 0, 1, 1).isGood()).isFalse();
    }
}
