package io.simshift.server.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Calls another server's API. Safe for many threads; waits for the answer. */
public final class RemoteServer {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** From the first byte of the request to the last one of the answer. */
    private static final Duration EXCHANGE_LIMIT = Duration.ofSeconds(60);
    /** Keys of the 10,000 cards that a document may name, many times over. */
    private static final long ANSWER_MAX_BYTES = 64L << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DETAIL_MAX = 500;

    private final String name;
    private final URI base;
    private final Optional<String> token;
    private final HttpClient client;
    private final Duration exchangeLimit;
    private final long answerMaxBytes;

    /**
     * One that proves itself by certificate.
     *
     * @param name for people: "the escrow"
     * @param base {@code https://host:port}
     * @param certificate the only one that it may show
     * @param self shown to it
     */
    public RemoteServer(String name, URI base, X509Certificate certificate, OperatorIdentity self) {
        this(
                name,
                base,
                Optional.of(certificate),
                Optional.of(self),
                Optional.empty(),
                EXCHANGE_LIMIT,
                ANSWER_MAX_BYTES);
    }

    /**
     * One that knows its caller by a bearer token.
     *
     * @param certificate the only one that it may show; empty for what the JDK trusts, or for clear HTTP
     */
    public RemoteServer(String name, URI base, Optional<X509Certificate> certificate, String token) {
        this(name, base, certificate, Optional.empty(), Optional.of(token), EXCHANGE_LIMIT, ANSWER_MAX_BYTES);
    }

    /** One in clear HTTP that is known by nothing, with other limits. */
    RemoteServer(String name, URI base, Duration exchangeLimit, long answerMaxBytes) {
        this(name, base, Optional.empty(), Optional.empty(), Optional.empty(), exchangeLimit, answerMaxBytes);
    }

    private RemoteServer(
            String name,
            URI base,
            Optional<X509Certificate> certificate,
            Optional<OperatorIdentity> self,
            Optional<String> token,
            Duration exchangeLimit,
            long answerMaxBytes) {
        this.exchangeLimit = exchangeLimit;
        this.answerMaxBytes = answerMaxBytes;
        this.name = name;
        this.base = base;
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).version(HttpClient.Version.HTTP_1_1);
        certificate.ifPresent(expected -> builder.sslContext(context(expected, self)));
        this.client = builder.build();
    }

    private static SSLContext context(X509Certificate expected, Optional<OperatorIdentity> self) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = self.isPresent() ? keys(self.get()) : new KeyManager[0];
            context.init(keys, new TrustManager[] {new OneCertificate(expected)}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keys(OperatorIdentity self) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] inMemory = new char[0];
        store.setKeyEntry("self", self.privateKey(), inMemory, new Certificate[] {self.certificate()});
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, inMemory);
        return factory.getKeyManagers();
    }

    /** Reads; empty where there is no such thing (404). */
    public Optional<JsonNode> find(String path) {
        HttpResponse<byte[]> response = send(request(path).GET());
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(json(path, response));
    }

    /** Reads. */
    public JsonNode get(String path) {
        return json(path, send(request(path).GET()));
    }

    /** Reads what is no JSON. */
    public String getText(String path) {
        HttpResponse<byte[]> response = send(request(path).GET());
        if (response.statusCode() != 200) {
            json(path, response);
            throw refused(path, response.statusCode(), "this is not what was asked for");
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** Sends a text. */
    public JsonNode postText(String path, byte[] text) {
        return json(path, post(path, "text/plain; charset=utf-8", BodyPublishers.ofByteArray(text)));
    }

    /** Sends JSON. */
    public JsonNode postJson(String path, JsonNode body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return json(path, post(path, "application/json", BodyPublishers.ofByteArray(bytes)));
    }

    /** Sends bytes as they are; none for a request without a body. */
    public JsonNode postRaw(String path, String contentType, byte[] body) {
        BodyPublisher publisher = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        return json(path, post(path, contentType, publisher));
    }

    /** Sends anything. */
    public HttpResponse<byte[]> post(String path, String contentType, BodyPublisher body) {
        return send(request(path).header("content-type", contentType).POST(body));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        token.ifPresent(secret -> request.header("authorization", "Bearer " + secret));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        // A timeout of the request itself would end with the headers: a body may come drop by drop.
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request.build(), head -> new BoundedBody(answerMaxBytes));
        try {
            return exchange.get(exchangeLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new RemoteException(0, name + " (" + base + ") does not answer: " + why(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new RemoteException(
                    0, name + " (" + base + ") has not ended its answer after " + exchangeLimit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new RemoteException(0, "interrupted while waiting for " + name, e);
        }
    }

    private static String why(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getMessage() == null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** The JSON of an answer that is a success. */
    public JsonNode json(String path, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        try {
            JsonNode body = response.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(response.body());
            if (status >= 200 && status < 300) {
                return body;
            }
            throw refused(path, status, body.path("detail").asText());
        } catch (JsonProcessingException e) {
            throw refused(path, status, "the answer is not JSON");
        } catch (IOException e) {
            throw new RemoteException(status, name + ": " + e.getMessage(), e);
        }
    }

    private RemoteException refused(String path, int status, String detail) {
        String said = detail.length() > DETAIL_MAX ? detail.substring(0, DETAIL_MAX) : detail;
        return new RemoteException(status, name + " answers " + path + " with " + status + ": " + said, null);
    }
}
