package io.simshift.protocol.mac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MacVectorTest {
    /** The source of this row fills the message with zeros to whole blocks before the MAC. */
    private static final String ZERO_FILLED = "onomondo-aes-feed";

    static List<VectorFile.Row> cmacs() {
        return VectorSets.shipped().file("mac/aes_cmac.csv").rows();
    }

    static List<VectorFile.Row> cbcMacs() {
        return VectorSets.shipped().file("mac/des_cbc_mac.csv").rows();
    }

    static List<VectorFile.Row> crcs() {
        return VectorSets.shipped().file("mac/crc_xor.csv").rows().stream()
                .filter(row -> row.get("algorithm").startsWith("CRC"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cmacs")
    void agreesWithPublishedCmac(VectorFile.Row row) {
        SecretBytes key = SecretBytes.copyOf(row.hex("key"));
        byte[] message = row.hex("message");
        if (row.id().equals(ZERO_FILLED)) {
            assertThat(AesCmac.of(key, message)).isNotEqualTo(row.hex("mac_full"));
            message = Arrays.copyOf(message, 48);
        }
        byte[] mac = AesCmac.of(key, message);
        if (!row.get("mac_full").isEmpty()) {
            assertThat(mac).isEqualTo(row.hex("mac_full"));
        }
        assertThat(AesCmac.of(key, message, 8)).isEqualTo(row.hex("mac_64"));
        assertThat(AesCmac.of(key, message, 4)).isEqualTo(row.hex("mac_32"));
    }

    @ParameterizedTest
    @MethodSource("cbcMacs")
    void agreesWithPublishedCbcMac(VectorFile.Row row) {
        assertThat(DesCbcMac.of(SecretBytes.copyOf(row.hex("key")), row.hex("message")))
                .isEqualTo(row.hex("mac_64"));
    }

    @ParameterizedTest
    @MethodSource("crcs")
    void agreesWithPublishedCrc(VectorFile.Row row) {
        byte[] value =
                row.get("algorithm").startsWith("CRC-16") ? Crc16.of(row.hex("message")) : Crc32.of(row.hex("message"));
        assertThat(value).isEqualTo(row.hex("value"));
    }

    @Test
    void refusesKeysOfOtherLengths() {
        SecretBytes key = SecretBytes.copyOf(new byte[15]);
        assertThatThrownBy(() -> AesCmac.of(key, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DesCbcMac.of(key, new byte[1])).isInstanceOf(IllegalArgumentException.class);
    }
}
