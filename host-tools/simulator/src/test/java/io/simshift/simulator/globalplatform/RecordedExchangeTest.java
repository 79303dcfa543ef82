package io.simshift.simulator.globalplatform;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.simulator.card.T0Link;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What GlobalPlatformPro 26.02.11 sent and took, with {@link TinyPackage} as the package, through pcscd and vpcd: the card
 * answers it again, byte by byte. GlobalPlatformPro has checked the card's cryptograms and check values while it was recorded.
 */
class RecordedExchangeTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @ParameterizedTest
    @EnumSource(ScpVariant.class)
    void answersGlobalPlatformProAsItDidWhenItWasRecorded(ScpVariant variant) throws IOException {
        try (GlobalPlatformCard card = new GlobalPlatformCard(variant, new SeededRandom())) {
            T0Link link = new T0Link(card, true);
            String gp = "before the first";
            int exchanges = 0;
            for (String line : lines(variant)) {
                if (line.startsWith("#")) {
                    gp = line;
                    continue;
                }
                String[] parts = line.split(" ");
                byte[] answer = parts[0].equals("RESET") ? link.reset() : link.transmit(HEX.parseHex(parts[0]));
                assertThat(HEX.formatHex(answer)).as("%s: %s", gp, parts[0]).isEqualTo(parts[1]);
                exchanges++;
            }
            assertThat(exchanges).isGreaterThan(100);
        }
    }

    private static List<String> lines(ScpVariant variant) throws IOException {
        String name = "gp-" + variant + ".txt";
        try (InputStream in = RecordedExchangeTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .toList();
        }
    }
}
