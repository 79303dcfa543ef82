package io.simshift.server.engine;

/** Hears of each step of each transfer, on one thread, in the order of the steps. */
@FunctionalInterface
public interface ProgressListener {
    void onProgress(TransferProgress progress);
}
