package io.simshift.cli.ota;

import io.simshift.protocol.packet.Counter;
import java.util.HashMap;
import java.util.Map;

/** Counters of a card that lives no longer than this process. */
final class MemoryCounters implements Counters {
    private final Map<String, Counter> last = new HashMap<>();

    @Override
    public Counter last(String keyset) {
        return last.getOrDefault(keyset, Counter.ZERO);
    }

    @Override
    public void take(String keyset, Counter value) {
        if (value.compareTo(last(keyset)) <= 0) {
            throw new IllegalArgumentException("counter " + value.value() + " was taken already");
        }
        last.put(keyset, value);
    }
}
