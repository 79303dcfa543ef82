package io.simshift.simulator.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultSelectionTest {
    private static final String SELECT_MF = "00A4000C023F00";
    private static final String SELECT_AID = "00A4040C10A0000000871002FFFFFFFF8907090000";

    @ParameterizedTest
    @CsvSource({"9000,false", "6120,false", "910B,false", "6A82,true", "6D00,true", "6A86,true"})
    void selectsTheAppletWhereTheMfIsNotThere(String answer, boolean byAid) {
        List<String> commands = new ArrayList<>();
        CardLink card = new CardLink() {
            @Override
            public byte[] reset() {
                commands.add("reset");
                return new byte[] {0x3B, 0x00};
            }

            @Override
            public byte[] transmit(byte[] commandApdu) {
                commands.add(HexFormat.of().withUpperCase().formatHex(commandApdu));
                return HexFormat.of().parseHex(answer);
            }
        };
        assertThat(new DefaultSelection(card).reset()).containsExactly(0x3B, 0x00);
        assertThat(commands)
                .containsExactlyElementsOf(
                        byAid ? List.of("reset", SELECT_MF, SELECT_AID) : List.of("reset", SELECT_MF));
    }
}
