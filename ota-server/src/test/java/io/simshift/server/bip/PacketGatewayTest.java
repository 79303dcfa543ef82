package io.simshift.server.bip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.bip.IpPackets;
import io.simshift.protocol.cattp.CatTpConnection;
import io.simshift.protocol.cattp.CatTpHeader;
import io.simshift.protocol.cattp.CatTpPdu;
import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.identity.Iccid;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketGatewayTest {
    private static final Iccid ICCID = new Iccid("8988300000000009014");
    private static final byte[] WHO = IpPackets.identification(ICCID.encode());
    private static final int CAT_TP_PORT = 8_080;
    private static final BipLimits LIMITS =
            new BipLimits(50, 5, 5_000, 5_000, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60));
    private static final BipGatewayConfig CONFIG = new BipGatewayConfig(
            "127.0.0.1",
            Optional.of(0),
            Optional.of(0),
            CAT_TP_PORT,
            new CatTpSettings(400, 20_000, 4, 50, 30, 0),
            Optional.empty(),
            LIMITS);

    private final Happenings happenings = new Happenings();
    private final ScriptQueue queue = new ScriptQueue(ScriptQueue::iccidOrIdentity, happenings);
    private BipGateway gateway;

    private static byte[] packet(int identifier, int contentBytes, int fill) {
        return new WireWriter()
                .u8(identifier)
                .berLength(contentBytes)
                .fill(fill, contentBytes)
                .toByteArray();
    }

    private static byte[] command(int number) {
        return packet(IpPackets.COMMAND, 100 * number, number);
    }

    private static byte[] response(int number) {
        return packet(IpPackets.RESPONSE, 20, number);
    }

    @BeforeEach
    void open() throws IOException {
        for (int i = 1; i <= 3; i++) {
            queue.add(ICCID.digits(), new Script("s" + i, command(i), Optional.empty()));
        }
        gateway = BipGateway.open(CONFIG, queue);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private void limit(BipLimits limits) throws IOException {
        gateway.close();
        gateway = BipGateway.open(CONFIG.with(limits), queue);
    }

    private static BipLimits patience(Duration identification, Duration answer) {
        return new BipLimits(50, 5, 5_000, 5_000, identification, answer, Duration.ofSeconds(60));
    }

    private TcpCard tcp() throws IOException {
        return new TcpCard(gateway.tcp().orElseThrow());
    }

    private CatTpCard catTp(byte[] identification, int lossPercent) throws IOException {
        return new CatTpCard(gateway.udp().orElseThrow(), CAT_TP_PORT, identification, lossPercent);
    }

    @Test
    void aCardGetsItsPacketsOneAfterTheOtherOverTcp() throws Exception {
        try (TcpCard card = tcp()) {
            card.send(WHO);
            for (int i = 1; i <= 3; i++) {
                assertThat(card.receive()).contains(command(i));
                card.send(response(i));
            }
            assertThat(card.receive()).isEmpty();
        }
        happenings.await(1, line -> line.startsWith("ended"));
        assertThat(happenings.lines())
                .containsExactly(
                        "arrived 8988300000000009014 TCP",
                        "answered 8988300000000009014 s1 OK 22",
                        "answered 8988300000000009014 s2 OK 22",
                        "answered 8988300000000009014 s3 OK 22",
                        "ended 8988300000000009014 done");
        assertThat(queue.size(ICCID.digits())).isZero();
    }

    @Test
    void aCardThatWasCutOffGetsWhatItHasNotAnswered() throws Exception {
        try (TcpCard card = tcp()) {
            card.send(WHO);
            assertThat(card.receive()).contains(command(1));
            card.send(response(1));
            assertThat(card.receive()).contains(command(2));
        }
        happenings.await(1, line -> line.endsWith("the connection was lost"));
        try (CatTpCard card = catTp(ICCID.encode(), 0)) { // by another bearer, too
            assertThat(card.receive()).contains(command(2));
            card.send(response(2));
            assertThat(card.receive()).contains(command(3));
        }
    }

    @Test
    void aPacketInPiecesIsAPacket() throws Exception {
        try (TcpCard card = tcp()) {
            for (byte one : WHO) {
                card.send(one);
            }
            assertThat(card.receive()).contains(command(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "16030100", "0201FF", "0101FF", "0380", "03829999", "0384", "0303010203"})
    void whatNoKnownCardSendsEndsTheConnection(String hex) throws Exception {
        try (TcpCard peer = tcp();
                TcpCard card = tcp()) {
            peer.send(java.util.HexFormat.of().parseHex(hex));
            assertThat(peer.receive()).isEmpty();
            card.send(WHO);
            assertThat(card.receive()).contains(command(1)); // and nobody else's
        }
    }

    @Test
    void answersOutOfTurnEndTheConnection() throws Exception {
        try (TcpCard card = tcp()) {
            card.send(WHO);
            assertThat(card.receive()).contains(command(1));
            card.send(WHO);
            assertThat(card.receive()).isEmpty();
        }
        try (TcpCard card = tcp()) {
            card.send(new WireWriter()
                    .bytes(WHO)
                    .bytes(response(1))
                    .bytes(response(2))
                    .toByteArray());
            Optional<byte[]> first = card.receive();
            assertThat(first.isEmpty() || card.receive().isEmpty()).isTrue();
        }
        assertThat(queue.size(ICCID.digits())).isEqualTo(3);
    }

    @Test
    void slowPeersAreClosedThoughBytesKeepComing() throws Exception {
        limit(patience(Duration.ofMillis(300), Duration.ofMillis(300)));
        try (TcpCard silent = tcp()) {
            assertThat(silent.receive()).isEmpty();
        }
        try (TcpCard slow = tcp()) {
            Thread trickle = new Thread(() -> {
                try {
                    slow.send((byte) 3, (byte) 0x7F);
                    for (int i = 0; i < 120; i++) {
                        slow.send((byte) 1);
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt(); // closed, as it should be
                }
            });
            trickle.start();
            assertThat(slow.receive()).isEmpty();
            trickle.join();
        }
        try (TcpCard card = tcp()) {
            card.send(WHO);
            assertThat(card.receive()).contains(command(1));
            assertThat(card.receive()).isEmpty();
        }
        happenings.await(1, line -> line.endsWith("no answer in time"));
    }

    @Test
    void aServerThatDoesNotKnowWhatToDoLetsTheCardGo() throws Exception {
        gateway.close();
        CardGate undecided = arrival -> new CompletableFuture<>();
        gateway = BipGateway.open(CONFIG.with(patience(Duration.ofSeconds(20), Duration.ofMillis(100))), undecided);
        try (TcpCard card = tcp()) {
            card.send(WHO);
            assertThat(card.receive()).isEmpty();
        }
        gateway.close();
        gateway = BipGateway.open(CONFIG, arrival -> CompletableFuture.failedStage(new IllegalStateException("no")));
        try (TcpCard card = tcp()) {
            card.send(WHO);
            assertThat(card.receive()).isEmpty();
        }
    }

    @Test
    void moreConnectionsThanAllowedAreClosedAtOnce() throws Exception {
        limit(new BipLimits(
                3, 3, 5_000, 5_000, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(60)));
        List<TcpCard> cards = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            cards.add(tcp());
        }
        while (gateway.connections() < 3) {
            Thread.onSpinWait();
        }
        try (TcpCard fourth = tcp()) {
            assertThat(fourth.receive()).isEmpty();
        }
        cards.get(0).close();
        while (gateway.connections() == 3) {
            Thread.onSpinWait();
        }
        try (TcpCard next = tcp()) {
            next.send(WHO);
            assertThat(next.receive()).contains(command(1));
        }
        for (TcpCard card : cards) {
            card.close();
        }
    }

    @Test
    void aCardThatComesAgainTakesThePlaceOfItself() throws Exception {
        try (TcpCard before = tcp();
                TcpCard again = tcp()) {
            before.send(WHO);
            assertThat(before.receive()).contains(command(1));
            again.send(WHO);
            assertThat(again.receive()).contains(command(1));
            assertThat(before.receive()).isEmpty();
            again.send(response(1));
            assertThat(again.receive()).contains(command(2));
        }
        happenings.await(1, line -> line.endsWith("another session of this card"));
    }

    @Test
    void whoeverIsAuthenticatedIsNotPutOutByWhoIsNot() {
        SessionTable table = new SessionTable(10);
        List<String> out = new ArrayList<>();
        SessionTable.Entry known = new SessionTable.Entry(true, () -> out.add("known"));
        SessionTable.Entry claims = new SessionTable.Entry(false, () -> out.add("claims"));
        SessionTable.Entry knownToo = new SessionTable.Entry(true, () -> out.add("known too"));
        assertThat(table.enter("a", claims)).isTrue();
        assertThat(table.enter("a", known)).isTrue();
        assertThat(table.enter("a", claims)).isFalse();
        assertThat(table.enter("a", knownToo)).isTrue();
        assertThat(out).containsExactly("claims", "known");
        table.leave("a", known);
        assertThat(table.enter("a", claims)).isFalse();
        table.leave("a", knownToo);
        assertThat(table.enter("a", claims)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20})
    void aCardGetsItsPacketsOverCatTpWhateverTheNetworkLoses(int lossPercent) throws Exception {
        try (CatTpCard card = catTp(ICCID.encode(), lossPercent)) {
            for (int i = 1; i <= 3; i++) {
                assertThat(card.receive()).contains(command(i));
                card.send(response(i));
            }
            assertThat(card.receive()).isEmpty();
            if (lossPercent == 0) {
                assertThat(card.connection.end()).isEqualTo("the other end: normal end");
            }
        }
        happenings.await(3, line -> line.startsWith("answered"));
    }

    @Test
    void aCardMayIdentifyItselfByAPacketOverCatTp() throws Exception {
        try (CatTpCard card = catTp(new byte[0], 0)) {
            card.send(WHO);
            assertThat(card.receive()).contains(command(1));
        }
        try (CatTpCard card = catTp(new byte[0], 0)) {
            card.send(new byte[] {3, 99, 1});
            assertThat(card.receive()).isEmpty();
        }
    }

    @Test
    void aCatTpPortThatIsNotServedIsRefused() throws Exception {
        try (CatTpCard card = new CatTpCard(gateway.udp().orElseThrow(), CAT_TP_PORT + 1, ICCID.encode(), 0)) {
            assertThat(card.connection.end()).isEqualTo("the other end: requested port not available");
        }
    }

    @Test
    void connectionsThatNobodyOpensAreFew() throws Exception {
        try (CatTpCard flood = catTp(ICCID.encode(), 0)) {
            for (int port = 2_000; port < 2_100; port++) {
                CatTpHeader header = new CatTpHeader(port, CAT_TP_PORT, 1, 0, 4);
                flood.raw(new CatTpPdu.Syn(header, false, 300, 300, ICCID.encode()).encode());
            }
            assertThat(flood.receive()).contains(command(1)); // in order behind the flood's SYNs or before
            flood.send(response(1));
            assertThat(flood.receive()).contains(command(2));
            assertThat(gateway.connections()).isLessThanOrEqualTo(1 + LIMITS.halfOpen());
        }
    }

    @Test
    void damagedDatagramsChangeNothing() throws Exception {
        try (CatTpCard card = catTp(ICCID.encode(), 0)) {
            card.raw(new byte[0]);
            card.raw(new byte[] {1, 2, 3});
            card.raw(new byte[60_000]);
            assertThat(card.receive()).contains(command(1));
        }
    }

    @Test
    void aCardThatBeginsAnewGetsANewConnection() throws Exception {
        try (CatTpCard card = catTp(ICCID.encode(), 0)) {
            assertThat(card.receive()).contains(command(1));
            CatTpConnection again =
                    CatTpConnection.active(1_024, CAT_TP_PORT, CatTpCard.SETTINGS, 12_345, ICCID.encode());
            card.raw(again.start(0).pdus().get(0).encode());
            assertThat(card.receive()).isEmpty();
            assertThat(card.connection.end()).isNotEmpty();
        }
        happenings.await(1, line -> line.startsWith("ended"));
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        BipGatewayConfig taken = new BipGatewayConfig(
                "127.0.0.1",
                gateway.tcp().map(address -> address.getPort()),
                Optional.empty(),
                CAT_TP_PORT,
                CatTpSettings.USUAL,
                Optional.empty(),
                LIMITS);
        assertThatThrownBy(() -> BipGateway.open(taken, queue)).isInstanceOf(IOException.class);
    }
}
