package io.simshift.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.simshift.protocol.identity.Iccid;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run of the demo showed.
 *
 * @param seed the seed that keys were made from; {@code null} where they came from a secure random source
 * @param cards number of cards
 * @param legs one entry for each move, in order
 * @param failures everything that went wrong; empty is success
 * @param stories what happened to each card; only in the page, not in the JSON
 * @param started when the first card was made
 * @param ended when the last check was done
 */
@JsonPropertyOrder({"seed", "cards", "legs", "failures"})
record DemoReport(
        Long seed,
        int cards,
        List<Leg> legs,
        List<Failure> failures,
        @JsonIgnore Map<Iccid, List<Happening>> stories,
        @JsonIgnore Instant started,
        @JsonIgnore Instant ended) {

    /**
     * One move of all cards.
     *
     * @param from the donor
     * @param to the recipient
     * @param switched cards whose transfer was confirmed
     * @param authenticated cards that the recipient's network authenticated with the new K
     * @param refusedByOld cards that the donor could neither authenticate nor command any more
     * @param mtMessages messages that the donor's SMSC brought to cards
     * @param moMessages messages that it got from cards
     * @param seconds from order to last confirmation
     */
    @JsonPropertyOrder({"from", "to", "switched", "authenticated", "refusedByOld", "mtMessages", "moMessages", "seconds"
    })
    record Leg(
            String from,
            String to,
            int switched,
            int authenticated,
            int refusedByOld,
            long mtMessages,
            long moMessages,
            double seconds) {
        String name() {
            return from + " to " + to;
        }
    }

    /**
     * One thing that went wrong.
     *
     * @param leg "A to B", or "setup"
     * @param iccid the card, or empty where it was not about one card
     * @param what what and where, in one line
     */
    @JsonPropertyOrder({"leg", "iccid", "what"})
    record Failure(String leg, String iccid, String what) {}

    /**
     * One thing that happened to a card.
     *
     * @param at when
     * @param kind how the page shows it
     * @param operator the operator it has to do with
     * @param what the event in plain words
     */
    record Happening(Instant at, Kind kind, String operator, String what) {}

    /** How the page shows a happening. */
    enum Kind {
        /** The card came under this operator's service. */
        ATTACHED,
        /** A message, a reset, a step of the transfer. */
        STEP,
        /** A check that had to be refused, and was. */
        REFUSED,
        /** Something went wrong. */
        FAILED
    }

    /** Whether every card did all of it. */
    @JsonIgnore
    boolean isSuccess() {
        return failures.isEmpty();
    }
}
