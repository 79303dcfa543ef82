package io.simshift.cli.fleet;

import io.simshift.server.engine.TransferProgress;
import io.simshift.server.transfer.Phase;
import io.simshift.simulator.light.LightNumbers;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Locale;

/** How long each card took from its beginning to its durable acknowledgement, in a histogram of fixed size. */
final class Stopwatch {
    private static final int MICROS_PER_BUCKET = 250;
    private static final int BUCKETS = 80_000;

    private final LightNumbers numbers;
    private final int cards;
    /** Milliseconds since the start at which a card was begun: four bytes for each card, whatever happens to it. */
    private final int[] begunMicros;

    private final int[] histogram = new int[BUCKETS];

    private final int warmUp;

    private long startNanos = System.nanoTime();
    private long measuredFromNanos;
    private long lastNanos;
    private long acknowledged;
    private long measured;

    /** @param warmUp so many cards go by before anything is measured */
    Stopwatch(int cards, int warmUp, LightNumbers numbers) {
        this.cards = cards;
        this.warmUp = warmUp;
        this.numbers = numbers;
        this.begunMicros = new int[cards];
    }

    synchronized void start() {
        startNanos = System.nanoTime();
        measuredFromNanos = startNanos;
    }

    synchronized void saw(TransferProgress progress) {
        if (progress.phase() != Phase.ORDERED && progress.phase() != Phase.ACKNOWLEDGED) {
            return;
        }
        int card = numbers.cardOf(progress.newImsi());
        long now = System.nanoTime();
        int micros = (int) ((now - startNanos) / 1000);
        if (progress.phase() == Phase.ORDERED) {
            begunMicros[card] = micros;
            return;
        }
        acknowledged++;
        if (acknowledged <= warmUp) {
            measuredFromNanos = now;
            return;
        }
        measured++;
        lastNanos = now;
        int bucket = (micros - begunMicros[card]) / MICROS_PER_BUCKET;
        histogram[Math.max(0, Math.min(bucket, BUCKETS - 1))]++;
    }

    /** Switches per second, median and 99th percentile in milliseconds, peak heap and peak after a collection in MB. */
    synchronized String results() {
        double seconds = (lastNanos - measuredFromNanos) / 1e9;
        return String.format(
                Locale.ROOT,
                "%d %d %.1f %.1f %.1f %d %d",
                cards,
                acknowledged,
                measured / seconds,
                percentile(0.5),
                percentile(0.99),
                heap(false) >> 20,
                heap(true) >> 20);
    }

    private double percentile(double part) {
        long wanted = (long) Math.ceil(part * measured);
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += histogram[bucket];
            if (seen >= wanted) {
                return (bucket + 1) * MICROS_PER_BUCKET / 1000.0;
            }
        }
        return 0;
    }

    private static long heap(boolean afterCollection) {
        List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
        return pools.stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(pool -> afterCollection ? pool.getCollectionUsage() : pool.getPeakUsage())
                .filter(java.util.Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
