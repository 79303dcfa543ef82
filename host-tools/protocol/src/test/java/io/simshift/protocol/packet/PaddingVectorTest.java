package io.simshift.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PaddingVectorTest {
    static List<VectorFile.Row> paddings() {
        return VectorSets.shipped().file("ota/padding_counters.csv").rows();
    }

    @ParameterizedTest
    @MethodSource("paddings")
    void fillsToWholeBlocks(VectorFile.Row row) {
        CipherAlgorithm cipher = switch (row.get("algorithm")) {
            case "DES/3DES" -> CipherAlgorithm.TRIPLE_DES_2_CBC;
            case "AES" -> CipherAlgorithm.AES_CBC;
            default -> CipherAlgorithm.NONE;
        };
        assertThat(cipher.paddingFor((int) row.number("octets_to_cipher"))).isEqualTo((int) row.number("pcntr"));
    }
}
