package io.simshift.server.webhook;

import io.simshift.server.store.StoreException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts to one receiver, in order, some events at a time; a post that was not answered by 2xx comes again, ever more rarely,
 * at last every ten minutes, for as long as it takes. Redirects are not followed: the body is for this address alone.
 */
final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final int EVENTS_MAX = 100;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final long ANSWER_SECONDS = 30;
    private static final long LOOK_MILLIS = 1000;
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
    private static final int DOUBLINGS_MAX = 12;

    private final Webhook hook;
    private final WebhookStore store;
    private final Clock clock;
    private final Duration firstDelay;
    private final HttpClient client;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean failing;

    WebhookSender(Webhook hook, WebhookStore store, Clock clock, Duration firstDelay) {
        this.hook = hook;
        this.store = store;
        this.clock = clock;
        this.firstDelay = firstDelay;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        if (!hook.authorities().isEmpty()) {
            builder.sslContext(trusting(hook.authorities()));
        }
        this.client = builder.build();
        this.thread = new Thread(this::run, "webhook-" + hook.name());
        thread.setDaemon(true);
    }

    private static SSLContext trusting(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS for webhooks cannot be set up: " + e.getMessage(), e);
        }
    }

    void start() {
        thread.start();
    }

    void happened() {
        news.release();
    }

    /** Whether the last try failed. */
    boolean isFailing() {
        return failing;
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try {
                List<WebhookStore.Delivery> waiting = store.waiting(hook.name(), EVENTS_MAX);
                if (waiting.isEmpty()) {
                    news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    news.drainPermits();
                } else if (post(waiting)) {
                    store.taken(hook.name(), waiting.get(waiting.size() - 1).number());
                    failures = 0;
                    failing = false;
                } else {
                    failing = true;
                    TimeUnit.MILLISECONDS.sleep(delay(failures++).toMillis());
                }
            } catch (InterruptedException e) {
                // Only close interrupts.
                return;
            } catch (StoreException e) {
                LOG.warn("webhook {} has to wait: {}", hook.name(), e.getMessage());
                pause();
            } catch (RuntimeException | Error e) {
                // The thread must go on whatever one post does.
                LOG.error("webhook {} failed", hook.name(), e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private Duration delay(int failures) {
        Duration delay = firstDelay.multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX));
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    }

    private boolean post(List<WebhookStore.Delivery> events) throws InterruptedException {
        byte[] body = events.stream()
                .map(WebhookStore.Delivery::event)
                .collect(Collectors.joining(",", "{\"events\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
        long seconds = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(hook.url())
                .header("content-type", "application/json")
                .header(WebhookSignature.HEADER, WebhookSignature.of(hook.secret(), seconds, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = exchange.get(ANSWER_SECONDS, TimeUnit.SECONDS).statusCode();
            if (status >= 200 && status < 300) {
                return true;
            }
            LOG.warn("webhook {} is answered {}; its events come again", hook.name(), status);
        } catch (ExecutionException e) {
            LOG.warn("webhook {} cannot be reached: {}", hook.name(), String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            exchange.cancel(true);
            LOG.warn("webhook {} gives no answer in {} s", hook.name(), ANSWER_SECONDS);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw e;
        }
        return false;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
