package io.simshift.server.engine;

import io.simshift.server.campaign.CampaignCard;
import io.simshift.server.campaign.CampaignProgress;
import io.simshift.server.transfer.Phase;
import java.util.EnumMap;
import java.util.Map;

/** How many cards of one campaign stand where; the same as the tables say, without asking them. */
final class Tally {
    private final Map<CampaignCard.Status, Long> rows = new EnumMap<>(CampaignCard.Status.class);
    private final Map<Phase, Long> phases = new EnumMap<>(Phase.class);

    synchronized void add(CampaignCard.Status status, long number) {
        rows.merge(status, number, Long::sum);
    }

    synchronized void add(Phase phase, long number) {
        phases.merge(phase, number, Long::sum);
    }

    synchronized void move(CampaignCard.Status from, CampaignCard.Status to, long number) {
        add(from, -number);
        add(to, number);
    }

    synchronized void clearRows() {
        rows.clear();
    }

    synchronized long of(CampaignCard.Status status) {
        return rows.getOrDefault(status, 0L);
    }

    /** Cards that were begun and neither answered nor wait for another try. */
    synchronized long inFlight() {
        long count = 0;
        for (Map.Entry<Phase, Long> entry : phases.entrySet()) {
            boolean underway = switch (entry.getKey()) {
                case ORDERED, RESERVED, PROVISIONED, SENT, ACCEPTED, CANCELLING -> true;
                default -> false;
            };
            count += underway ? entry.getValue() : 0;
        }
        return count;
    }

    synchronized CampaignProgress progress(long refused) {
        Map<Phase, Long> some = new EnumMap<>(Phase.class);
        phases.forEach((phase, number) -> {
            if (number > 0) {
                some.put(phase, number);
            }
        });
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        return new CampaignProgress(
                all,
                refused,
                of(CampaignCard.Status.WAITING),
                of(CampaignCard.Status.LEFT_OUT),
                of(CampaignCard.Status.CALLED_OFF) + of(CampaignCard.Status.EXPIRED),
                some);
    }
}
