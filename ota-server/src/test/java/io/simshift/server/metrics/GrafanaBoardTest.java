package io.simshift.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Timer;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.handover.HandoverEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class GrafanaBoardTest {
    private static final Path BOARD = Path.of("..", "packaging", "grafana-board.json");
    private static final Pattern METER = Pattern.compile("\\b(?:simshift|jvm|process)_[a-z_]+");

    @Test
    void everyMeterOfTheBoardIsThere() throws IOException {
        Set<String> wanted = new TreeSet<>();
        for (JsonNode panel : new ObjectMapper().readTree(BOARD.toFile()).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                Matcher name = METER.matcher(target.path("expr").asText());
                while (name.find()) {
                    wanted.add(name.group());
                }
            }
        }
        try (Metrics metrics = new Metrics()) {
            metrics.countSteps();
            metrics.watchBinds(() -> null, List.of(""));
            HandoverEntry entry =
                    new HandoverEntry(new Imsi("262010000000001"), new Iccid("8900000000000000003"), new SlotIndex(1));
            metrics.answered("release", List.of(new EscrowAnswer.Granted(entry)));
            Timer.builder("simshift.http.requests")
                    .tag("operation", "x")
                    .tag("status", "200")
                    .register(metrics.registry())
                    .record(Duration.ofMillis(1));
            String scrape = metrics.scrape();
            assertThat(wanted)
                    .hasSizeGreaterThan(6)
                    .allSatisfy(name -> assertThat(scrape).contains("\n" + name));
        }
    }
}
