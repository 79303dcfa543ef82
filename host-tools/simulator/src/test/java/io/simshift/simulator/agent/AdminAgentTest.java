package io.simshift.simulator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.scp81.AdminRequest;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.scp81.ScriptStatus;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AdminAgentTest {
    private static final byte[] PSK = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
    private static final byte[] END = AdminResponse.end().encode(BodyForm.NONE);

    private final List<byte[]> ran = new ArrayList<>();

    private AdminScripts.Outcome run(byte[] template, Optional<String> target) {
        ran.add(template);
        return target.isPresent()
                ? new AdminScripts.Outcome(ScriptStatus.UNKNOWN_APPLICATION, new byte[0])
                : new AdminScripts.Outcome(ScriptStatus.OK, new byte[] {(byte) ran.size()});
    }

    private AdminAgent.Report session(ScriptedServer server, byte[] key, int attempts) throws IOException {
        try (SecretBytes psk = SecretBytes.copyOf(key)) {
            return new AdminAgent(
                            () -> new SocketWire(server.address(), Duration.ofSeconds(20)),
                            new AdminAgent.Identity("card 1", psk),
                            new AdminAgent.Post("ota.example", "//se-id/1", "/adm", attempts, BodyForm.CHUNKED),
                            this::run,
                            new SecureRandom())
                    .run();
        }
    }

    @Test
    void runsScriptsUntilTheServerHasNoMore() throws IOException {
        Function<AdminRequest, Optional<byte[]>> answers = request -> Optional.of(
                switch (request.uri()) {
                    case "/adm" -> ScriptedServer.script("/adm?s=1", 12_000);
                    case "/adm?s=1" ->
                        AdminResponse.script(
                                        "/adm?s=2", Optional.of("//aid/A0/00"), AdminResponse.CARD_CONTENT, new byte[] {
                                            7
                                        })
                                .encode(BodyForm.LENGTH);
                    default -> END;
                });
        try (ScriptedServer server = new ScriptedServer(PSK, answers)) {
            assertThat(session(server, PSK, 0)).isEqualTo(new AdminAgent.Report(2, 1));
            assertThat(ran.get(0)).hasSize(12_000);
            assertThat(server.requests)
                    .containsExactly(
                            AdminRequest.first("/adm", "ota.example", "//se-id/1"),
                            AdminRequest.answer(
                                    "/adm?s=1", "ota.example", "//se-id/1", ScriptStatus.OK, new byte[] {1}),
                            AdminRequest.answer(
                                    "/adm?s=2",
                                    "ota.example",
                                    "//se-id/1",
                                    ScriptStatus.UNKNOWN_APPLICATION,
                                    new byte[0]));
        }
    }

    @Test
    void theLastScriptMayWantNoAnswer() throws IOException {
        byte[] last = new AdminResponse(200, Optional.empty(), Optional.empty(), Optional.of("t"), new byte[] {1})
                .encode(BodyForm.LENGTH);
        try (ScriptedServer server = new ScriptedServer(PSK, request -> Optional.of(last))) {
            assertThat(session(server, PSK, 0)).isEqualTo(new AdminAgent.Report(1, 1));
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void goesOnAfterTheConnectionWasCutAndSaysSo() throws IOException {
        AtomicInteger cuts = new AtomicInteger();
        Function<AdminRequest, Optional<byte[]>> answers = request -> {
            if (request.uri().equals("/adm")) {
                return Optional.of(ScriptedServer.script("/adm?s=1", 10));
            }
            return cuts.incrementAndGet() < 3 ? Optional.empty() : Optional.of(END);
        };
        try (ScriptedServer server = new ScriptedServer(PSK, answers)) {
            assertThat(session(server, PSK, 2)).isEqualTo(new AdminAgent.Report(1, 3));
            assertThat(ran).hasSize(1); // the script itself is not run again
            assertThat(server.requests.stream().map(AdminRequest::resumes)).containsExactly(false, false, true, true);
        }
    }

    @Test
    void givesUpInTheEnd() throws IOException {
        try (ScriptedServer server = new ScriptedServer(PSK, request -> Optional.empty())) {
            assertThatThrownBy(() -> session(server, PSK, 2)).isInstanceOf(IOException.class);
            assertThat(server.requests).hasSize(3);
        }
    }

    @Test
    void takesARefusalForOne() throws IOException {
        byte[] refused = AdminResponse.refused(403).encode(BodyForm.LENGTH);
        try (ScriptedServer server = new ScriptedServer(PSK, request -> Optional.of(refused))) {
            assertThatThrownBy(() -> session(server, PSK, 5)).hasMessage("the server answers 403");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void nonsenseIsNoAnswer() throws IOException {
        byte[] nonsense = "HTTP/1.1 200 OK\r\nno field\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (ScriptedServer server = new ScriptedServer(PSK, request -> Optional.of(nonsense))) {
            assertThatThrownBy(() -> session(server, PSK, 0)).hasMessageContaining("nonsense");
        }
    }

    @Test
    void aServerWithAnotherKeyGetsNoRequest() throws IOException {
        try (ScriptedServer server = new ScriptedServer(PSK, request -> Optional.of(END))) {
            byte[] other = PSK.clone();
            other[0]++;
            assertThatThrownBy(() -> session(server, other, 0)).isInstanceOf(IOException.class);
            assertThat(server.requests).isEmpty();
        }
    }
}
