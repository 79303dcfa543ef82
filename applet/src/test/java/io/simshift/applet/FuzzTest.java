package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random commands: never 6F00, never a key in an answer, never a change of the subscription. */
class FuzzTest {
    private static final int[] INSTRUCTIONS = {
        0xA4, 0xA2, 0xB0, 0xB2, 0xD6, 0xDC, 0x88, 0xF2, 0x10, 0xC2, 0x12, 0x14, 0x70, 0x3B, 0x3F, 0x40, 0x41, 0x42,
        0x20, 0x24, 0x26, 0x28, 0x2C, 0x32, 0x84, 0xAA, 0x04, 0x44, 0xC0,
    };
    /** In each of three sessions; a long run sets it. */
    private static final int COMMANDS = Integer.getInteger("simshift.fuzz.commands", 20_000);

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesRandomCommands(long seed) {
        TestCard card = Issuer.issue(3);
        Ota ota = Ota.operator(card, 1);
        QueryAnswer before = ota.query();
        List<String> secrets = secrets();
        Random random = new Random(seed);
        for (int i = 0; i < COMMANDS; i++) {
            byte[] command = command(random, ota);
            if (i % 100 == 0) {
                card.selectUsim();
            }
            ResponseApdu answer = card.transmit(command);
            String what = HEX.formatHex(command) + " answered " + answer.status();
            assertThat(answer.status().value()).as(what).isNotEqualTo(0x6F00);
            assertThat(answer.status().sw1()).as(what).isNotEqualTo(0x6F);
            String data = HEX.formatHex(answer.data());
            if (data.length() >= 16) {
                assertThat(secrets).as(what).noneMatch(data::contains);
            }
        }
        card.reset();
        QueryAnswer after = ota.query();
        assertThat(after.state()).isEqualTo(CardState.STABLE);
        assertThat(after.imsi()).isEqualTo(before.imsi());
        assertThat(after.slot()).isEqualTo(before.slot());
        assertThat(after.freeSlots()).isEqualTo(before.freeSlots());
        assertThat(new Usim(card).authenticate(1, 1L << 20)).isTrue();
    }

    /** Mostly a known instruction with a length that fits; often an ENVELOPE with a damaged packet. */
    private static byte[] command(Random random, Ota ota) {
        if (random.nextInt(4) == 0) {
            byte[] envelope = Ota.envelope(ota.packet(Ota.SUBMIT, new byte[random.nextInt(90)]))
                    .encode();
            int damages = 1 + random.nextInt(3);
            for (int i = 0; i < damages; i++) {
                envelope[5 + random.nextInt(envelope.length - 5)] = (byte) random.nextInt(256);
            }
            return envelope;
        }
        int dataLength = random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(40);
        boolean withData = random.nextBoolean() && dataLength > 0;
        byte[] command = new byte[withData ? 5 + dataLength : 4 + random.nextInt(2)];
        random.nextBytes(command);
        int cla = random.nextInt(10);
        command[0] = (byte) (cla < 4 ? 0x00 : cla < 7 ? 0x80 : cla < 9 ? 0xA0 : random.nextInt(256));
        if (random.nextInt(20) != 0) {
            command[1] = (byte) INSTRUCTIONS[random.nextInt(INSTRUCTIONS.length)];
        }
        if (random.nextBoolean()) {
            command[2] = (byte) (random.nextInt(4) == 0 ? random.nextInt(10) : 0);
            command[3] = (byte) (random.nextInt(2) == 0 ? 0x04 : random.nextInt(16));
        }
        if (withData) {
            command[4] = (byte) dataLength;
        }
        if (command[1] == (byte) 0xA4 && command[command.length > 4 ? 4 : 0] < 0) {
            command[2] &= 0x03; // jcardsim itself fails over SELECT by name with P3 of 80 or more
        }
        return command;
    }

    /** Each key of the card, in pieces of 8 bytes. */
    private static List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (int slot = 1; slot <= 3; slot++) {
            StoreSlotCommand keys = Keys.slot(slot);
            for (var key : List.of(keys.k(), keys.opc(), keys.kic(), keys.kid(), keys.kik())) {
                String hex = HEX.formatHex(key.reveal());
                secrets.add(hex.substring(0, 16));
                secrets.add(hex.substring(16));
            }
        }
        return secrets;
    }
}
