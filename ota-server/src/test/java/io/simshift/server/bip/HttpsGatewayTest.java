package io.simshift.server.bip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.scp81.AdminRequest;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.scp81.ScriptStatus;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS with openssl as the card's TLS. */
class HttpsGatewayTest {
    private static final String IDENTITY = "8988300000000009014";
    private static final String PSK = "00112233445566778899aabbccddeeff";
    private static final String[] MODERN = {"-tls1_2", "-cipher", "PSK-AES128-CBC-SHA256"};

    private final Happenings happenings = new Happenings();
    private final ScriptQueue queue = new ScriptQueue(ScriptQueue::iccidOrIdentity, happenings);
    private BipGateway gateway;

    @BeforeAll
    static void needsOpenssl() {
        assumeTrue(OpensslCard.isInstalled(), "openssl is not installed");
    }

    @BeforeEach
    void open() throws IOException {
        queue.add(IDENTITY, new Script("a", script(300), Optional.empty()));
        queue.add(IDENTITY, new Script("b", script(10_500), Optional.of("//aid/A000000151/000000")));
        listen(TlsProfile.MODERN, BodyForm.CHUNKED, Duration.ofSeconds(20));
    }

    private void listen(TlsProfile profile, BodyForm form, Duration patience) throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        gateway = BipGateway.open(
                new BipGatewayConfig(
                        "127.0.0.1",
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        CatTpSettings.USUAL,
                        Optional.of(new BipGatewayConfig.Https(
                                0, HttpsGatewayTest::psk, profile, form, AdminResponse.COMMAND_DATA)),
                        new BipLimits(20, 5, 5_000, 15_000, patience, patience, Duration.ofSeconds(60))),
                queue);
    }

    private static Optional<SecretBytes> psk(byte[] identity) {
        return new String(identity, StandardCharsets.UTF_8).equals(IDENTITY)
                ? Optional.of(SecretBytes.copyOf(HexFormat.of().parseHex(PSK)))
                : Optional.empty();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static byte[] script(int length) {
        byte[] script = new byte[length];
        Arrays.fill(script, (byte) length);
        return script;
    }

    private OpensslCard card(String... options) throws IOException {
        return new OpensslCard(gateway.https().orElseThrow(), IDENTITY, PSK, options);
    }

    private static byte[] first() {
        return AdminRequest.first("/adm?id=1", "ota.example", "//se-id/1").encode(BodyForm.LENGTH);
    }

    private static AdminRequest answer(AdminResponse to, int bytes) {
        return AdminRequest.answer(
                to.nextUri().orElseThrow(), "ota.example", "//se-id/1", ScriptStatus.OK, new byte[bytes]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LENGTH", "CHUNKED"})
    void aCardGetsItsScriptsOneAfterTheOther(BodyForm form) throws Exception {
        listen(TlsProfile.MODERN, form, Duration.ofSeconds(20));
        try (OpensslCard card = card(MODERN)) {
            card.send(first());
            AdminResponse a = card.receive().orElseThrow();
            assertThat(a.code()).isEqualTo(200);
            assertThat(a.body()).isEqualTo(script(300));
            assertThat(a.contentType()).contains(AdminResponse.COMMAND_DATA);
            assertThat(a.targetedApplication()).isEmpty();
            card.send(answer(a, 11_000).encode(BodyForm.CHUNKED));
            AdminResponse b = card.receive().orElseThrow();
            assertThat(b.body()).isEqualTo(script(10_500));
            assertThat(b.targetedApplication()).contains("//aid/A000000151/000000");
            card.send(answer(b, 0).encode(BodyForm.LENGTH));
            assertThat(card.receive()).contains(AdminResponse.end());
            assertThat(card.receive()).isEmpty();
            assertThat(card.exitCode()).isZero(); // with close_notify
        }
        happenings.await(1, line -> line.startsWith("ended"));
        assertThat(happenings.lines())
                .containsExactly(
                        "arrived 8988300000000009014 HTTPS",
                        "answered 8988300000000009014 a OK 11000",
                        "answered 8988300000000009014 b OK 0",
                        "ended 8988300000000009014 done");
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1_2, PSK-AES128-GCM-SHA256, true",
        "-tls1_2, PSK-AES128-CBC-SHA256, true",
        "-tls1_2, PSK-NULL-SHA256:@SECLEVEL=0, false",
        "-tls1_1, PSK-AES128-CBC-SHA:@SECLEVEL=0, false",
        "-tls1, PSK-AES128-CBC-SHA:@SECLEVEL=0, false",
    })
    void speaksTheTlsThatItsProfileNames(String version, String suite, boolean modern) throws Exception {
        for (TlsProfile profile : new TlsProfile[] {TlsProfile.MODERN, TlsProfile.ANY_CARD}) {
            listen(profile, BodyForm.LENGTH, Duration.ofSeconds(20));
            try (OpensslCard card = card(version, "-cipher", suite)) {
                card.send(first());
                boolean served = card.receive().isPresent();
                assertThat(served).as("%s %s %s", version, suite, profile).isEqualTo(modern || profile.before12());
            }
        }
    }

    @Test
    void smallFragmentsAreKeptTo() throws Exception {
        try (OpensslCard card = card("-tls1_2", "-cipher", "PSK-AES128-CBC-SHA256", "-maxfraglen", "512")) {
            card.send(first());
            AdminResponse a = card.receive().orElseThrow();
            card.send(answer(a, 5_000).encode(BodyForm.LENGTH));
            assertThat(card.receive().orElseThrow().body()).isEqualTo(script(10_500));
        }
    }

    @Test
    void wrongKeysAndIdentitiesAreDropped() throws Exception {
        try (OpensslCard wrongKey =
                        new OpensslCard(gateway.https().orElseThrow(), IDENTITY, PSK.replace("00", "01"), MODERN);
                OpensslCard stranger = new OpensslCard(gateway.https().orElseThrow(), "stranger", PSK, MODERN);
                OpensslCard card = card(MODERN)) {
            assertThat(wrongKey.receive()).isEmpty();
            assertThat(wrongKey.exitCode()).isNotZero();
            assertThat(stranger.receive()).isEmpty();
            assertThat(stranger.exitCode()).isNotZero();
            card.send(first());
            assertThat(card.receive()).isPresent();
        }
        assertThat(happenings.lines()).first().isEqualTo("arrived 8988300000000009014 HTTPS");
    }

    @Test
    void anAnswerThatWasCutOffIsTakenOnceWhenTheCardResumes() throws Exception {
        AdminRequest answered;
        try (OpensslCard card = card(MODERN)) {
            card.send(first());
            answered = answer(card.receive().orElseThrow(), 50);
            card.send(answered.encode(BodyForm.LENGTH));
            assertThat(card.receive().orElseThrow().body()).isEqualTo(script(10_500));
        }
        happenings.await(1, line -> line.startsWith("ended"));
        try (OpensslCard card = card(MODERN)) { // the card has not seen that answer
            card.send(answered.resuming().encode(BodyForm.LENGTH));
            AdminResponse b = card.receive().orElseThrow();
            assertThat(b.body()).isEqualTo(script(10_500));
            answered = answer(b, 60);
        }
        try (OpensslCard card = card(MODERN)) { // this time the request itself was lost
            card.send(answered.resuming().encode(BodyForm.CHUNKED));
            assertThat(card.receive()).contains(AdminResponse.end());
        }
        assertThat(happenings.lines().stream().filter(line -> line.startsWith("answered")))
                .containsExactly("answered 8988300000000009014 a OK 50", "answered 8988300000000009014 b OK 60");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nX-Admin-Protocol: globalplatform-remote-admin/1.0\r\nX-Admin-From: f\r\n"
                        + "X-Admin-Script-Status: ok\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 15001\r\n\r\n",
                "\r\n\r\n",
            })
    void requestsThatMakeNoSenseAreRefused(String request) throws Exception {
        try (OpensslCard card = card(MODERN)) {
            card.send(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(card.receive()).contains(AdminResponse.refused(400));
            assertThat(card.receive()).isEmpty();
        }
        assertThat(queue.size(IDENTITY)).isEqualTo(2);
    }

    @Test
    void oversizedHeadersAreRefused() throws Exception {
        try (OpensslCard card = card(MODERN)) {
            card.send(("POST /" + "a".repeat(5_000)).getBytes(StandardCharsets.US_ASCII));
            assertThat(card.receive()).contains(AdminResponse.refused(400));
        }
    }

    @Test
    void requestsOnTopOfEachOtherAreRefused() throws Exception {
        try (OpensslCard card = card(MODERN)) {
            byte[] twice = Arrays.copyOf(first(), 2 * first().length);
            System.arraycopy(first(), 0, twice, first().length, first().length);
            card.send(twice);
            assertThat(card.receive()).contains(AdminResponse.refused(400));
        }
    }

    @Test
    void slowPeersAreClosedInEachPhase() throws Exception {
        listen(TlsProfile.MODERN, BodyForm.CHUNKED, Duration.ofMillis(700));
        try (Socket silent =
                new Socket("127.0.0.1", gateway.https().orElseThrow().getPort())) {
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().readAllBytes()).isEmpty();
        }
        try (OpensslCard quiet = card(MODERN)) {
            assertThat(quiet.receive()).isEmpty();
        }
        try (OpensslCard slow = card(MODERN)) {
            byte[] request = first();
            Thread trickle = new Thread(() -> {
                try {
                    for (byte one : request) {
                        slow.send(new byte[] {one});
                        Thread.sleep(30);
                    }
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt(); // closed, as it should be
                }
            });
            trickle.start();
            assertThat(slow.receive()).isEmpty();
            trickle.join();
        }
        assertThat(happenings.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "474554202f20485454502f312e310d0a0d0a",
                "16030100050100000100",
                "1603014000",
                "1503010002022800"
            })
    void whatIsNoTlsIsDropped(String hex) throws Exception {
        try (Socket peer = new Socket("127.0.0.1", gateway.https().orElseThrow().getPort())) {
            peer.setSoTimeout(20_000);
            peer.getOutputStream().write(HexFormat.of().parseHex(hex));
            peer.shutdownOutput();
            peer.getInputStream().readAllBytes(); // an alert at most, then the end
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        while (gateway.connections() > 0) {
            Thread.onSpinWait();
        }
    }
}
