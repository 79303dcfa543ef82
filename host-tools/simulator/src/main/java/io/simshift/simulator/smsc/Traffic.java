package io.simshift.simulator.smsc;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what goes through, from any thread. */
final class Traffic {
    enum Event {
        MT_ACCEPTED,
        MT_DELIVERED,
        MT_FAILED,
        MO_FORWARDED,
        REPORT_FORWARDED,
        RECEIPT_FORWARDED,
        ESME_REFUSED
    }

    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

    Traffic() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    void count(Event event) {
        counts.get(event).increment();
    }

    SmscCounters read() {
        return new SmscCounters(
                of(Event.MT_ACCEPTED),
                of(Event.MT_DELIVERED),
                of(Event.MT_FAILED),
                of(Event.MO_FORWARDED),
                of(Event.REPORT_FORWARDED),
                of(Event.RECEIPT_FORWARDED),
                of(Event.ESME_REFUSED));
    }

    private long of(Event event) {
        return counts.get(event).sum();
    }
}
