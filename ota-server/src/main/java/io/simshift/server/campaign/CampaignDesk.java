package io.simshift.server.campaign;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.transfer.Phase;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where campaigns are ordered, approved, watched and steered. Every change is durable when its call returns, and stands in
 * the ledger with the name of who asked for it. Calls wait for the store: not for an event loop. Safe for many threads.
 *
 * <p>Whether {@code by} may do what he asks is the caller's to check, but for two things: nobody approves a campaign of his
 * own, and nobody approves it for both parties.
 *
 * <p>All calls with a campaign's id throw {@link CampaignException} of kind NOT_FOUND where there is none, and of kind
 * CONFLICT where its state does not allow the wish.
 */
public interface CampaignDesk {
    /** Largest page that any of these calls gives. */
    int PAGE_MAX = 1000;

    /**
     * A new campaign without cards.
     *
     * @param by who orders it; not blank
     * @throws CampaignException INVALID where a MOVE goes to this operator itself or a ROTATE to another
     */
    CampaignView create(CampaignPlan plan, String by);

    /** Other plan for a campaign that is DRAFT or VALIDATED; kind and recipient stay as they are. */
    CampaignView change(String campaign, CampaignPlan plan, String by);

    /**
     * Reads the campaign's order, row by row, and keeps the good rows; it then is VALIDATED. What an earlier upload has
     * brought is forgotten. Where the stream breaks off or can't be read on, nothing of it is kept.
     *
     * @param fileName for the report
     * @param order read to its end, not closed; never held in memory as a whole
     * @throws CampaignException INVALID where it is no order at all, or holds no good row
     */
    OrderReport upload(String campaign, String fileName, OrderFormat format, InputStream order, String by);

    /** What was wrong with the rows of the last upload, by line. {@code after} 0 for the beginning. */
    Page<OrderProblem> problems(String campaign, long after, int limit);

    /** VALIDATED to AWAITING_APPROVAL. */
    CampaignView submit(String campaign, String by);

    /**
     * One party says yes. With the last yes that is needed the campaign is SCHEDULED.
     *
     * @throws CampaignException FORBIDDEN where {@code by} has created the campaign or approved it for the other party;
     *     CONFLICT where the party has approved, or is none of this campaign's
     */
    CampaignView approve(String campaign, Party party, String by);

    /** One party says no: back to VALIDATED, without any approval. */
    CampaignView refuse(String campaign, Party party, String by, String reason);

    /** Another pace, at any time before its end. */
    CampaignView changePace(String campaign, Pace pace, String by);

    /** SCHEDULED or RUNNING to PAUSED. Messages that the SMSC has taken are not called back. */
    CampaignView pause(String campaign, String by, String reason);

    /** PAUSED to SCHEDULED or RUNNING. */
    CampaignView resume(String campaign, String by);

    /** Ends it: cards that wait are called off, and those for which nothing was sent yet; others go on to their end. */
    CampaignView stop(String campaign, String by, String reason);

    /**
     * Calls one card off. Where something of it may have reached the card, only its answer to CANCEL decides.
     *
     * @return the phase after that; empty where the card had not been begun
     * @throws CampaignException NOT_FOUND where the card is not in this campaign
     */
    CompletableFuture<Optional<Phase>> cancelCard(String campaign, Iccid card, String by);

    /**
     * A new campaign, VALIDATED, with the same plan at once, for the cards of a campaign that did not arrive: rejected,
     * expired, fallen back, called off, left out. UNKNOWN ones are not among them, nor cards that another campaign has since.
     *
     * @throws CampaignException CONFLICT where there is no such card
     */
    CampaignView retryFailed(String campaign, String by);

    /** One campaign. */
    CampaignView campaign(String campaign);

    /** All campaigns, youngest first, or those in one state. */
    List<CampaignView> campaigns(Optional<CampaignState> state);

    /** What was done with a campaign, oldest first. */
    List<CampaignStep> steps(String campaign);

    /** Its cards in the order of the file, or those in one phase. {@code after} 0 for the beginning. */
    Page<CampaignCard> cards(String campaign, Optional<Phase> phase, long after, int limit);

    /** One card of it. */
    Optional<CampaignCard> card(String campaign, Iccid card);

    /** All that ever happened to a card, in all campaigns, oldest first. */
    Page<CardEvent> history(Iccid card, long after, int limit);

    /** How many cards failed for which reason, the most frequent first; 50 reasons at most. */
    Map<String, Long> failures(String campaign);
}
