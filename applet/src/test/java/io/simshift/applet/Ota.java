package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The sender of secured packets to one card under one keyset. */
final class Ota {
    static final Spi REPORT = Spi.of(0x1619);
    static final Spi SUBMIT = Spi.of(0x1639);
    static final SmsAddress SENDER = SmsAddress.of(SmsAddress.UNKNOWN, "1234");

    /** Bytes of a packet that one short message carries. */
    static final int SINGLE_PACKET = 137;

    final TestCard card;
    final PacketKeys keys;
    private final int keyset;
    long counter;

    Ota(TestCard card, int keyset, PacketKeys keys) {
        this.card = card;
        this.keyset = keyset;
        this.keys = keys;
    }

    static Ota manufacturer(TestCard card) {
        return new Ota(card, 0xF, Keys.MANUFACTURER);
    }

    static Ota operator(TestCard card, int slot) {
        return new Ota(card, 1, Keys.ota(slot));
    }

    Ota from(long lastCounter) {
        counter = lastCounter;
        return this;
    }

    /** The packet of a script with the next counter. */
    byte[] packet(Spi spi, byte[] script) {
        counter++;
        return packet(spi, script, Tar.SUBSCRIPTION_MANAGEMENT, counter);
    }

    byte[] packet(Spi spi, byte[] script, Tar tar, long cntr) {
        return SecuredPackets.secure(CommandPacket.of(spi, keyset, keys, tar, new Counter(cntr), script), keys);
    }

    byte[] packet(Spi spi, byte[] script, int kic, int kid) {
        counter++;
        CommandPacket packet = new CommandPacket(
                spi,
                new KeyIdentifier(kic),
                new KeyIdentifier(kid),
                Tar.SUBSCRIPTION_MANAGEMENT,
                new Counter(counter),
                script);
        return SecuredPackets.secure(packet, keys);
    }

    static CommandApdu envelope(byte[] packet) {
        return envelope(packet, SENDER);
    }

    static CommandApdu envelope(byte[] packet, SmsAddress sender) {
        if (packet.length > SINGLE_PACKET) {
            return longEnvelope(packet, sender);
        }
        UserData userData = UserData.of(UserDataHeader.COMMAND_PACKET, packet);
        SmsDeliver deliver = SmsDeliver.toUsim(sender, new byte[SmsDeliver.TIMESTAMP_LENGTH], userData);
        return new SmsPpDownload(Optional.empty(), deliver.encode()).toApdu();
    }

    /** What no network carries, but a card reader may: user data as long as the ENVELOPE. */
    private static CommandApdu longEnvelope(byte[] packet, SmsAddress sender) {
        byte[] tpdu = new WireWriter()
                .u8(0x44)
                .bytes(sender.encode())
                .bytes(HexFormat.of().parseHex("7FF600000000000000"))
                .u8(3 + packet.length)
                .bytes(HexFormat.of().parseHex("027000"))
                .bytes(packet)
                .toByteArray();
        byte[] download = new WireWriter()
                .bytes(HexFormat.of().parseHex("820283818B81"))
                .u8(tpdu.length)
                .bytes(tpdu)
                .toByteArray();
        return CommandApdu.of(
                0x80,
                0xC2,
                0,
                0,
                new WireWriter()
                        .u8(0xD1)
                        .u8(0x81)
                        .u8(download.length)
                        .bytes(download)
                        .toByteArray());
    }

    ResponseApdu deliver(byte[] packet) {
        return card.transmit(envelope(packet));
    }

    /** Sends a script and returns the PoR that the ENVELOPE was answered with, opened. */
    OpenedResponse send(CommandApdu... commands) {
        return open(deliver(packet(REPORT, CompactScript.of(commands).encode())), REPORT);
    }

    OpenedResponse open(ResponseApdu answer, Spi spi) {
        assertThat(answer.status().sw1()).as("status of the ENVELOPE").isIn(0x90, 0x91);
        byte[] data = answer.data();
        assertThat(data).as("PoR").startsWith(0x02, 0x71, 0x00);
        byte[] packet = Arrays.copyOfRange(data, 3, data.length);
        return SecuredPackets.openResponse(packet, spi, keys);
    }

    /** Sends a script to a TAR, which has to let it in; returns the additional response data as hexadecimal digits. */
    String answer(Tar tar, byte[] script) {
        counter++;
        OpenedResponse response = open(deliver(packet(REPORT, script, tar, counter)), REPORT);
        assertThat(response.packet().status().code()).as("status of the PoR").isZero();
        assertThat(response.packet().tar()).isEqualTo(tar);
        return HexFormat.of().formatHex(response.packet().data());
    }

    String answer(Tar tar, String script) {
        return answer(tar, HexFormat.of().parseHex(script.replace(" ", "")));
    }

    /** Sends a script that has to be let in; returns what it answered. */
    CompactResponse run(CommandApdu... commands) {
        OpenedResponse response = send(commands);
        assertThat(response.packet().status().code()).as("status of the PoR").isZero();
        assertThat(response.authenticated()).isTrue();
        assertThat(response.packet().counter()).isEqualTo(new Counter(counter));
        return CompactResponse.decode(response.packet().data());
    }

    /** Sends a script that has to succeed. */
    CompactResponse ok(CommandApdu... commands) {
        CompactResponse response = run(commands);
        assertThat(response.status()).as("last status word").isEqualTo(StatusWord.OK);
        assertThat(response.executed()).isEqualTo(commands.length);
        return response;
    }

    /** Sends one command and returns its status word as four digits. */
    String status(CommandApdu command) {
        return run(command).status().toString();
    }

    QueryAnswer query() {
        return QueryAnswer.decode(ok(QueryCommand.ofActiveSlot().toApdu()).data());
    }
}
