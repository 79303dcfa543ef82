package io.simshift.cli.demo;

import io.simshift.cli.demo.DemoReport.Happening;
import io.simshift.cli.demo.DemoReport.Kind;
import io.simshift.protocol.identity.Iccid;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what happens to each card, from whatever thread it happens on. */
final class Stories {
    private final Clock clock;
    private final Map<Iccid, List<Happening>> stories = new TreeMap<>();

    Stories(Clock clock) {
        this.clock = clock;
    }

    void tell(Iccid iccid, Kind kind, String operator, String what) {
        Happening happening = new Happening(clock.instant(), kind, operator, what);
        synchronized (stories) {
            stories.computeIfAbsent(iccid, key -> new ArrayList<>()).add(happening);
        }
    }

    /** All stories so far, each in order of time. */
    Map<Iccid, List<Happening>> all() {
        synchronized (stories) {
            Map<Iccid, List<Happening>> copy = new TreeMap<>();
            stories.forEach((iccid, story) -> copy.put(
                    iccid,
                    story.stream().sorted(Comparator.comparing(Happening::at)).toList()));
            return copy;
        }
    }
}
