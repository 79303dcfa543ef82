package io.simshift.protocol.cattp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatTpPduTest {
    private static final byte[] ICCID = HexFormat.of().parseHex("98883000000000001009");
    private static final CatTpHeader HEADER = new CatTpHeader(1024, 8080, 0x1234, 0xFFFE, 8);

    static Stream<CatTpPdu> pdus() {
        return Stream.of(
                new CatTpPdu.Syn(HEADER, false, 1400, 4096, ICCID),
                new CatTpPdu.Syn(HEADER, true, 512, 0xFFFF, new byte[0]),
                new CatTpPdu.Ack(HEADER, false, List.of(), new byte[0]),
                new CatTpPdu.Ack(HEADER, false, List.of(0, 2, 0xFFFF), new byte[0]),
                new CatTpPdu.Ack(HEADER, true, List.of(), new byte[] {1, 2, 3}),
                new CatTpPdu.Ack(HEADER, false, List.of(7), new byte[] {1, 2, 3, 4}),
                new CatTpPdu.Nul(HEADER),
                new CatTpPdu.Rst(HEADER, true, ResetReason.NORMAL.code()),
                new CatTpPdu.Rst(HEADER, false, 0xEE));
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void readsWhatItWrites(CatTpPdu pdu) {
        assertThat(CatTpPdu.decode(pdu.encode())).isEqualTo(pdu);
    }

    @Test
    void everyFieldHasItsPlace() {
        byte[] syn = new CatTpPdu.Syn(HEADER, false, 0x0578, 0x1000, ICCID).encode();
        // flags, reserved, header length, ports, data length, sequence, acknowledgement, window, checksum, sizes,
        // identification
        assertThat(HexFormat.of().formatHex(syn))
                .matches("800000" + "21" + "0400" + "1f90" + "0000" + "1234" + "fffe" + "0008" + "[0-9a-f]{4}" + "0578"
                        + "1000" + "0a" + "98883000000000001009");
        byte[] eack = new CatTpPdu.Ack(HEADER, true, List.of(0x1122), new byte[] {(byte) 0xAA}).encode();
        assertThat(HexFormat.of().formatHex(eack))
                .matches("640000" + "14" + "0400" + "1f90" + "0001" + "1234" + "fffe" + "0008" + "[0-9a-f]{4}" + "1122"
                        + "aa");
        assertThat(new CatTpPdu.Rst(HEADER, true, 5).encode()[0]).isEqualTo((byte) 0x50);
        assertThat(new CatTpPdu.Nul(HEADER).encode()[0]).isEqualTo((byte) 0x48);
    }

    /** RFC 1071 by hand: 4000 + 0012 + 0001 + 0002 + 0003 + 0004 + 0005 = 4021, the complement BFDE. */
    @Test
    void theChecksumIsThatOfTheInternet() {
        byte[] ack = new CatTpPdu.Ack(new CatTpHeader(1, 2, 3, 4, 5), false, List.of(), new byte[0]).encode();
        assertThat(HexFormat.of().formatHex(ack)).isEqualTo("400000120001000200000003000400" + "05bfde");
        // and with data of one byte, which counts as the high one: + 0001 + FF00 = 3F23 after the carry
        byte[] odd =
                new CatTpPdu.Ack(new CatTpHeader(1, 2, 3, 4, 5), false, List.of(), new byte[] {(byte) 0xFF}).encode();
        assertThat(HexFormat.of().formatHex(odd)).isEqualTo("400000120001000200010003000400" + "05c0dcff");
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void refusesAPduCutAtAnyLength(CatTpPdu pdu) {
        byte[] datagram = pdu.encode();
        for (int length = 0; length < datagram.length; length++) {
            byte[] cut = Arrays.copyOf(datagram, length);
            assertThatThrownBy(() -> CatTpPdu.decode(cut)).isInstanceOf(WireFormatException.class);
        }
        byte[] longer = Arrays.copyOf(datagram, datagram.length + 1);
        assertThatThrownBy(() -> CatTpPdu.decode(longer)).isInstanceOf(WireFormatException.class);
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void noFlippedBitPasses(CatTpPdu pdu) {
        byte[] datagram = pdu.encode();
        for (int bit = 0; bit < 8 * datagram.length; bit++) {
            byte[] flipped = datagram.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> CatTpPdu.decode(flipped)).isInstanceOf(WireFormatException.class);
        }
    }

    @Test
    void onlySomeFlagsGoTogether() {
        byte[] bare = Datagrams.withChecksum(new CatTpPdu.Ack(HEADER, false, List.of(), new byte[0]).encode());
        for (int flags = 0; flags <= 0xFF; flags++) {
            byte[] datagram = bare.clone();
            datagram[0] = (byte) flags;
            Datagrams.withChecksum(datagram);
            if (flags == 0x40 || flags == 0x48) {
                assertThat(CatTpPdu.decode(datagram)).isNotNull();
            } else {
                assertThatThrownBy(() -> CatTpPdu.decode(datagram)).isInstanceOf(WireFormatException.class);
            }
        }
    }

    @Test
    void nothingIsMadeThatCannotBeSent() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CatTpHeader(65536, 0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new CatTpHeader(0, 0, -1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new CatTpPdu.Ack(HEADER, true, List.of(), new byte[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new CatTpPdu.Syn(HEADER, false, 1, 1, new byte[CatTpPdu.MAX_IDENTIFICATION_BYTES + 1]));
        assertThatIllegalArgumentException().isThrownBy(() -> new CatTpPdu.Rst(HEADER, true, 256));
    }
}
