package io.simshift.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.smpp.SmppClient;
import io.simshift.server.transfer.Phase;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The meters of one process. No label ever has a card, a transfer or a person in it. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Map<Phase, Counter> steps = new EnumMap<>(Phase.class);

    /** With the meters of the virtual machine. */
    public Metrics() {
        garbage.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** For others that measure. */
    public MeterRegistry registry() {
        return registry;
    }

    /** One for an operator's server: every phase is there from the beginning, so that rates have a start. */
    public void countSteps() {
        for (Phase phase : Phase.values()) {
            steps.put(
                    phase,
                    Counter.builder("simshift.transfer.steps")
                            .description("Steps of transfers by the phase that they led to")
                            .tag("phase", word(phase))
                            .register(registry));
        }
    }

    /** A transfer has made a step. */
    public void progressed(TransferProgress progress) {
        steps.get(progress.phase()).increment();
    }

    /**
     * How the server stands with its message centres.
     *
     * @param client says null until there is one; held by the meters
     * @param centres their names; that of an only one may be empty
     */
    public void watchBinds(Supplier<SmppClient> client, List<String> centres) {
        Gauge.builder("simshift.smsc.bound", client, from -> now(from, smpp -> smpp.isBound() ? 1 : 0))
                .strongReference(true)
                .description("1 while messages can go out and answers come in")
                .register(registry);
        Gauge.builder("simshift.smsc.held", client, from -> now(from, SmppClient::heldMessages))
                .strongReference(true)
                .description("Messages that wait to be sent or to be answered")
                .register(registry);
        for (String centre : centres) {
            Gauge.builder("simshift.smsc.binds", client, from -> now(from, smpp -> up(smpp, centre)))
                    .strongReference(true)
                    .description("Sessions that are up with an SMSC")
                    .tag("smsc", centre)
                    .register(registry);
        }
    }

    private static double now(Supplier<SmppClient> from, ToDoubleFunction<SmppClient> value) {
        SmppClient client = from.get();
        return client == null ? 0 : value.applyAsDouble(client);
    }

    private static double up(SmppClient client, String centre) {
        return client.binds().stream()
                .filter(bind -> bind.bound() && bind.centre().equals(centre))
                .count();
    }

    /** The escrow has answered. */
    public void answered(String action, List<EscrowAnswer> answers) {
        for (EscrowAnswer answer : answers) {
            answered(
                    action,
                    answer instanceof EscrowAnswer.Refused refused ? Optional.of(refused.reason()) : Optional.empty());
        }
    }

    /** The escrow has answered: empty where it has not refused. */
    public void answered(String action, Optional<Refusal> refusal) {
        Counter.builder("simshift.escrow.answers")
                .description("Answers of the escrow by what was asked and what it said")
                .tag("action", action)
                .tag("answer", refusal.map(Metrics::word).orElse("granted"))
                .register(registry)
                .increment();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The text that Prometheus reads. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
