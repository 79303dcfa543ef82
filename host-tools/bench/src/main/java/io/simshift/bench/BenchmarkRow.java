package io.simshift.bench;

/**
 * What one benchmark has shown, on one thread.
 *
 * @param name what was done, for example {@code packet-encode-aes128-cmac64}
 * @param operationsPerSecond how often it was done
 * @param floorPerSecond how often the bare cipher calls of it were done, in the same run
 * @param bytesPerOperation bytes allocated each time
 */
public record BenchmarkRow(String name, double operationsPerSecond, double floorPerSecond, double bytesPerOperation) {
    /** The part of the floor that is reached; 1 were the best. */
    public double ratio() {
        return operationsPerSecond / floorPerSecond;
    }
}
