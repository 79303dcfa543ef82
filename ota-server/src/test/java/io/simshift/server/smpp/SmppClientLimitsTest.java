package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmppClientLimitsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 30, 50, 62})
    void endsBeforeItsCallerGivesUp(int seconds) {
        Duration submitTimeout = Duration.ofSeconds(seconds);
        SmppClientLimits limits = SmppClientLimits.defaults().within(submitTimeout);
        assertThat(limits.handOverLimit().plus(limits.responseTimeout())).isLessThan(submitTimeout);
        assertThat(limits.responseTimeout()).isPositive();
        assertThat(limits.windowMessages())
                .isEqualTo(SmppClientLimits.defaults().windowMessages());
    }

    @Test
    void staysAsItIsWhereThereIsTime() {
        assertThat(SmppClientLimits.defaults().within(Duration.ofSeconds(63))).isEqualTo(SmppClientLimits.defaults());
    }
}
