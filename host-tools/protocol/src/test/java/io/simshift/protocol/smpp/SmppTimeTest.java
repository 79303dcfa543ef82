package io.simshift.protocol.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmppTimeTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT1S, 000000000001000R",
        "P1D, 000001000000000R",
        "PT36H5M7S, 000001120507000R",
        "P30D, 000030000000000R",
        "P31D, 000100000000000R",
        "P40D, 000109000000000R"
    })
    void writesRelativeTimes(Duration period, String text) {
        assertThat(SmppTime.relative(period)).isEqualTo(text);
    }

    @Test
    void neverWritesMoreThanWasAsked() {
        for (int hours = 1; hours < 24 * 400; hours += 7) {
            Duration period = Duration.ofHours(hours);
            assertThat(SmppTime.resolve(SmppTime.relative(period), NOW)).isBeforeOrEqualTo(NOW.plus(period));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "261121120000000+, 2026-11-21T12:00:00Z",
        "261121120000508+, 2026-11-21T10:00:00.5Z",
        "261121120000004-, 2026-11-21T13:00:00Z",
        "000000010000000R, 2026-01-31T13:00:00Z"
    })
    void resolvesBothForms(String text, Instant when) {
        assertThat(SmppTime.resolve(text, NOW)).isEqualTo(when);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00000001000000R", "000000010000000X", "26112112000000a+", "261321120000000+"})
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> SmppTime.resolve(text, NOW)).isInstanceOf(WireFormatException.class);
    }

    @Test
    void refusesPeriodsThatCannotBeWritten() {
        assertThatThrownBy(() -> SmppTime.relative(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SmppTime.relative(Duration.ofDays(40_000)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
