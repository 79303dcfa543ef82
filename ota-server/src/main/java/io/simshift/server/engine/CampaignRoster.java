package io.simshift.server.engine;

import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMachine;
import io.simshift.server.transfer.TransferPolicy;
import io.simshift.server.transfer.TransferState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The desk's campaigns in memory, and what transfers must know of them: rules, numbers, and whether messages may go. */
final class CampaignRoster {
    /** How often a card whose campaign is paused looks whether it still is. */
    private static final Duration PAUSED_POLL = Duration.ofSeconds(15);
    /** How long a repeated message waits that the campaign's rate has no room for. */
    private static final Duration NO_ROOM = Duration.ofSeconds(1);

    private final Map<String, RunningCampaign> campaigns = new ConcurrentHashMap<>();
    private final TransferPolicy policy;
    private final TransferMachine standard;

    CampaignRoster(TransferPolicy policy) {
        this.policy = policy;
        this.standard = new TransferMachine(policy);
    }

    void load(Database database, CampaignStore store) {
        database.read(db -> {
            Map<String, Tally> tallies = store.tallies(db);
            for (StoredCampaign stored : store.all(db)) {
                Tally tally = tallies.getOrDefault(stored.id(), new Tally());
                campaigns.put(stored.id(), new RunningCampaign(stored, tally, policy));
            }
            return null;
        });
    }

    RunningCampaign add(StoredCampaign stored) {
        RunningCampaign campaign = new RunningCampaign(stored, new Tally(), policy);
        campaigns.put(stored.id(), campaign);
        return campaign;
    }

    Optional<RunningCampaign> find(String id) {
        return Optional.ofNullable(campaigns.get(id));
    }

    Collection<RunningCampaign> all() {
        return campaigns.values();
    }

    /** Those that the pacer looks after, most urgent first. */
    List<RunningCampaign> byPriority() {
        return campaigns.values().stream()
                .filter(campaign -> campaign.stored().state() != CampaignState.FINISHED)
                .sorted(Comparator.comparing((RunningCampaign campaign) ->
                                -campaign.stored().plan().pace().priority())
                        .thenComparing(campaign -> campaign.stored().record().createdAt())
                        .thenComparing(campaign -> campaign.stored().id()))
                .toList();
    }

    /** Rules of the transfers of a campaign. */
    TransferMachine machine(String campaign) {
        RunningCampaign running = campaigns.get(campaign);
        return running == null ? standard : running.machine();
    }

    /** A transfer has gone from one phase to another; {@code before} is null for a new one. */
    void moved(TransferState after, Phase before) {
        RunningCampaign running = campaigns.get(after.order().campaign());
        if (running != null) {
            if (before != null) {
                running.tally().add(before, -1);
            }
            running.tally().add(after.phase(), 1);
        }
    }

    /** Until when a SWITCH of this transfer has to wait; empty where it may go. */
    Optional<Instant> heldUntil(TransferState state, Instant now) {
        RunningCampaign running = campaigns.get(state.order().campaign());
        if (running == null) {
            return Optional.empty();
        }
        if (running.stored().state() == CampaignState.PAUSED) {
            return Optional.of(now.plus(PAUSED_POLL));
        }
        if (!running.isOpen(now)) {
            return Optional.of(running.stored().plan().schedule().nextOpening(now));
        }
        // The pacer has taken the token of a card's first message.
        boolean room = state.submissions() <= 1 || running.takeTokens(1, now) == 1;
        return room ? Optional.empty() : Optional.of(now.plus(NO_ROOM));
    }

    CampaignView view(RunningCampaign campaign) {
        return campaign.view();
    }
}
