package io.simshift.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void codesImsiAsEfImsi() {
        assertThat(new Imsi("262011106487504").encode()).isEqualTo(HEX.parseHex("082926101160845740"));
        assertThat(Imsi.decode(HEX.parseHex("082982608200002080"))).isEqualTo(new Imsi("228062800000208"));
    }

    @Test
    void codesImsiOfEvenLength() {
        Imsi imsi = new Imsi("26201110648750");
        assertThat(imsi.encode()).isEqualTo(HEX.parseHex("0821261011608457f0"));
        assertThat(Imsi.decode(imsi.encode())).isEqualTo(imsi);
    }

    @Test
    void refusesEfImsiThatHoldsNone() {
        assertThatThrownBy(() -> Imsi.decode(HEX.parseHex("ffffffffffffffffff")))
                .isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> Imsi.decode(HEX.parseHex("0829261011608457f0")))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("parity");
        assertThatThrownBy(() -> Imsi.decode(new byte[8])).isInstanceOf(WireFormatException.class);
        for (String tooShort : List.of("032926f1ffffffffff", "0321f2ffffffffffff", "0829ffffffffffffff")) {
            assertThatThrownBy(() -> Imsi.decode(HEX.parseHex(tooShort)))
                    .as(tooShort)
                    .isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void codesIccidWithCheckDigit() {
        Iccid iccid = Iccid.withCheckDigit("898201000000000001");
        assertThat(iccid.digits()).hasSize(19);
        assertThat(Iccid.decode(iccid.encode())).isEqualTo(iccid);
        assertThat(iccid.encode()[9] & 0xF0).isEqualTo(0xF0);
    }

    @Test
    void refusesIccidWithWrongCheckDigit() {
        String digits = Iccid.withCheckDigit("898201000000000001").digits();
        char wrong = digits.charAt(18) == '9' ? '0' : (char) (digits.charAt(18) + 1);
        assertThatThrownBy(() -> new Iccid(digits.substring(0, 18) + wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("check digit");
    }

    @Test
    void refusesSlotIndexOutOfRange() {
        assertThatThrownBy(() -> new SlotIndex(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotIndex(64).next()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void codesTransferIdInEightBytes() {
        TransferId id = TransferId.parse("0102030405060708");
        assertThat(id.encode()).isEqualTo(HEX.parseHex("0102030405060708"));
        assertThat(id).hasToString("0102030405060708");
        assertThatThrownBy(() -> TransferId.decode(new byte[7])).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> TransferId.parse("0102")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TransferId.parse("010203040506070x")).isInstanceOf(IllegalArgumentException.class);
    }
}
