package io.simshift.server.campaign;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * When messages of a campaign may go out.
 *
 * @param startAt not before; empty for as soon as it is approved
 * @param windows hours of the day; none for all day
 * @param zone whose hours
 * @param validity how long after its start, in whole and in days as a rule, a SWITCH may still be sent
 */
public record Schedule(Optional<Instant> startAt, List<DayWindow> windows, ZoneId zone, Duration validity) {
    private static final int WINDOWS_MAX = 24;
    private static final Duration VALIDITY_MAX = Duration.ofDays(366);

    public Schedule {
        Objects.requireNonNull(startAt, "start time");
        Objects.requireNonNull(zone, "zone");
        windows = List.copyOf(windows);
        if (windows.size() > WINDOWS_MAX) {
            throw new IllegalArgumentException("a day has at most " + WINDOWS_MAX + " windows, not " + windows.size());
        }
        if (validity.isNegative() || validity.isZero() || validity.compareTo(VALIDITY_MAX) > 0) {
            throw new IllegalArgumentException("the validity must be longer than nothing and at most "
                    + VALIDITY_MAX.toDays() + " days: " + validity);
        }
    }

    /** At once, all day, for this long. */
    public static Schedule atOnce(Duration validity) {
        return new Schedule(Optional.empty(), List.of(), ZoneId.of("UTC"), validity);
    }

    /** Whether messages may go out at this moment, as far as start time and hours of the day say. */
    public boolean isOpen(Instant now) {
        return nextOpening(now).equals(now);
    }

    /** {@code now} where it is open, else the next moment at which it is. */
    public Instant nextOpening(Instant now) {
        Instant from = startAt.filter(now::isBefore).orElse(now);
        ZonedDateTime local = from.atZone(zone);
        if (windows.isEmpty() || isInWindow(local.toLocalTime())) {
            return from;
        }
        Instant next = null;
        for (DayWindow window : windows) {
            Instant opening = opening(local, window.from());
            next = next == null || opening.isBefore(next) ? opening : next;
        }
        return next;
    }

    private boolean isInWindow(LocalTime time) {
        return windows.stream().anyMatch(window -> window.contains(time));
    }

    private Instant opening(ZonedDateTime local, LocalTime from) {
        ZonedDateTime today = local.toLocalDate().atTime(from).atZone(zone);
        ZonedDateTime next = today.isAfter(local)
                ? today
                : local.toLocalDate().plusDays(1).atTime(from).atZone(zone);
        return next.toInstant();
    }
}
