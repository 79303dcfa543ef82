package io.simshift.server.campaign;

import java.time.LocalTime;
import java.util.Objects;

/**
 * Hours of a day in which messages may go out.
 *
 * @param from first moment of it
 * @param to first moment after it; before {@code from} where it passes midnight
 */
public record DayWindow(LocalTime from, LocalTime to) {
    public DayWindow {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        if (from.equals(to)) {
            throw new IllegalArgumentException("a window of the day from " + from + " to " + to + " is empty");
        }
    }

    boolean contains(LocalTime time) {
        boolean started = !time.isBefore(from);
        boolean notEnded = time.isBefore(to);
        return from.isBefore(to) ? started && notEnded : started || notEnded;
    }
}
