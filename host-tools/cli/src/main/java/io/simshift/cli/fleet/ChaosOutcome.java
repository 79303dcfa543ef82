package io.simshift.cli.fleet;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What has become of the cards of a chaos run.
 *
 * @param messages that went to cards and came from them
 * @param reusedCounters packets that came with the counter of another packet
 * @param confirmed transfers that the server knows to have arrived
 * @param others transfers in any other phase
 */
record ChaosOutcome(
        int cards,
        int serverKills,
        int centreKills,
        long messages,
        int switchedOnce,
        int switchedMore,
        int neverSwitched,
        int reusedCounters,
        long confirmed,
        long others) {
    /** Whether all is as it must be. */
    @JsonProperty("good")
    boolean isGood() {
        return switchedOnce == cards && reusedCounters == 0 && confirmed == cards && others == 0;
    }
}
