package io.simshift.cli.tear;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import io.simshift.simulator.tear.Fault;
import io.simshift.simulator.tear.TearRun.Inconsistency;
import io.simshift.simulator.tear.TearRun.Result;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TearCommandTest {
    @Test
    void endsWithTheNumberOfCutsAndOfInconsistencies() {
        CommandRun run = CommandRun.of("tear", "--operation", "authenticate");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lastLine()).matches("[1-9][0-9]* cut points, 0 inconsistent");
        assertThat(run.err()).contains("[1/1] authenticate");
    }

    @Test
    void printsTheSameAsJson() throws Exception {
        CommandRun run = CommandRun.of("tear", "--operation", "flip", "--double", "--every-byte", "--json");

        JsonNode root = new ObjectMapper().readTree(run.out());
        assertThat(root.path("cutPoints").asLong()).isPositive();
        assertThat(root.path("inconsistent").asLong()).isZero();
        assertThat(root.path("operations").get(0).path("name").asText()).isEqualTo("flip");
    }

    @Test
    void namesWhatCanBeTorn() {
        assertThat(CommandRun.of("tear", "--list").out()).contains("switch ", "confirm ", "store-slot ");

        CommandRun unknown = CommandRun.of("tear", "--operation", "nothing");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("No operation 'nothing'", "switch");
    }

    @Test
    void saysWhereACardWasLeftInconsistent() {
        Inconsistency one = new Inconsistency("switch", Fault.GARBAGE, 7, 2, "EF.IMSI of nobody");
        TearReport report = new TearReport(List.of(new Result("switch", "SWITCH", 9, 40, List.of(one, one))), 1);
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        report.printText(out);
        out.flush();

        assertThat(text.toString())
                .contains("switch, garbage, cut at 7, in the restart at 2", "EF.IMSI of nobody", "switch: 1 more")
                .endsWith("9 cut points, 2 inconsistent" + System.lineSeparator());
    }
}
