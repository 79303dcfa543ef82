package io.simshift.cli.demo;

import io.simshift.protocol.subscription.AkaChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the user asked for.
 *
 * @param cards how many, from 1
 * @param operators names in the order of the moves, at least two
 * @param orders a file with orders, instead of IMSIs that the demo makes up
 * @param seed where keys come from, instead of a secure random source
 * @param out folder of the report
 * @param asSpecified recipients get the keys after the switch
 * @param slots slots on each card
 * @param aka algorithm of all subscriptions
 * @param smscPort port of the first operator's SMSC, the others count up; 0 for free ones
 * @param window how long a card may take for one move
 * @param switchedOff numbers of cards whose device is off during the first move
 * @param wrongKeys numbers of cards for which the first operator has wrong OTA keys
 */
record DemoOptions(
        int cards,
        List<String> operators,
        Optional<Path> orders,
        OptionalLong seed,
        Path out,
        boolean asSpecified,
        int slots,
        AkaChoice aka,
        int smscPort,
        Duration window,
        Set<Integer> switchedOff,
        Set<Integer> wrongKeys) {
    DemoOptions {
        operators = List.copyOf(operators);
        switchedOff = Set.copyOf(switchedOff);
        wrongKeys = Set.copyOf(wrongKeys);
    }
}
