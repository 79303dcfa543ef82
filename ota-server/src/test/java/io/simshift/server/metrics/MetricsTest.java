package io.simshift.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.server.smpp.SmppClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MetricsTest {
    /** Nobody else holds what the gauges ask. */
    @Test
    void gaugesOutliveTheGarbageCollector() {
        try (Metrics metrics = new Metrics()) {
            metrics.watchBinds(new AtomicReference<SmppClient>()::get, List.of("north"));
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            assertThat(metrics.scrape())
                    .contains("simshift_smsc_bound 0.0", "simshift_smsc_held 0.0")
                    .contains("simshift_smsc_binds{smsc=\"north\"} 0.0");
        }
    }
}
