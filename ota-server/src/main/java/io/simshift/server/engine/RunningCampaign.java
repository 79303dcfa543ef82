package io.simshift.server.engine;

import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.campaign.Pace;
import io.simshift.server.transfer.TransferMachine;
import io.simshift.server.transfer.TransferPolicy;
import java.time.Duration;
import java.time.Instant;

/** A campaign of the desk in memory: what is kept of it, its numbers, and what it may send now. Its lock guards changes. */
final class RunningCampaign {
    /** Of its rate, what may be saved up: bursts stay short. */
    private static final double BURST_SECONDS = 0.1;

    private final TransferPolicy policy;
    private final Tally tally;
    private volatile StoredCampaign stored;
    private volatile TransferMachine machine;
    private boolean uploading;
    private long lastBegun;
    private double tokens;
    private Instant refilledAt;

    RunningCampaign(StoredCampaign stored, Tally tally, TransferPolicy policy) {
        this.stored = stored;
        this.tally = tally;
        this.policy = policy;
        this.machine = machine(stored.plan().pace());
    }

    private TransferMachine machine(Pace pace) {
        return new TransferMachine(policy.withRetries(pace.firstRetryDelay(), pace.maxRetryDelay()));
    }

    StoredCampaign stored() {
        return stored;
    }

    Tally tally() {
        return tally;
    }

    TransferMachine machine() {
        return machine;
    }

    /** What is committed holds from now on. */
    synchronized void committed(StoredCampaign changed) {
        boolean otherPace = !changed.plan().pace().equals(stored.plan().pace());
        stored = changed;
        if (otherPace) {
            machine = machine(changed.plan().pace());
        }
    }

    synchronized boolean isUploading() {
        return uploading;
    }

    synchronized void setUploading(boolean busy) {
        uploading = busy;
        lastBegun = 0;
    }

    /** Rows up to this number were begun or left out; others before it that wait do not exist. */
    synchronized long lastBegun() {
        return lastBegun;
    }

    synchronized void setLastBegun(long number) {
        lastBegun = number;
    }

    /** Takes up to {@code wanted} messages of the rate. */
    synchronized int takeTokens(int wanted, Instant now) {
        int rate = stored.plan().pace().messagesPerSecond();
        if (rate == 0) {
            return wanted;
        }
        double most = Math.max(1, rate * BURST_SECONDS);
        if (refilledAt == null) {
            tokens = most;
        } else {
            double seconds = Math.max(0, Duration.between(refilledAt, now).toNanos() / 1e9);
            tokens = Math.min(most, tokens + seconds * rate);
        }
        refilledAt = now;
        int taken = Math.min(wanted, (int) tokens);
        tokens -= taken;
        return taken;
    }

    synchronized void giveBackTokens(int unused) {
        tokens += unused;
    }

    /** Whether its messages may go out at this moment. */
    boolean isOpen(Instant now) {
        return stored.state() != CampaignState.PAUSED
                && stored.plan().schedule().isOpen(now);
    }

    CampaignView view() {
        StoredCampaign now = stored;
        boolean awaited = now.state() == CampaignState.AWAITING_APPROVAL;
        return new CampaignView(
                now.id(),
                now.plan(),
                now.state(),
                now.reason(),
                now.createdBy(),
                now.record().createdAt(),
                now.startedAt(),
                now.endedAt(),
                now.approvals(),
                awaited ? now.missing() : java.util.List.of(),
                tally.progress(now.refused()));
    }
}
