package io.simshift.bench;

/** Hears which benchmark begins. */
@FunctionalInterface
public interface ProgressListener {
    /** Benchmark {@code number} of {@code total} begins, counted from 1. */
    void begins(int number, int total, String name);
}
