package io.simshift.protocol.cat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimerValueTest {
    /** 5 minutes is that of a published trace. */
    @ParameterizedTest
    @CsvSource({"300, 005000", "0, 000000", "59, 000095", "3661, 101010", "86399, 329595"})
    void writesDigitsSwapped(int seconds, String hex) {
        assertThat(HexFormat.of().formatHex(TimerValue.encode(seconds))).isEqualTo(hex);
        assertThat(TimerValue.decode(HexFormat.of().parseHex(hex))).isEqualTo(seconds);
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> TimerValue.encode(86400)).hasMessageContaining("less than a day");
        assertThatThrownBy(() -> TimerValue.encode(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TimerValue.decode(new byte[2])).isInstanceOf(WireFormatException.class);
    }
}
