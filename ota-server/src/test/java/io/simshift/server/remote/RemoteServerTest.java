package io.simshift.server.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Partners that misbehave. */
@Timeout(60)
class RemoteServerTest {
    private static final int MAX_BYTES = 1000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer partner;

    @BeforeEach
    void start() throws IOException {
        partner = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        partner.setExecutor(threads);
        partner.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        partner.stop(0);
        threads.shutdownNow();
    }

    private RemoteServer client(Duration limit) {
        URI base = URI.create("http://127.0.0.1:" + partner.getAddress().getPort());
        return new RemoteServer("B", base, limit, MAX_BYTES);
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Test
    void takesAnAnswer() {
        partner.createContext("/", exchange -> answer(exchange, "{\"a\":1}"));
        assertThat(client(Duration.ofSeconds(30)).get("/x").path("a").asInt()).isEqualTo(1);
    }

    @Test
    void waitsNoLongerForABodyThatStalls() {
        partner.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> client(Duration.ofMillis(500)).get("/x"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("has not ended its answer");
    }

    @Test
    void readsNoMoreOfAnAnswerThanItsLimit() {
        partner.createContext("/", exchange -> answer(exchange, " ".repeat(MAX_BYTES + 1)));
        assertThatThrownBy(() -> client(Duration.ofSeconds(30)).get("/x"))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("longer than 1000 bytes");
    }

    @Test
    void aStalledPartnerHoldsUpNobodyElse() throws Exception {
        var lanes = new PartnerLanes();
        CountDownLatch other = new CountDownLatch(1);
        Runnable stalled = () -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try (lanes) {
            var b = new io.simshift.server.operator.OperatorId("B");
            for (int i = 0; i <= 100; i++) {
                lanes.run(b, stalled);
            }
            assertThatThrownBy(() -> lanes.run(b, stalled)).isInstanceOf(RemoteException.class);
            lanes.run(new io.simshift.server.operator.OperatorId("C"), other::countDown);
            other.await();
        }
    }
}
