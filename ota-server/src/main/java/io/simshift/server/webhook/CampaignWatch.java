package io.simshift.server.webhook;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What webhooks ask the server for. */
public interface CampaignWatch {
    /**
     * One campaign now.
     *
     * @param state as the API writes it
     * @param settled nothing will happen to its cards any more
     * @param news that it has come into this state
     */
    record Campaign(String id, String state, boolean settled, Supplier<Happening> news) {}

    /** Cards that are settled, some at a time. @param next give it as {@code after} for what follows */
    record Settled(List<Happening> cards, OptionalLong next) {}

    /** All campaigns. */
    List<Campaign> campaigns();

    /** The settled cards of one. @param after 0 for the beginning */
    Settled settled(String campaign, long after);
}
