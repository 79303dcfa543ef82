package io.simshift.protocol.smpp;

import io.simshift.protocol.WireFormatException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time fields of SMPP 3.4 7.1.1: {@code YYMMDDhhmmsstnnp}, absolute with p = + or -, relative with 000R. */
public final class SmppTime {
    private static final String CLAUSE = "SMPP 3.4 7.1.1";
    private static final Pattern FORM = Pattern.compile("(\\d\\d){6}\\d\\d\\d[-+R]");
    private static final int LONGEST_MONTH_DAYS = 31;
    private static final Duration LONGEST = Duration.ofDays(LONGEST_MONTH_DAYS * 12L * 99);

    private SmppTime() {}

    /**
     * A relative time. Days above 30 are written as months of 31 days, so that no calendar makes it longer than asked.
     *
     * @param period at least one second and at most 99 years
     */
    public static String relative(Duration period) {
        if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a relative time of " + period + " can't be written");
        }
        long months = 0;
        long days = period.toDays();
        if (days >= LONGEST_MONTH_DAYS) {
            months = days / LONGEST_MONTH_DAYS;
            days %= LONGEST_MONTH_DAYS;
        }
        // Once for each message: a format string would take longer than all the rest of it.
        StringBuilder time = new StringBuilder(16);
        long[] fields = {
            months / 12, months % 12, days, period.toHoursPart(), period.toMinutesPart(), period.toSecondsPart()
        };
        for (long field : fields) {
            time.append((char) ('0' + field / 10)).append((char) ('0' + field % 10));
        }
        return time.append("000R").toString();
    }

    /**
     * When {@code time} is.
     *
     * @param time a validity_period or schedule_delivery_time of 16 characters
     * @param now what a relative time counts from
     * @throws WireFormatException where {@code time} is none
     */
    public static Instant resolve(String time, Instant now) {
        Matcher form = FORM.matcher(time);
        if (!form.matches()) {
            throw new WireFormatException(CLAUSE, 0, "'" + time + "' is not YYMMDDhhmmsstnnp");
        }
        try {
            return time.endsWith("R") ? resolveRelative(time, now) : resolveAbsolute(time);
        } catch (DateTimeException e) {
            throw new WireFormatException(CLAUSE, 0, "'" + time + "' is no date");
        }
    }

    private static Instant resolveRelative(String time, Instant now) {
        return now.atOffset(ZoneOffset.UTC)
                .plusYears(pair(time, 0))
                .plusMonths(pair(time, 2))
                .plusDays(pair(time, 4))
                .plusHours(pair(time, 6))
                .plusMinutes(pair(time, 8))
                .plusSeconds(pair(time, 10))
                .toInstant();
    }

    private static Instant resolveAbsolute(String time) {
        int tenthsNanos = (time.charAt(12) - '0') * 100_000_000;
        int quarterHours = Integer.parseInt(time.substring(13, 15));
        int offsetSeconds = quarterHours * 15 * 60 * (time.endsWith("-") ? -1 : 1);
        return LocalDateTime.of(
                        2000 + pair(time, 0),
                        pair(time, 2),
                        pair(time, 4),
                        pair(time, 6),
                        pair(time, 8),
                        pair(time, 10),
                        tenthsNanos)
                .toInstant(ZoneOffset.ofTotalSeconds(offsetSeconds));
    }

    private static int pair(String time, int at) {
        return Integer.parseInt(time.substring(at, at + 2));
    }
}
