package io.simshift.simulator.light;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.BindType;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.DeliverSmResponse;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.EnquireLinkResponse;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.subscription.QueryCommand;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LightCentreTest {
    private static final int CARD = 7;
    private static final SmppAddress OTA = SmppAddress.international("491700");

    private final LightNumbers numbers = new LightNumbers(1);
    private final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
    private final LightCentre centre =
            LightCentre.start(numbers, LightFleet.watchful(numbers, 10), 0, acknowledged::add);
    private final List<Esme> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Esme esme : open) {
            esme.socket.close();
        }
        centre.close();
    }

    /** A bare session. */
    private final class Esme {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), centre.port());
        private final DataInputStream in = new DataInputStream(socket.getInputStream());

        Esme(String account, BindType type) throws IOException {
            open.add(this);
            SecretBytes password = SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
            send(new Bind(type, 1, account, password, "", Bind.VERSION_3_4, 0, 0, ""));
        }

        void send(Pdu pdu) throws IOException {
            socket.getOutputStream().write(pdu.encode());
        }

        Pdu next() throws IOException {
            int length = in.readInt();
            byte[] frame = new byte[length];
            ByteBuffer.wrap(frame).putInt(length);
            in.readFully(frame, Integer.BYTES, length - Integer.BYTES);
            return Pdu.decode(frame);
        }
    }

    private byte[] query() {
        SlotIndex slot = new SlotIndex(1);
        PacketKeys keys = LightNumbers.ALGORITHM.packetKeys(
                numbers.key(CARD, slot, LightNumbers.Key.KIC), numbers.key(CARD, slot, LightNumbers.Key.KID));
        byte[] script = CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode();
        CommandPacket packet =
                CommandPacket.of(Spi.secured(true), 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(1), script);
        return PacketSegments.ofCommand(SecuredPackets.secure(packet, keys), 0)
                .get(0)
                .bytes();
    }

    private DeliverSm ask(Esme esme) throws IOException {
        assertThat(esme.next()).isInstanceOf(BindResponse.class);
        SmppAddress card = SmppAddress.international(numbers.msisdn(CARD).digits());
        esme.send(new SubmitSm(2, ShortMessage.of(OTA, card, ShortMessage.ESM_UDHI, 0x7F, 0xF6, query())));
        assertThat(((SubmitSmResponse) esme.next()).commandStatus()).isZero();
        return (DeliverSm) esme.next();
    }

    /** Who was cut off before it had kept the answer gets it when it is back; another account does not. */
    @Test
    void theAnswerOfACardGoesToTheAccountThatAsked() throws Exception {
        Esme asker = new Esme("ota-A", BindType.TRANSCEIVER);
        DeliverSm answer = ask(asker);
        asker.socket.close();

        Esme other = new Esme("ota-B", BindType.TRANSCEIVER);
        assertThat(other.next()).isInstanceOf(BindResponse.class);
        other.send(new EnquireLink(5));
        assertThat(other.next()).isEqualTo(new EnquireLinkResponse(0, 5));

        Esme back = new Esme("ota-A", BindType.TRANSCEIVER);
        assertThat(back.next()).isInstanceOf(BindResponse.class);
        DeliverSm again = (DeliverSm) back.next();
        assertThat(again.message().payload()).isEqualTo(answer.message().payload());
        assertThat(acknowledged).isEmpty();
        back.send(new DeliverSmResponse(CommandStatus.OK, again.sequenceNumber()));
        assertThat(acknowledged.poll(30, TimeUnit.SECONDS)).isEqualTo(CARD);
    }

    @Test
    void anAnswerThatCouldNotBeKeptComesAgain() throws Exception {
        Esme esme = new Esme("ota-A", BindType.TRANSCEIVER);
        DeliverSm answer = ask(esme);
        esme.send(new DeliverSmResponse(CommandStatus.SYSTEM_ERROR, answer.sequenceNumber()));
        DeliverSm again = (DeliverSm) esme.next();
        assertThat(again.message().payload()).isEqualTo(answer.message().payload());
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void aBindThatCannotDoBothIsRefused() throws Exception {
        BindResponse answer = (BindResponse) new Esme("ota-A", BindType.RECEIVER).next();
        assertThat(answer.commandStatus()).isEqualTo(CommandStatus.BIND_FAILED);
    }
}
