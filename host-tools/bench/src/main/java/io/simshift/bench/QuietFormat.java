package io.simshift.bench;

import java.io.IOException;
import java.util.Collection;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/** Of all that JMH says, only which benchmark begins; failures come as exceptions. */
final class QuietFormat implements OutputFormat {
    private final ProgressListener progress;
    private final int total;
    private int begun;

    QuietFormat(ProgressListener progress, int total) {
        this.progress = progress;
        this.total = total;
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        begun++;
        progress.begins(begun, total, BenchmarkSuite.rowName(params));
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {}

    @Override
    public void iterationResult(
            BenchmarkParams params, IterationParams iteration, int number, IterationResult result) {}

    @Override
    public void endBenchmark(BenchmarkResult result) {}

    @Override
    public void startRun() {}

    @Override
    public void endRun(Collection<RunResult> results) {}

    @Override
    public void print(String text) {}

    @Override
    public void println(String text) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public void verbosePrintln(String text) {}

    @Override
    public void write(int octet) {}

    @Override
    public void write(byte[] bytes) throws IOException {}
}
