package io.simshift.simulator.smsc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeptetTextTest {
    @Test
    void packsAsTheStandardsExample() {
        byte[] text = "hellohello".getBytes(StandardCharsets.US_ASCII);
        assertThat(SeptetText.pack(text, 0)).isEqualTo(HexFormat.of().parseHex("e8329bfd4697d9ec37"));
    }

    @Test
    void comesBackBehindHeadersOfEveryLength() {
        Random random = new Random(7);
        for (int headerBytes = 0; headerBytes <= 20; headerBytes++) {
            for (int characters = 0; characters <= 40; characters++) {
                byte[] message = new byte[headerBytes + characters];
                random.nextBytes(message);
                for (int i = headerBytes; i < message.length; i++) {
                    message[i] &= 0x7F;
                }
                byte[] packed = SeptetText.pack(message, headerBytes);
                int septets = SeptetText.septets(headerBytes, characters);
                assertThat(packed).hasSize((septets * 7 + 7) / 8);
                assertThat(SeptetText.unpack(packed, septets, headerBytes)).isEqualTo(message);
            }
        }
    }
}
