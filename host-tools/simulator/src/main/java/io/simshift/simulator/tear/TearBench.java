package io.simshift.simulator.tear;

import io.simshift.simulator.tear.TearRun.Depth;
import io.simshift.simulator.tear.TearRun.Result;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A card that is torn in one operation after the other: before each it is taken back to what it was after its install. For
 * one thread at a time.
 */
public final class TearBench {
    private final PersistentMemory memory;
    private final Terminal terminal;
    private final int installed;

    public TearBench() {
        this(new PersistentMemory());
    }

    TearBench(PersistentMemory memory) {
        this.memory = memory;
        CardKeys keys = new CardKeys();
        terminal = new Terminal(new TornCard(keys.installed(), memory), keys);
        installed = memory.checkpoint();
    }

    /** What can be torn: names and descriptions, in the order in which they are best read. */
    public static Map<String, String> operations() {
        Map<String, String> operations = new LinkedHashMap<>();
        Operations.all().forEach(operation -> operations.put(operation.name(), operation.description()));
        return operations;
    }

    /**
     * Tears an operation.
     *
     * @throws IllegalArgumentException if there is no operation of this name
     */
    public Result tear(String name, Depth depth) {
        Operation operation = Operations.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operation '" + name + "'"));
        memory.disarm();
        memory.restore(installed);
        memory.cutEveryByte(depth.everyByte());
        terminal.setCounter(0);
        return new TearRun(operation, depth, memory, terminal).run();
    }
}
