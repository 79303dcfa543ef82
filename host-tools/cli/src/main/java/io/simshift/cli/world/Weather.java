package io.simshift.cli.world;

import java.time.Duration;

/**
 * How hostile the world is. Shares are from 0 to 1; what happens "a day" happens so often on average to each device,
 * server or operator.
 *
 * @param loss share of short messages, each way, that vanish after the message centre took them
 * @param duplicates share of short messages that are delivered twice
 * @param late share of copies that take up to {@code maxDelay}, whatever their validity says
 * @param maxDelay longest way of a short message
 * @param bearerFaults share of submissions that the message centre throttles or leaves unanswered, of receipts that lie or
 *     are lost, and of messages from a card that its device cannot send at once
 * @param powerCutsPerDay each in the middle of what the card does, for minutes to a day
 * @param switchOffsPerDay orderly, for minutes to three days
 * @param restartsPerDay of each server, killed between any two of its steps, and of the escrow, between any two words to it
 * @param outagesPerDay of each operator's network, for minutes to two days
 * @param wrongProvisioning share of cards for which a recipient's HLR holds a wrong key, or nothing, at first or for good
 * @param lostWords share of words between operators, and between an operator and the escrow, that are lost or late
 */
record Weather(
        double loss,
        double duplicates,
        double late,
        Duration maxDelay,
        double bearerFaults,
        double powerCutsPerDay,
        double switchOffsPerDay,
        double restartsPerDay,
        double outagesPerDay,
        double wrongProvisioning,
        double lostWords) {
    private static final Duration LATEST = Duration.ofHours(72);

    /** Nothing goes wrong. */
    static final Weather CALM = new Weather(0, 0, 0, Duration.ofSeconds(30), 0, 0, 0, 0, 0, 0, 0);

    /** Everything goes wrong. */
    static final Weather STORM = new Weather(0.25, 0.15, 0.15, LATEST, 0.15, 1.5, 0.7, 2, 0.5, 0.3, 0.2);

    Weather {
        for (double share : new double[] {loss, duplicates, late, bearerFaults, wrongProvisioning, lostWords}) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share is from 0 to 1, not " + share);
            }
        }
        for (double rate : new double[] {powerCutsPerDay, switchOffsPerDay, restartsPerDay, outagesPerDay}) {
            if (!(rate >= 0 && rate <= 1000)) {
                throw new IllegalArgumentException("something happens 0 to 1000 times a day, not " + rate);
            }
        }
    }

    Weather withPowerCuts(double perDay) {
        return new Weather(
                loss,
                duplicates,
                late,
                maxDelay,
                bearerFaults,
                perDay,
                switchOffsPerDay,
                restartsPerDay,
                outagesPerDay,
                wrongProvisioning,
                lostWords);
    }

    /** Faults of short messages alone, for the loss curve: a tenth is delivered twice, a tenth is up to 72 h late. */
    static Weather ofMessages(double loss) {
        return new Weather(loss, 0.1, 0.1, LATEST, 0, 0, 0, 0, 0, 0, 0);
    }
}
