package io.simshift.simulator.smsc;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.CommandId;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.GenericNack;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a peer sends that is no PDU: cut short at each length, and with lengths that lie. */
@Timeout(60)
class MalformedPduTest {
    private static final SecretBytes PASSWORD = SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
    private static final SmppAddress OTA = SmppAddress.international("1234");
    private static final byte[] SUBMIT = new SubmitSm(
                    7,
                    ShortMessage.of(
                            OTA, SmppAddress.international("15550001"), 0x40, 0x7F, 0xF6, new byte[] {2, 0x70, 0}))
            .encode();

    private Smsc smsc;

    @BeforeEach
    void start() throws IOException {
        smsc = Smsc.start(
                SmscConfig.loopback(List.of(new EsmeAccount("ota", PASSWORD, OTA))),
                new FakeSubscribers(),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        smsc.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), smsc.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(Bind.transceiver(1, "ota", PASSWORD, "").encode());
        assertThat(read(socket).commandId()).isEqualTo(CommandId.BIND_TRANSCEIVER_RESP);
        return socket;
    }

    private static Pdu read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readInt();
        byte[] frame = new byte[length];
        ByteBuffer.wrap(frame).putInt(length);
        in.readFully(frame, Integer.BYTES, length - Integer.BYTES);
        return Pdu.decode(frame);
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            read(socket);
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /** The command_length says what is there: each body that ends too soon is refused, and the session goes on. */
    @Test
    void aBodyThatEndsTooSoonIsRefusedAtEachLength() throws IOException {
        try (Socket socket = connect()) {
            for (int length = Pdu.HEADER_BYTES; length < SUBMIT.length; length++) {
                byte[] cut = Arrays.copyOf(SUBMIT, length);
                ByteBuffer.wrap(cut).putInt(length);
                socket.getOutputStream().write(cut);
                Pdu answer = read(socket);
                assertThat(answer.commandId()).as("%d bytes", length).isEqualTo(CommandId.SUBMIT_SM_RESP);
                assertThat(answer.commandStatus()).as("%d bytes", length).isNotZero();
                assertThat(answer.sequenceNumber()).isEqualTo(7);
            }
            socket.getOutputStream().write(SUBMIT);
            assertThat(read(socket).commandStatus()).isZero();
        }
    }

    /** The command_length says more than comes: nothing is answered, and the next session is served. */
    @Test
    void aPeerThatLeavesInTheMiddleOfAPduHarmsNobody() throws IOException {
        for (int length = 1; length < SUBMIT.length; length++) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(SUBMIT, 0, length);
            }
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(new EnquireLink(9).encode());
            assertThat(read(socket).commandId()).isEqualTo(CommandId.ENQUIRE_LINK_RESP);
        }
    }

    @Test
    void aLengthThatLiesEndsTheSessionWithGenericNack() throws IOException {
        for (int lie : new int[] {0, 1, 15, -1, Integer.MIN_VALUE, 8 * 1024 + 1, Integer.MAX_VALUE}) {
            try (Socket socket = connect()) {
                byte[] lying = SUBMIT.clone();
                ByteBuffer.wrap(lying).putInt(lie);
                socket.getOutputStream().write(lying);
                assertThat(read(socket)).as("command_length %d", lie).isInstanceOf(GenericNack.class);
                assertThat(isClosed(socket)).as("command_length %d", lie).isTrue();
            }
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(SUBMIT);
            assertThat(read(socket).commandStatus()).isZero();
        }
    }

    /** sm_length past the end of the PDU. */
    @Test
    void aMessageLengthThatLiesIsRefused() throws IOException {
        try (Socket socket = connect()) {
            for (int lie : new int[] {4, 254, 255}) {
                byte[] lying = SUBMIT.clone();
                lying[lying.length - 4] = (byte) lie;
                socket.getOutputStream().write(lying);
                assertThat(read(socket).commandStatus()).as("sm_length %d", lie).isNotZero();
            }
        }
    }
}
