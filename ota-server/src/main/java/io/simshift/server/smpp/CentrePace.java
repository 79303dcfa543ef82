package io.simshift.server.smpp;

/**
 * How fast one centre may be given messages, over all its sessions: its rate, and the pauses that it asks for by
 * "throttled" or "queue full". Belongs to one thread; knows no clock.
 */
final class CentrePace {
    private static final long SECOND_NANOS = 1_000_000_000;
    /**
     * As much may go at once: ahead of an even pace after a rest, or, where messages are further apart than that, behind it,
     * since the sessions look for work now and then only. The two together are never more.
     */
    private static final long BURST_NANOS = SECOND_NANOS / 10;

    private final long intervalNanos;
    private final long creditNanos;
    private final long lagNanos;
    private final long delayMinNanos;
    private final long delayMaxNanos;

    /** When the next message would be due at an even pace. */
    private long dueNanos;

    private boolean begun;
    private long resumeAtNanos;
    private long delayNanos;

    CentrePace(int messagesPerSecond, SmppClientLimits limits) {
        this.intervalNanos = messagesPerSecond == 0 ? 0 : SECOND_NANOS / messagesPerSecond;
        this.creditNanos = Math.max(0, BURST_NANOS - intervalNanos);
        this.lagNanos = BURST_NANOS - creditNanos;
        this.delayMinNanos = limits.congestionDelayMin().toNanos();
        this.delayMaxNanos = limits.congestionDelayMax().toNanos();
    }

    /** Whether a message may go now. */
    boolean mayGo(long nowNanos) {
        boolean due = intervalNanos == 0 || !begun || dueNanos - nowNanos <= creditNanos;
        return due && !isPaused(nowNanos);
    }

    /** A message goes. */
    void sent(long nowNanos) {
        boolean rested = !begun || nowNanos - dueNanos > lagNanos;
        dueNanos = (rested ? nowNanos : dueNanos) + intervalNanos;
        begun = true;
    }

    /** The centre took a message: a pause that is over was long enough. An answer from before the pause does not end it. */
    void accepted(long nowNanos) {
        if (!isPaused(nowNanos)) {
            delayNanos = 0;
        }
    }

    /** The centre asks for fewer messages. */
    void congested(long nowNanos) {
        if (!isPaused(nowNanos)) {
            delayNanos = Math.min(Math.max(delayMinNanos, 2 * delayNanos), delayMaxNanos);
            resumeAtNanos = nowNanos + delayNanos;
        }
    }

    private boolean isPaused(long nowNanos) {
        return delayNanos > 0 && nowNanos - resumeAtNanos < 0;
    }
}
