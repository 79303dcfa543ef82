package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.transfer.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs of receipt that come in several messages. */
class LongAnswersTest {
    @TempDir
    Path folder;

    private World world;
    private FakeSmsc centre;
    private Iccid iccid;
    private FakeCard card;

    @BeforeEach
    void makeOneCard() {
        world = new World(folder, "A", "B");
        centre = world.centres.get("A");
        iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
        card = world.cards.get(iccid);
        card.surplusBytes = 300;
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A transfer whose SWITCH the card has taken, and the parts of its proof, which nobody has got yet. */
    private record Sent(Campaign campaign, Msisdn msisdn, List<byte[]> parts) {}

    private Sent switchWithoutProof() throws Exception {
        centre.fates.add(FakeSmsc.Fate.KEPT);
        Campaign campaign = world.servers
                .get("A")
                .startMove(world.order("B", List.of(iccid)), World.profile("B"), MoveOptions.provisionFirst());
        world.await(campaign, iccid, Phase.ACCEPTED);
        List<byte[]> parts = card.receiveLong(centre.submitted.get(0).userData());
        assertThat(parts).hasSize(3);
        assertThat(parts.get(0)).startsWith(0x07, 0x00, 0x03, 0x00, 0x03, 0x01, 0x71, 0x00);
        assertThat(parts.get(1)).startsWith(0x05, 0x00, 0x03, 0x00, 0x03, 0x02);
        return new Sent(campaign, centre.submitted.get(0).destination(), parts);
    }

    private void deliver(Sent sent, byte[] part) {
        centre.ingress.received(new IncomingSms(sent.msisdn(), part, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 1 2", "2 1 0", "1 0 2", "0 0 1 1 2", "2 0 2 1"})
    void joinsPartsInAnyOrderAndOnce(String order) throws Exception {
        Sent sent = switchWithoutProof();
        for (String part : order.split(" ")) {
            assertThat(world.phase(sent.campaign(), iccid)).isEqualTo(Phase.ACCEPTED);
            deliver(sent, sent.parts().get(Integer.parseInt(part)));
        }
        world.await(sent.campaign(), iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void joinsPartsWithReferencesOfSixteenBits() throws Exception {
        Sent sent = switchWithoutProof();
        List<byte[]> cut = cutWide(sent.parts());
        Collections.shuffle(cut, new java.util.Random(7));
        cut.forEach(part -> deliver(sent, part));
        world.await(sent.campaign(), iccid, Phase.ACKNOWLEDGED);
    }

    /** The same packet, in parts of 100 bytes with references of 16 bits. */
    private static List<byte[]> cutWide(List<byte[]> parts) {
        var packet = new java.io.ByteArrayOutputStream();
        parts.forEach(part -> packet.write(part, 1 + part[0], part.length - 1 - part[0]));
        byte[] whole = packet.toByteArray();
        int total = (whole.length + 99) / 100;
        List<byte[]> wide = new ArrayList<>();
        for (int i = 0; i < total; i++) {
            byte[] header = i == 0
                    ? new byte[] {0x08, 0x08, 0x04, (byte) 0xAB, 0x34, (byte) total, 1, 0x71, 0x00}
                    : new byte[] {0x06, 0x08, 0x04, (byte) 0xAB, 0x34, (byte) total, (byte) (i + 1)};
            byte[] payload = Arrays.copyOfRange(whole, 100 * i, Math.min(whole.length, 100 * i + 100));
            wide.add(java.nio.ByteBuffer.allocate(header.length + payload.length)
                    .put(header)
                    .put(payload)
                    .array());
        }
        return wide;
    }

    @Test
    void keepsPartsOverARestart() throws Exception {
        Sent sent = switchWithoutProof();
        deliver(sent, sent.parts().get(2));
        deliver(sent, sent.parts().get(0));
        Campaign campaign = world.restart("A");
        deliver(sent, sent.parts().get(1));
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void forgetsPartsThatWaitTooLong() throws Exception {
        Sent sent = switchWithoutProof();
        deliver(sent, sent.parts().get(0));
        world.clock.advance(MessageParts.LIFE.plus(Duration.ofMillis(1)));
        deliver(sent, sent.parts().get(1));
        deliver(sent, sent.parts().get(2));
        assertThat(world.phase(sent.campaign(), iccid)).isEqualTo(Phase.ACCEPTED);
        deliver(sent, sent.parts().get(0));
        world.await(sent.campaign(), iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void beginsAnewWhereAReferenceComesBackWithOtherBytes() throws Exception {
        Sent sent = switchWithoutProof();
        byte[] stale = sent.parts().get(1).clone();
        stale[20] ^= 1;
        deliver(sent, stale);
        for (byte[] part :
                List.of(sent.parts().get(1), sent.parts().get(0), sent.parts().get(2))) {
            deliver(sent, part);
        }
        world.await(sent.campaign(), iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void keepsTwoMessagesApartAndBoundsTheirNumber() throws Exception {
        Sent sent = switchWithoutProof();
        deliver(sent, sent.parts().get(0));
        for (int reference = 1; reference <= 2; reference++) {
            byte[] other = sent.parts().get(1).clone();
            other[3] = (byte) reference;
            deliver(sent, other);
        }
        deliver(sent, sent.parts().get(1));
        deliver(sent, sent.parts().get(2));
        world.await(sent.campaign(), iccid, Phase.ACKNOWLEDGED);
        for (int reference = 3; reference <= 60; reference++) {
            byte[] other = sent.parts().get(1).clone();
            other[3] = (byte) reference;
            world.clock.advance(Duration.ofMillis(1));
            deliver(sent, other);
        }
        String file = "jdbc:sqlite:" + folder.resolve("A").resolve("server.db");
        try (var db = java.sql.DriverManager.getConnection(file);
                var statement = db.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM message_part")) {
            assertThat(row.getInt(1)).isEqualTo(MessageParts.MESSAGES_PER_CARD);
        }
    }

    @Test
    void dropsPartsOfStrangersAndOfOtherMessages() throws Exception {
        Sent sent = switchWithoutProof();
        Sent stranger = new Sent(sent.campaign(), new Msisdn("4999999"), sent.parts());
        sent.parts().forEach(part -> deliver(stranger, part));
        byte[] first = sent.parts().get(0).clone();
        first[6] = 0x70;
        for (byte[] part : List.of(first, sent.parts().get(1), sent.parts().get(2))) {
            deliver(sent, part);
        }
        assertThat(world.phase(sent.campaign(), iccid)).isEqualTo(Phase.ACCEPTED);
        sent.parts().forEach(part -> deliver(sent, part));
        world.await(sent.campaign(), iccid, Phase.ACKNOWLEDGED);
    }
}
