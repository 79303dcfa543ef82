package io.simshift.simulator.tear;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tears one operation at every cut point: runs it, cuts the power there, restarts the card, and looks whether it is
 * wholly before or wholly after the step that was cut; then does the operation again and looks whether it is done.
 */
public final class TearRun {
    /**
     * One cut after which the card was not right.
     *
     * @param operation its name
     * @param fault what the cut did to the memory
     * @param cutPoint number of writes done when the power went
     * @param secondCutPoint the same in the restart that followed; -1 if that was not cut
     * @param what what was wrong
     */
    public record Inconsistency(String operation, Fault fault, long cutPoint, long secondCutPoint, String what) {}

    /**
     * What came of tearing one operation.
     *
     * @param operation its name
     * @param description what it is
     * @param cutPoints cuts made
     * @param largestTransaction bytes of the operation's largest transaction, as a card's journal counts them
     * @param inconsistencies empty if the card was right after each of them
     */
    public record Result(
            String operation,
            String description,
            long cutPoints,
            int largestTransaction,
            List<Inconsistency> inconsistencies) {
        public Result {
            inconsistencies = List.copyOf(inconsistencies);
        }
    }

    /** How thorough a run is. */
    public record Depth(boolean everyByte, boolean doubleCuts) {
        public static final Depth SAMPLED = new Depth(false, false);
    }

    private final Operation operation;
    private final Depth depth;
    private final PersistentMemory memory;
    private final Terminal terminal;
    private final Observer observer;
    private final List<Observation> references = new ArrayList<>();
    private final List<Inconsistency> inconsistencies = new ArrayList<>();
    private int base;
    private long baseCounter;
    private long cuts;
    private int largestTransaction;

    TearRun(Operation operation, Depth depth, PersistentMemory memory, Terminal terminal) {
        this.operation = operation;
        this.depth = depth;
        this.memory = memory;
        this.terminal = terminal;
        observer = new Observer(terminal);
    }

    Result run() {
        operation.preparation().accept(terminal);
        base = memory.checkpoint();
        baseCounter = terminal.counter();
        takeReferences();
        long points = countPoints();
        for (Fault fault : Fault.values()) {
            for (long at = 0; at <= points; at++) {
                tearAt(fault, at);
            }
        }
        return new Result(operation.name(), operation.description(), cuts, largestTransaction, inconsistencies);
    }

    // ---------------------------------------------------------------- without a cut

    private void takeReferences() {
        for (int done = 0; done <= operation.steps().size(); done++) {
            backToBase();
            operation.session().accept(terminal);
            for (Consumer<Terminal> step : operation.steps().subList(0, done)) {
                step.accept(terminal);
            }
            terminal.reset();
            references.add(observer.observe(baseCounter));
        }
    }

    private long countPoints() {
        backToBase();
        operation.session().accept(terminal);
        memory.disarm();
        memory.forgetTransactions();
        operation.steps().forEach(step -> step.accept(terminal));
        largestTransaction = memory.largestTransaction();
        return memory.points();
    }

    private void backToBase() {
        memory.disarm();
        memory.restore(base);
        terminal.setCounter(baseCounter);
    }

    // ---------------------------------------------------------------- with a cut

    private void tearAt(Fault fault, long at) {
        int step = runUntilCut(fault, at);
        cuts++;
        if (depth.doubleCuts()) {
            tearRecovery(fault, at, step);
            runUntilCut(fault, at);
        }
        terminal.reset();
        check(fault, at, -1, step);
    }

    /** Cuts the restart after the cut as well, at each of its own writes. */
    private void tearRecovery(Fault fault, long at, int step) {
        memory.disarm();
        terminal.reset();
        long recovery = memory.points();
        for (long second = 0; second < recovery; second++) {
            runUntilCut(fault, at);
            memory.armCut(second, fault);
            cutUnlessDone(terminal::reset);
            cuts++;
            memory.disarm();
            terminal.reset();
            check(fault, at, second, step);
        }
    }

    /** Returns the number of the step that was cut; the number of steps if the power went after all of them. */
    private int runUntilCut(Fault fault, long at) {
        backToBase();
        operation.session().accept(terminal);
        memory.armCut(at, fault);
        int step = 0;
        for (Consumer<Terminal> current : operation.steps()) {
            if (cutUnlessDone(() -> current.accept(terminal))) {
                return step;
            }
            step++;
        }
        cutUnlessDone(memory::cutNow);
        return step;
    }

    private static boolean cutUnlessDone(Runnable running) {
        try {
            running.run();
            return false;
        } catch (PowerCut e) {
            return true;
        }
    }

    private void check(Fault fault, long at, long second, int step) {
        findFault(step)
                .ifPresent(what -> inconsistencies.add(new Inconsistency(operation.name(), fault, at, second, what)));
    }

    private Optional<String> findFault(int step) {
        memory.disarm();
        try {
            Observation seen = observer.observe(baseCounter);
            Observation before = references.get(step);
            Observation after =
                    references.get(Math.min(step + 1, operation.steps().size()));
            Optional<String> contradiction = seen.contradiction(before, after);
            boolean done = contradiction.isPresent() || !operation.repeatable();
            return done ? contradiction : repeat();
        } catch (IllegalStateException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** The sender, who does not know whether it was done, does it again. */
    private Optional<String> repeat() {
        operation.session().accept(terminal);
        operation.steps().forEach(step -> step.accept(terminal));
        terminal.reset();
        Observation done = references.get(operation.steps().size());
        return observer.observe(baseCounter)
                .difference(done)
                .map(difference -> "done again it does not succeed: " + difference);
    }
}
