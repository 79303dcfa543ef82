package io.simshift.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Schedule nightly(String from, String to) {
        return new Schedule(
                Optional.empty(),
                List.of(new DayWindow(LocalTime.parse(from), LocalTime.parse(to))),
                BERLIN,
                Duration.ofDays(3));
    }

    @Test
    void opensWithinAWindowThatPassesMidnight() {
        Schedule schedule = nightly("22:00", "05:00");
        assertThat(schedule.isOpen(Instant.parse("2026-11-21T20:59:59Z"))).isFalse();
        assertThat(schedule.isOpen(Instant.parse("2026-11-21T21:00:00Z"))).isTrue();
        assertThat(schedule.isOpen(Instant.parse("2026-11-22T03:59:59Z"))).isTrue();
        assertThat(schedule.isOpen(Instant.parse("2026-11-22T04:00:00Z"))).isFalse();
        assertThat(schedule.nextOpening(Instant.parse("2026-11-22T04:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-22T21:00:00Z"));
    }

    @Test
    void takesTheNearestOfSeveralWindows() {
        Schedule schedule = new Schedule(
                Optional.empty(),
                List.of(
                        new DayWindow(LocalTime.of(22, 0), LocalTime.of(23, 0)),
                        new DayWindow(LocalTime.of(3, 0), LocalTime.of(4, 0))),
                ZoneId.of("UTC"),
                Duration.ofDays(1));
        assertThat(schedule.nextOpening(Instant.parse("2026-11-21T12:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-21T22:00:00Z"));
        assertThat(schedule.nextOpening(Instant.parse("2026-11-21T23:00:00Z")))
                .isEqualTo(Instant.parse("2026-11-22T03:00:00Z"));
    }

    @Test
    void keepsToTheHoursOfTheZoneWhenItsClocksChange() {
        Schedule schedule = nightly("01:00", "02:30");
        // Summer time begins in the night to 29 March 2026: from 02:00 on it is 03:00.
        assertThat(schedule.isOpen(Instant.parse("2026-03-29T00:59:59Z"))).isTrue();
        assertThat(schedule.isOpen(Instant.parse("2026-03-29T01:00:00Z"))).isFalse();
        assertThat(schedule.nextOpening(Instant.parse("2026-03-29T01:00:00Z")))
                .isEqualTo(Instant.parse("2026-03-29T23:00:00Z"));
    }

    @Test
    void waitsForTheStartAndThenForTheWindow() {
        Schedule schedule = new Schedule(
                Optional.of(Instant.parse("2026-12-01T12:00:00Z")),
                List.of(new DayWindow(LocalTime.of(1, 0), LocalTime.of(2, 0))),
                ZoneId.of("UTC"),
                Duration.ofDays(1));
        assertThat(schedule.nextOpening(Instant.parse("2026-11-21T01:30:00Z")))
                .isEqualTo(Instant.parse("2026-12-02T01:00:00Z"));
        assertThat(schedule.isOpen(Instant.parse("2026-12-02T01:00:00Z"))).isTrue();
    }

    @Test
    void refusesValuesThatCannotBeMeant() {
        assertThatThrownBy(() -> new DayWindow(LocalTime.NOON, LocalTime.NOON)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> Schedule.atOnce(Duration.ZERO)).hasMessageContaining("longer than nothing");
        assertThatThrownBy(() -> Schedule.atOnce(Duration.ofDays(367))).hasMessageContaining("at most 366 days");
        assertThatThrownBy(() -> new Canary(10, 10, Duration.ofHours(1))).hasMessageContaining("fewer failures");
        assertThatThrownBy(() -> new FailureLimit(100, 1)).hasMessageContaining("0 to 99 percent");
        assertThatThrownBy(() -> new Pace(-1, 1, 5, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("the rate is -1");
    }
}
