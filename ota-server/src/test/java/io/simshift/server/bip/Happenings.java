package io.simshift.server.bip;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a {@link ScriptQueue} tells, to be waited for. */
final class Happenings implements ScriptQueue.Listener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void arrived(String card, CardArrival arrival) {
        add("arrived " + card + " " + arrival.bearer());
    }

    @Override
    public void answered(String card, Script script, ScriptAnswer answer) {
        add("answered " + card + " " + script.id() + " " + answer.status() + " " + answer.content().length);
    }

    @Override
    public void ended(String card, String why) {
        add("ended " + card + " " + why);
    }

    @Override
    public void unknown(CardArrival arrival) {
        add("unknown " + arrival.bearer());
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits until so many lines are such. */
    synchronized void await(int count, Predicate<String> such) throws InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (lines.stream().filter(such).count() < count) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("waited in vain, only this happened: " + lines);
            }
            wait(left);
        }
    }
}
