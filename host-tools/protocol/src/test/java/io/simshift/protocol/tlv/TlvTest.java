package io.simshift.protocol.tlv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlvTest {
    private static final HexFormat HEX = HexFormat.of();

    static List<VectorFile.Row> comprehensionObjects() {
        return VectorSets.shipped().file("cat/ctlv_pysim.csv").rows();
    }

    @Test
    void codesLengthsInTheirShortestForm() {
        assertThat(new BerTlv(0x80, new byte[0x7F]).encode()).startsWith(0x80, 0x7F);
        assertThat(new BerTlv(0x80, new byte[0x80]).encode()).startsWith(0x80, 0x81, 0x80);
        assertThat(new BerTlv(0x7F49, new byte[0x100]).encode()).startsWith(0x7F, 0x49, 0x82, 0x01, 0x00);
        assertThat(new BerTlv(0x80, new byte[0x10000]).encode()).startsWith(0x80, 0x83, 0x01, 0x00, 0x00);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x10000})
    void readsBackWhatItWrote(int length) {
        BerTlv object = new BerTlv(0xC1, new byte[length]);
        assertThat(BerTlv.decode(object.encode())).isEqualTo(object);
        ComprehensionTlv comprehension = ComprehensionTlv.optional(0x1234, new byte[length]);
        assertThat(ComprehensionTlv.decodeAll(comprehension.encode())).containsExactly(comprehension);
    }

    @Test
    void readsNestedObjects() {
        BerTlv template = BerTlv.decode(HEX.parseHex("620c800200118202412183026f07"));
        assertThat(template.isConstructed()).isTrue();
        assertThat(template.children()).extracting(BerTlv::tag).containsExactly(0x80, 0x82, 0x83);
        assertThat(BerTlv.find(template.children(), 0x83)).contains(new BerTlv(0x83, HEX.parseHex("6f07")));
        assertThat(BerTlv.find(template.children(), 0x84)).isEmpty();
    }

    @Test
    void refusesTagsThatAreNone() {
        assertThatThrownBy(() -> new BerTlv(0x1F, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BerTlv(0x8081, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BerTlv.decode(HEX.parseHex("1f818181" + "00")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("three bytes");
        assertThatThrownBy(() -> ComprehensionTlv.optional(0x7F, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ComprehensionTlv.decodeAll(HEX.parseHex("8000")))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void refusesIndefiniteAndOverlongLengths() {
        assertThatThrownBy(() -> BerTlv.decode(HEX.parseHex("ae800000"))).hasMessageContaining("length form");
        assertThatThrownBy(() -> BerTlv.decode(HEX.parseHex("808400000001ff"))).hasMessageContaining("length form");
    }

    @Test
    void standsDamage() {
        byte[] nested = HEX.parseHex("7f490680020011810101".substring(0, 18));
        Damage.refusesEveryTruncation(nested, BerTlv::decode);
        Damage.neverMistakesFlippedBit(nested, BerTlv::decode);
        byte[] objects = HEX.parseHex("8103010100820281827f92340101");
        Damage.neverMistakesTruncation(objects, ComprehensionTlv::decodeAll);
        Damage.neverMistakesFlippedBit(objects, ComprehensionTlv::decodeAll);
    }

    @ParameterizedTest
    @MethodSource("comprehensionObjects")
    void codesPublishedObjectsToTheByte(VectorFile.Row row) {
        byte[] published = row.hex("encoded_hex");
        List<ComprehensionTlv> objects = ComprehensionTlv.decodeAll(published);
        assertThat(objects).hasSize(1);
        assertThat(objects.get(0).comprehension()).isEqualTo((published[0] & 0x80) != 0);
        assertThat(objects.get(0).encode()).isEqualTo(published);
    }

    @Test
    void showsNoValueOfAnObjectThatMayHoldAKey() {
        assertThat(new BerTlv(0x84, HEX.parseHex("0011223344"))).hasToString("84[5]");
    }
}
