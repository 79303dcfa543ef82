package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.base.SimulatorRuntime;
import io.simshift.protocol.apdu.ResponseApdu;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import javacard.framework.AID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An instance with an AID of its own: that is the AID of ADF.USIM then. */
class InstanceAidTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String USUAL = "a0000000871002ffffffff8907090000";

    private static TestCard install(byte[] aid) {
        byte[] parameters = Keys.installParameters(1).encode();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(aid.length);
        data.writeBytes(aid);
        data.write(0);
        data.write(parameters.length);
        data.writeBytes(parameters);
        Simulator simulator = new Simulator(new SimulatorRuntime());
        simulator.installApplet(
                new AID(aid, (short) 0, (byte) aid.length), SimshiftApplet.class, data.toByteArray(), (short) 0, (byte)
                        data.size());
        return TestCard.on(new Machine() {
            @Override
            public byte[] transmit(byte[] command) {
                return simulator.transmitCommand(command);
            }

            @Override
            public void reset() {
                simulator.reset();
                assertThat(ResponseApdu.decode(transmit(HEX.parseHex("00A4040000")))
                                .status()
                                .isOk())
                        .isTrue();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a0000000871002f310ffff8900000100", "a0000000871002aa", "f053494d53"})
    void isTheNameOfAdfUsim(String aid) {
        TestCard card = install(HEX.parseHex(aid));
        String length = String.format("%02x", aid.length() / 2);
        String fcp = card.data("00A40404" + length + aid);
        assertThat(fcp).contains("83027ff0" + "84" + length + aid + "8a0105");
        assertThat(card.data("80F2000100")).as("STATUS").isEqualTo("84" + length + aid);
        assertThat(card.data("00A40404" + "05" + aid.substring(0, 10)))
                .as("its beginning")
                .isEqualTo(fcp);
        assertThat(card.status("00A4040410" + USUAL)).isEqualTo("6A82");
        card.data("00A4040002" + "3F00", "6700");
        card.data("00A4080402" + "2F00");
        String template = String.format("%02x", aid.length() / 2 + 10);
        assertThat(card.data("00B2010428")).startsWith("61" + template + "4f" + length + aid + "5006" + "5553494d2031");
    }

    /** EF.DIR may be written over the air: that does not change the AID. */
    @ParameterizedTest
    @ValueSource(strings = "a0000000871002f310ffff8900000100")
    void staysWhateverEfDirSays(String aid) {
        TestCard card = install(HEX.parseHex(aid));
        Ota manufacturer = Ota.manufacturer(card);
        manufacturer.ok(
                Issuer.selectMf("2F00"), io.simshift.protocol.apdu.CommandApdu.of(0, 0xDC, 1, 0x04, new byte[40]));
        assertThat(card.data("00A4040410" + aid)).contains("8410" + aid);
    }
}
