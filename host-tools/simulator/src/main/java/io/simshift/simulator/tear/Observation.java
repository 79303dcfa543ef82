package io.simshift.simulator.tear;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What can be seen of a card from outside.
 *
 * @param facts by name: each file's content, and what QUERY says of the card and of each slot, without its counter
 * @param tries left of each PIN and PUK
 * @param activeSlot the slot whose keys answer; 0 for the manufacturer's, -1 for none
 * @param counter highest CNTR that the keyset refuses as used
 * @param sqnHighest SQN_MS of the active slot; -1 where no slot is active
 */
record Observation(
        Map<String, String> facts, Map<String, Integer> tries, int activeSlot, long counter, long sqnHighest) {
    Observation {
        facts = Map.copyOf(facts);
        tries = Map.copyOf(tries);
    }

    /**
     * What is wrong with this card if it should be one of these two; empty if it is wholly the one or the other.
     *
     * @param before the card had not begun with the step
     * @param after the card had done it
     */
    Optional<String> contradiction(Observation before, Observation after) {
        Optional<String> asBefore = difference(before);
        Optional<String> asAfter = difference(after);
        if (asBefore.isPresent() && asAfter.isPresent()) {
            return Optional.of("neither before (" + asBefore.get() + ") nor after (" + asAfter.get() + ")");
        }
        if (activeSlot == before.activeSlot && counter < before.counter) {
            return Optional.of("counter went back from " + before.counter + " to " + counter);
        }
        if (activeSlot == after.activeSlot && counter > after.counter && activeSlot == before.activeSlot) {
            return Optional.of("counter ran ahead: " + counter + ", was to be " + after.counter);
        }
        if (activeSlot == before.activeSlot && sqnHighest < before.sqnHighest) {
            return Optional.of("SQN went back from " + before.sqnHighest + " to " + sqnHighest);
        }
        return wrongTries(before, after);
    }

    /** A try is taken before the value is looked at: a cut may cost one, and gives none back that was not earned. */
    private Optional<String> wrongTries(Observation before, Observation after) {
        for (Map.Entry<String, Integer> left : new TreeMap<>(tries).entrySet()) {
            int once = before.tries.get(left.getKey());
            int then = after.tries.get(left.getKey());
            boolean asBefore = once == left.getValue() || once == left.getValue() + 1;
            if (!asBefore && left.getValue() != then) {
                return Optional.of(
                        left.getKey() + " has " + left.getValue() + " tries left, was to have " + once + " or " + then);
            }
        }
        return Optional.empty();
    }

    /** The first difference in what is seen, if any. Counter and SQN may have been taken by what was cut. */
    Optional<String> difference(Observation other) {
        if (activeSlot != other.activeSlot) {
            return Optional.of("active slot " + activeSlot + " instead of " + other.activeSlot);
        }
        for (Map.Entry<String, String> fact : new TreeMap<>(facts).entrySet()) {
            String expected = other.facts.get(fact.getKey());
            if (!fact.getValue().equals(expected)) {
                return Optional.of(fact.getKey() + " " + fact.getValue() + " instead of " + expected);
            }
        }
        return Optional.empty();
    }
}
