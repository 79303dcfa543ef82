package io.simshift.server.campaign;

import java.util.List;

/**
 * What the check of an uploaded order found.
 *
 * @param lines rows read
 * @param accepted rows kept
 * @param refused rows left out
 * @param firstProblems the first of them, at most 100; all up to 10,000 are in {@link CampaignDesk#problems}
 */
public record OrderReport(long lines, long accepted, long refused, List<OrderProblem> firstProblems) {
    public OrderReport {
        firstProblems = List.copyOf(firstProblems);
    }
}
