package io.simshift.applet;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Seeded damage, several kinds at a time (docs/fuzzing.md). {@code -Dsimshift.fuzz.executions=N} for more of it than a
 * build takes, {@code -Dsimshift.fuzz.seed=N} for other damage.
 */
class DamagedPacketFuzzTest {
    private static final int EXECUTIONS = Integer.getInteger("simshift.fuzz.executions", 3000);
    private static final long SEED = Long.getLong("simshift.fuzz.seed", 102_225);
    private static final int RESET_INTERVAL = 5000;
    private static final int REPORT_INTERVAL = 100_000;
    private static final int LONGEST_SINGLE_PACKET = 137;
    private static final int[] TELLING_VALUES = {0x00, 0x01, 0x02, 0x0D, 0x15, 0x16, 0x7F, 0x80, 0x81, 0x82, 0xFE, 0xFF
    };
    private static final int[] SPIS = {0x1619, 0x1639, 0x1E19, 0x1601, 0x1609, 0x162A, 0x0001, 0x0221, 0x0621};

    private final Random random = new Random(SEED);
    private Ota owner;

    @ParameterizedTest
    @EnumSource(names = "DES", mode = EnumSource.Mode.EXCLUDE)
    void believesNothingThatItsOwnerDidNotSend(OtaAlgorithm algorithm) {
        TestCard card = Issuer.issue(Keys.installParameters(3), algorithm);
        owner = UnauthenticatedSender.owner(card, algorithm);
        UnauthenticatedSender sender = UnauthenticatedSender.to(owner);
        while (sender.sent() < EXECUTIONS) {
            if (sender.sent() % RESET_INTERVAL < 2) {
                card.reset();
                if (random.nextBoolean()) {
                    card.profile(TestCard.FULL_PROFILE);
                }
            }
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> damagedPacket(sender);
                case 3 -> damagedEnvelope(sender);
                default -> damagedParts(sender);
            }
            if (sender.sent() % REPORT_INTERVAL == 0) {
                System.out.println(algorithm + ": " + sender.sent() + " ENVELOPEs");
            }
        }
        sender.changedNothing();
    }

    private void damagedPacket(UnauthenticatedSender sender) {
        byte[] packet = packet(random.nextInt(90));
        byte[] damaged = fitting(damaged(packet));
        if (!Arrays.equals(damaged, packet)) {
            sender.send(damaged);
        }
    }

    /** What is around the packet; the packet itself carries a wrong check value. */
    private void damagedEnvelope(UnauthenticatedSender sender) {
        byte[] data = damaged(Ota.envelope(brokenPacket(random.nextInt(90))).data());
        if (data.length > 0) {
            sender.envelope(CommandApdu.of(0x80, 0xC2, 0, 0, Arrays.copyOf(data, Math.min(255, data.length))));
        }
    }

    /** Messages of one long packet with a wrong check value, some damaged, in any order. */
    private void damagedParts(UnauthenticatedSender sender) {
        List<UserData> parts = PacketSegments.ofCommand(brokenPacket(100 + random.nextInt(400)), random.nextInt(3));
        for (int i = random.nextInt(parts.size() + 2); i > 0; i--) {
            byte[] part = parts.get(random.nextInt(parts.size())).bytes();
            byte[] sent = random.nextInt(3) == 0 ? damaged(part) : part;
            UserData userData = UserData.of(Arrays.copyOf(sent, Math.min(UserData.MAX_BYTES, sent.length)));
            SmsDeliver deliver = SmsDeliver.toUsim(Ota.SENDER, new byte[SmsDeliver.TIMESTAMP_LENGTH], userData);
            sender.envelope(new SmsPpDownload(Optional.empty(), deliver.encode()).toApdu());
        }
    }

    private byte[] brokenPacket(int length) {
        byte[] packet = packet(length);
        packet[packet.length - 1] ^= (byte) (1 + random.nextInt(255));
        return packet;
    }

    /** One that the card would take: a SWITCH, or a script of {@code length} bytes. */
    private byte[] packet(int length) {
        byte[] script = CompactScript.of(Commands.switchTo(2)).encode();
        if (random.nextBoolean()) {
            script = new byte[length];
            random.nextBytes(script);
        }
        long counter = owner.counter + 1 + random.nextInt(1_000_000);
        return owner.packet(Ota.REPORT, script, Tar.SUBSCRIPTION_MANAGEMENT, counter);
    }

    private static byte[] fitting(byte[] packet) {
        return Arrays.copyOf(packet, Math.min(LONGEST_SINGLE_PACKET, packet.length));
    }

    private byte[] damaged(byte[] bytes) {
        byte[] out = bytes.clone();
        for (int i = 1 + random.nextInt(3); i > 0 && out.length > 0; i--) {
            out = damagedOnce(out);
        }
        return out;
    }

    private byte[] damagedOnce(byte[] bytes) {
        byte[] out = bytes.clone();
        int at = random.nextInt(out.length);
        switch (random.nextInt(8)) {
            case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> out[at] = (byte) random.nextInt(256);
            case 2 -> out[at] = (byte) TELLING_VALUES[random.nextInt(TELLING_VALUES.length)];
            case 3 -> out[at] += (byte) (random.nextBoolean() ? 1 : -1);
            case 4 -> out = consistent(Arrays.copyOf(out, at));
            case 5 -> out = consistent(Arrays.copyOf(out, out.length + 1 + random.nextInt(20)));
            case 6 -> {
                int from = random.nextInt(out.length);
                System.arraycopy(bytes, from, out, at, random.nextInt(out.length - Math.max(at, from)));
            }
            default -> out = header(out);
        }
        return out;
    }

    /** Often with a packet length that is right. */
    private byte[] consistent(byte[] packet) {
        if (packet.length > 2 && random.nextInt(3) != 0) {
            packet[0] = (byte) (packet.length - 2 >> 8);
            packet[1] = (byte) (packet.length - 2);
        }
        return packet;
    }

    /** Another SPI, other keys, another TAR, where a packet has them. */
    private byte[] header(byte[] packet) {
        if (packet.length > 10) {
            Spi spi = Spi.of(SPIS[random.nextInt(SPIS.length)]);
            packet[3] = (byte) spi.command();
            packet[4] = (byte) spi.response();
            if (random.nextBoolean()) {
                packet[5] = (byte) (random.nextInt(16) << 4 | random.nextInt(16));
                packet[6] = (byte) (packet[5] & 0xF0 | random.nextInt(16));
            }
            if (random.nextInt(3) == 0) {
                System.arraycopy(
                        new Tar(random.nextBoolean() ? 0xB00010 : random.nextInt(1 << 24)).encode(), 0, packet, 7, 3);
            }
        }
        return packet;
    }
}
