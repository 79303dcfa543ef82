package io.simshift.simulator.card;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordingLinkTest {
    @Test
    void keepsWhatWentOverTheLinkAndShowsNone() {
        RecordingLink link = new RecordingLink(new CardLink() {
            @Override
            public byte[] reset() {
                return new byte[] {0x3B, 0};
            }

            @Override
            public byte[] transmit(byte[] commandApdu) {
                return new byte[] {(byte) 0x5E, (byte) 0x90, 0};
            }
        });
        byte[] command = {0, (byte) 0xB0, 0, 0, 1};

        link.reset();
        byte[] response = link.transmit(command);
        command[0] = 1;
        response[0] = 1;

        assertThat(link.exchanges()).singleElement().satisfies(exchange -> {
            assertThat(exchange.command()).startsWith(0, 0xB0);
            assertThat(exchange.response()).startsWith(0x5E, 0x90);
            assertThat(exchange).hasToString("Exchange[5 bytes, 3 bytes]");
        });
    }
}
