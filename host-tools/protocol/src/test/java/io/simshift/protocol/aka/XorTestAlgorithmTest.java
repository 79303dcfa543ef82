package io.simshift.protocol.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class XorTestAlgorithmTest {
    private static final SecretBytes K =
            SecretBytes.copyOf(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));
    private static final byte[] RAND = HexFormat.of().parseHex("b5039c57e4a75051551d1a390a71ce48");

    static List<VectorFile.Row> published() {
        return VectorSets.shipped().file("sqn/xor3g.csv").rows();
    }

    @ParameterizedTest
    @MethodSource("published")
    void agreesWithPublishedVector(VectorFile.Row row) {
        XorTestAlgorithm xor = new XorTestAlgorithm(SecretBytes.copyOf(row.hex("K")));
        byte[] rand = row.hex("RAND");
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        AkaVector vector = AkaVector.generate(xor, rand, sqn, new Amf(Integer.parseInt(row.get("AMF"), 16)));
        assertThat(vector.autn().encode()).isEqualTo(row.hex("AUTN"));
        assertThat(vector.xres()).isEqualTo(row.hex("RES"));
        assertThat(vector.ck().reveal()).isEqualTo(row.hex("CK"));
        assertThat(vector.ik().reveal()).isEqualTo(row.hex("IK"));
        GsmTriplet triplet = GsmTriplet.of(xor, rand);
        assertThat(triplet.sres()).isEqualTo(row.hex("SRES"));
        assertThat(triplet.kc().reveal()).isEqualTo(row.hex("Kc"));
    }

    /** TS 34.108 8.1.2.1 by hand: XDOUT begins b5029e54e0a25656, CDOUT is SQN ‖ AMF. */
    @Test
    void sequenceNumberAndManagementFieldGoIntoTheMac() {
        XorTestAlgorithm xor = new XorTestAlgorithm(K);
        SequenceNumber sqn = new SequenceNumber(0x0102_0304_0506L);
        assertThat(xor.f1(RAND, sqn, new Amf(0x8001))).isEqualTo(HexFormat.of().parseHex("b4009d50e5a4d657"));
        assertThat(xor.f5(RAND)).isEqualTo(HexFormat.of().parseHex("54e0a256565d"));
    }

    @Test
    void tokensGoRound() {
        XorTestAlgorithm xor = new XorTestAlgorithm(K);
        SequenceNumber sqn = SequenceNumber.of(9, 2, 5);
        assertThat(Autn.of(xor, RAND, sqn, Amf.SEPARATED).verify(xor, RAND, 5)).contains(sqn);
        assertThat(Auts.of(xor, RAND, sqn).verify(xor, RAND)).contains(sqn);
        byte[] other = RAND.clone();
        other[0] ^= 1;
        assertThat(Autn.of(xor, RAND, sqn, Amf.SEPARATED).verify(xor, other, 5)).isEmpty();
    }

    @Test
    void aShorterResIsTheFrontOfTheLongest() {
        byte[] longest = new XorTestAlgorithm(K).f2(RAND);
        assertThat(new XorTestAlgorithm(K, 4).f2(RAND)).isEqualTo(Arrays.copyOf(longest, 4));
        assertThatThrownBy(() -> new XorTestAlgorithm(K, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new XorTestAlgorithm(K, 17)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesInputsOfOtherLengths() {
        assertThatThrownBy(() -> new XorTestAlgorithm(SecretBytes.copyOf(new byte[32])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new XorTestAlgorithm(K).f2(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThat(new XorTestAlgorithm(K)).hasToString("XorTestAlgorithm[]");
    }
}
