package io.simshift.server.engine;

/**
 * Hears of each step of each transfer, on one thread, in the order of the steps. Steps that became durable right before a crash
 * may not have been told: after a start, {@link io.simshift.server.OtaServer#campaigns} is what counts.
 */
@FunctionalInterface
public interface ProgressListener {
    void onProgress(TransferProgress progress);
}
