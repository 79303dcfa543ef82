package io.simshift.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** A group of benchmarks that are run together, each with its floor, in virtual machines of their own. */
public enum BenchmarkSuite {
    /** Secured packets. */
    PACKET(PacketBenchmark.class, Scheme.values().length, "encode", "decode"),
    /** Authentication vectors. */
    AKA(AkaBenchmark.class, 1, "vector", "vectorOfOneSubscriber");

    private static final String FLOOR = "Floor";
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final Map<String, String> NAMES = Map.of(
            "encode", "packet-encode",
            "decode", "packet-decode",
            "vector", "aka-vector-milenage",
            "vectorOfOneSubscriber", "aka-vector-milenage-same-key");

    private final Class<?> benchmarks;
    private final int variants;
    private final List<String> methods;

    BenchmarkSuite(Class<?> benchmarks, int variants, String... methods) {
        this.benchmarks = benchmarks;
        this.variants = variants;
        this.methods = List.of(methods);
    }

    /** How long each benchmark runs. */
    public enum Pace {
        /** Some eight seconds each. */
        FULL(3, 5, 1_000),
        /** Under three seconds each: for a look, not for a comparison. */
        QUICK(2, 2, 500);

        private final int warmups;
        private final int measurements;
        private final long milliseconds;

        Pace(int warmups, int measurements, long milliseconds) {
            this.warmups = warmups;
            this.measurements = measurements;
            this.milliseconds = milliseconds;
        }
    }

    /**
     * Runs all of the suite.
     *
     * @throws BenchmarkException where a benchmark cannot be run
     */
    public List<BenchmarkRow> run(Pace pace, ProgressListener progress) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .mode(Mode.Throughput)
                .timeUnit(TimeUnit.SECONDS)
                .threads(1)
                .forks(1)
                // The options of the virtual machine that reads this are for a short command, not for speed.
                .jvmArgs("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-Xshare:auto")
                .warmupIterations(pace.warmups)
                .warmupTime(TimeValue.milliseconds(pace.milliseconds))
                .measurementIterations(pace.measurements)
                .measurementTime(TimeValue.milliseconds(pace.milliseconds))
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class);
        methods.stream()
                .flatMap(method -> Stream.of(method, method + FLOOR))
                .forEach(method ->
                        options.include("^" + benchmarks.getName().replace(".", "\\.") + "\\." + method + "$"));
        try {
            return rows(new Runner(options.build(), new QuietFormat(progress, 2 * variants * methods.size())).run());
        } catch (RunnerException e) {
            throw new BenchmarkException("The benchmarks could not be run: " + e.getMessage(), e);
        }
    }

    private List<BenchmarkRow> rows(Collection<RunResult> results) {
        List<BenchmarkRow> rows = new ArrayList<>();
        for (RunResult result : results) {
            String method = method(result.getParams());
            if (!method.endsWith(FLOOR)) {
                RunResult floor = matching(results, method + FLOOR, result.getParams());
                rows.add(new BenchmarkRow(
                        rowName(result.getParams()), score(result), score(floor), allocatedBytes(result)));
            }
        }
        return List.copyOf(rows);
    }

    private static RunResult matching(Collection<RunResult> results, String method, BenchmarkParams like) {
        for (RunResult result : results) {
            if (method(result.getParams()).equals(method)
                    && scheme(result.getParams()).equals(scheme(like))) {
                return result;
            }
        }
        throw new BenchmarkException("No result of " + method, null);
    }

    /** What a benchmark is called in the table. */
    static String rowName(BenchmarkParams params) {
        String method = method(params);
        boolean floor = method.endsWith(FLOOR);
        String bare = floor ? method.substring(0, method.length() - FLOOR.length()) : method;
        return NAMES.get(bare) + scheme(params) + (floor ? " (floor)" : "");
    }

    private static String method(BenchmarkParams params) {
        return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    }

    private static String scheme(BenchmarkParams params) {
        String scheme = params.getParam("scheme");
        return scheme == null ? "" : "-" + Scheme.valueOf(scheme).label();
    }

    private static double score(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double allocatedBytes(RunResult result) {
        for (String label : result.getSecondaryResults().keySet()) {
            if (label.endsWith(ALLOCATION)) {
                return result.getSecondaryResults().get(label).getScore();
            }
        }
        throw new BenchmarkException("This virtual machine does not count allocations", null);
    }
}
