package io.simshift.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebhooksTest {
    private static final String SECRET = "correct horse battery staple";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private HttpServer receiver;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(204);
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicInteger elsewhere = new AtomicInteger();
    private final FakeCampaigns campaigns = new FakeCampaigns();

    private static final class FakeCampaigns implements CampaignWatch {
        private final List<Campaign> all = new CopyOnWriteArrayList<>();
        private final List<Happening> cards = new CopyOnWriteArrayList<>();

        @Override
        public List<Campaign> campaigns() {
            return all;
        }

        @Override
        public Settled settled(String campaign, long after) {
            return after == 0
                    ? new Settled(cards.subList(0, cards.size() / 2), OptionalLong.of(1))
                    : new Settled(cards.subList(cards.size() / 2, cards.size()), OptionalLong.empty());
        }
    }

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", this::received);
        receiver.createContext("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            answer(exchange, 204);
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private void received(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        posts.incrementAndGet();
        String signature = exchange.getRequestHeaders().getFirst("Simshift-Signature");
        String time = signature.replaceFirst("t=(\\d+),v1=[0-9a-f]{64}", "$1");
        if (!signature.equals(WebhookSignature.of(secret(), Long.parseLong(time), body))) {
            wrong.add(signature);
        }
        int now = status.get();
        if (now == 204) {
            for (JsonNode event : JSON.readTree(body).path("events")) {
                events.add(event.path("id").asText());
            }
        }
        answer(exchange, now);
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static SecretBytes secret() {
        return SecretBytes.copyOf(SECRET.getBytes(StandardCharsets.US_ASCII));
    }

    private Webhooks open() {
        return open("billing");
    }

    private Webhooks open(String name) {
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        Webhook hook = new Webhook(name, url, secret(), List.of());
        return new Webhooks(folder, List.of(hook), campaigns, Clock.systemUTC(), Duration.ofMillis(20), 50);
    }

    private static CampaignWatch.Campaign campaign(String state, boolean settled) {
        Happening news = new Happening("c-" + state, "c", "{\"id\":\"c-" + state + "\"}");
        return new CampaignWatch.Campaign("c", state, settled, () -> news);
    }

    private static Happening card(int number) {
        return new Happening("card-" + number, "c", "{\"id\":\"card-" + number + "\"}");
    }

    private List<String> told(int count) throws InterruptedException {
        List<String> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            told.add(events.poll(30, TimeUnit.SECONDS));
        }
        return told;
    }

    /** Against {@code openssl dgst -sha256 -hmac}. */
    @Test
    void theSignatureIsThatOfOpenssl() {
        assertThat(WebhookSignature.of(secret(), 1_700_000_000, "{\"events\":[]}".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("t=1700000000,v1=c2a035c59f4cc0c5d8a6def5c2d0b5ff02c752b0b35348a4f801d06afce44dd7");
    }

    @Test
    void whatSettlesIsToldSignedAndInOrder() throws Exception {
        try (Webhooks hooks = open()) {
            hooks.start();
            for (int i = 0; i < 250; i++) {
                hooks.settled(card(i));
            }
            List<String> told = told(250);
            for (int i = 0; i < 250; i++) {
                assertThat(told.get(i)).isEqualTo("card-" + i);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(posts.get()).isLessThan(250);
    }

    @Test
    void whatWasNotTakenComesAgainAndRedirectsAreNotFollowed() throws Exception {
        status.set(500);
        try (Webhooks hooks = open()) {
            hooks.start();
            hooks.settled(card(1));
            while (posts.get() < 2) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(hooks.isWell()).isFalse();
            status.set(307);
            int before = posts.get();
            while (posts.get() < before + 2) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertThat(events).isEmpty();
            status.set(204);
            assertThat(told(1)).containsExactly("card-1");
        }
        assertThat(elsewhere.get()).isZero();
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatWaitsSurvivesTheProcess() throws Exception {
        status.set(503);
        try (Webhooks hooks = open()) {
            hooks.start();
            hooks.settled(card(1));
            while (posts.get() < 1) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        status.set(204);
        try (Webhooks hooks = open()) {
            hooks.start();
            assertThat(told(1)).containsExactly("card-1");
        }
    }

    @Test
    void whatIsHeldAtTheEndIsKept() throws Exception {
        try (Webhooks hooks = open()) {
            hooks.settled(card(1)); // nobody has started to keep anything yet
        }
        try (Webhooks hooks = open()) {
            hooks.start();
            assertThat(told(1)).containsExactly("card-1");
        }
    }

    @Test
    void whatWaitsForAReceiverThatIsConfiguredNoLongerIsForgotten() throws Exception {
        try (Webhooks hooks = open()) {
            hooks.settled(card(1));
        }
        open("other").close();
        try (Webhooks hooks = open()) {
            hooks.start();
            hooks.settled(card(2));
            assertThat(told(1)).containsExactly("card-2");
        }
    }

    /** The process was killed before it kept what had settled. */
    @Test
    void whatWasNeverKeptIsLookedUpAndToldOnce() throws Exception {
        campaigns.all.add(campaign("running", false));
        campaigns.cards.addAll(List.of(card(1), card(2), card(3)));
        try (Webhooks hooks = open()) {
            hooks.start();
            assertThat(told(4)).containsExactlyInAnyOrder("card-1", "card-2", "card-3", "c-running");
            campaigns.cards.add(card(4)); // nobody tells of this one either
            campaigns.all.set(0, campaign("finished", true));
            assertThat(told(2)).containsExactly("card-4", "c-finished");
            campaigns.cards.add(card(5));
            hooks.settled(card(6));
            assertThat(told(1)).containsExactly("card-6"); // an ended campaign is not looked at again
        }
        try (Webhooks hooks = open()) {
            hooks.start();
            hooks.settled(card(7));
            String next = events.poll(30, TimeUnit.SECONDS);
            // what was taken a moment before the end may come again
            assertThat("card-6".equals(next) ? events.poll(30, TimeUnit.SECONDS) : next)
                    .isEqualTo("card-7");
        }
        assertThat(events).isEmpty();
    }
}
