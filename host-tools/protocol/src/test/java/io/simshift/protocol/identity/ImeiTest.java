package io.simshift.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ImeiTest {
    /** The example of TS 23.003 Annex B: 14 digits 26053179311383, check digit 7. */
    @Test
    void makesItsCheckDigit() {
        assertThat(Imei.of("26053179311383").digits()).isEqualTo("260531793113837");
    }

    @Test
    void isSentAsAMobileIdentityWithoutCheckDigit() {
        assertThat(HexFormat.of().formatHex(Imei.of("26053179311383").encode())).isEqualTo("2a06357139118303");
    }

    @Test
    void refusesAWrongCheckDigit() {
        assertThatThrownBy(() -> new Imei("260531793113838")).hasMessageContaining("check digit");
        assertThatThrownBy(() -> new Imei("26053179311383")).hasMessageContaining("IMEI");
    }
}
