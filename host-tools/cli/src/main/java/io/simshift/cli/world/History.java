package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What happened in a world, in order. No key is in it. */
final class History {
    private final Clock clock;
    private final Instant begin;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * One thing that happened.
     *
     * @param card empty for what concerns all
     * @param who the operator, {@code "card"}, {@code "device"}, {@code "owner"} or {@code "world"}
     */
    record Entry(Duration at, Optional<Iccid> card, String who, String what) {
        @Override
        public String toString() {
            String number = card.map(Iccid::digits).orElse("-");
            return String.format(
                    Locale.ROOT,
                    "%3dd %02d:%02d:%02d.%03d  %-20s %-7s %s",
                    at.toDays(),
                    at.toHoursPart(),
                    at.toMinutesPart(),
                    at.toSecondsPart(),
                    at.toMillisPart(),
                    number,
                    who,
                    what);
        }
    }

    History(Clock clock) {
        this.clock = clock;
        this.begin = clock.instant();
    }

    void tell(Iccid card, String who, String what) {
        add(Optional.of(card), who, what);
    }

    void tellAll(String who, String what) {
        add(Optional.empty(), who, what);
    }

    private void add(Optional<Iccid> card, String who, String what) {
        entries.add(new Entry(Duration.between(begin, clock.instant()), card, who, what));
    }

    /** Everything. */
    List<Entry> all() {
        return List.copyOf(entries);
    }

    /** What concerns one card. */
    List<Entry> of(Iccid iccid) {
        return entries.stream()
                .filter(entry -> entry.card().map(iccid::equals).orElse(true))
                .toList();
    }
}
