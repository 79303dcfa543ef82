package io.simshift.protocol.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnaskedReportTest {
    @ParameterizedTest
    @CsvSource({"01, true, false", "02, false, true", "03, true, true"})
    void isAResponsePacketToNoCommand(String what, boolean fellBack, boolean foreignDevice) {
        byte[] packet = HexFormat.of().parseHex("000C" + "0A" + "3B0001" + "0000000000" + "00" + "E0" + what);
        UnaskedReport report = new UnaskedReport(fellBack, foreignDevice);
        assertThat(report.encode()).isEqualTo(packet);
        assertThat(UnaskedReport.read(packet)).contains(report);
    }

    @Test
    void isNothingElse() {
        byte[] packet = new UnaskedReport(true, false).encode();
        for (int i = 0; i < packet.length; i++) {
            assertThat(UnaskedReport.read(Arrays.copyOf(packet, i))).isEmpty();
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = packet.clone();
                damaged[i] ^= (byte) (1 << bit);
                boolean otherReport = i == packet.length - 1 && bit == 1;
                assertThat(UnaskedReport.read(damaged).isPresent()).isEqualTo(otherReport);
            }
        }
        assertThat(UnaskedReport.read(Arrays.copyOf(packet, packet.length + 1))).isEmpty();
        assertThatThrownBy(() -> new UnaskedReport(false, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
