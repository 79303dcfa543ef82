package io.simshift.cli.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateWorldCommandTest {
    @Test
    void tellsTheLifeOfOneCardAndHowFastItWas() {
        CommandRun run =
                CommandRun.of("simulate-world", "--calm", "--cards", "2", "--days", "1", "--seed", "9", "--card", "2");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("seed 9: 13 days, 2 cards")
                .contains("shows IMSI 001010000000002")
                .doesNotContain("8988300001000000011  ");
        assertThat(run.lastLine()).matches("1 worlds, [0-9]+ moves, [0-9]+ messages: 0 violations in 0 worlds");
        assertThat(run.err()).contains("times as fast as real time");
    }

    @Test
    void printsTheSameAsJson() throws Exception {
        CommandRun run = CommandRun.of(
                "simulate-world", "--calm", "--cards", "1", "--days", "1", "--seeds", "2", "--card", "1", "--json");

        JsonNode root = new ObjectMapper().readTree(run.out());
        assertThat(root.path("violations").asInt()).isZero();
        assertThat(root.path("worlds")).hasSize(2);
        assertThat(root.path("worlds").get(1).path("seed").asLong()).isEqualTo(2);
        assertThat(root.path("worlds")
                        .get(0)
                        .path("history")
                        .get(0)
                        .path("what")
                        .asText())
                .isEqualTo("card reset: power on");
    }

    @Test
    void saysHowToSeeAViolationAgainAndPrintsTheLifeOfTheCard(@TempDir Path folder) {
        WorldPlan plan = WorldPlan.of(3, 1, Duration.ofDays(1), Weather.CALM);
        StringWriter text = new StringWriter();
        try (World world = new World(plan, folder)) {
            world.startDevices();
            world.pass(Duration.ofMinutes(1));
            world.judge().violated(Optional.of(world.cards().get(0).iccid()), "something");
            WorldResult result = new WorldResult(
                    3,
                    world.age(),
                    Map.of(),
                    0,
                    0,
                    0,
                    0,
                    world.judge().violations(),
                    List.of("8988300001000000011"),
                    world.history());
            new WorldReport(Optional.empty(), "simshift simulate-world --cards 1", true)
                    .print(result, new PrintWriter(text, true));
        }
        assertThat(text.toString())
                .contains("VIOLATION card 8988300001000000011: something")
                .contains("attached at A as IMSI 001010000000001")
                .contains("again: simshift simulate-world --cards 1 --seed 3 --card 8988300001000000011");
    }

    @Test
    void refusesWrongUsage() {
        assertThat(CommandRun.of("simulate-world", "--cards", "0").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("simulate-world", "--days", "0").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("simulate-world", "--operators", "A").exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("simulate-world", "--seeds", "5..4").err())
                .contains("there can be 1 to 1000000 seeds");
        assertThat(CommandRun.of("simulate-world", "--seeds", "x").err()).contains("seeds are FROM..TO or a number");
        assertThat(CommandRun.of("simulate-world", "--loss", "1.5").err()).contains("a share is from 0 to 1");
        assertThat(CommandRun.of("simulate-world", "--card", "6").err()).contains("there are cards 1 to 5");
        assertThat(CommandRun.of("simulate-world", "--card", "x").err()).contains("is an ICCID or a number");
    }
}
