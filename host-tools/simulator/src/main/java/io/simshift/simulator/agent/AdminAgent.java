package io.simshift.simulator.agent;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.scp81.AdminRequest;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.scp81.HttpLimits;
import io.simshift.protocol.scp81.HttpReader;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A card's administration session (Amendment B 3.4): connects, asks, runs what it gets and tells what became of it until the server
 * has no more. A connection that breaks is made again, and the last request sent once more with {@code X-Admin-Resume}.
 */
public final class AdminAgent {
    private static final Logger LOG = LoggerFactory.getLogger(AdminAgent.class);

    private final Wire.Connector connector;
    private final Identity identity;
    private final Post post;
    private final AdminScripts scripts;
    private final SecureRandom random;

    /**
     * Who the card is in TLS.
     *
     * @param key stays its owner's to close
     */
    public record Identity(String psk, SecretBytes key) {}

    /**
     * What it says in HTTP.
     *
     * @param from X-Admin-From
     * @param uri of the first request
     * @param attempts to connect again after the connection was lost, in the whole session
     * @param bodyForm of its responses
     */
    public record Post(String host, String from, String uri, int attempts, BodyForm bodyForm) {}

    /**
     * What a session came to.
     *
     * @param scripts that were run
     * @param connections that it took
     */
    public record Report(int scripts, int connections) {}

    /** @param random for TLS */
    public AdminAgent(
            Wire.Connector connector, Identity identity, Post post, AdminScripts scripts, SecureRandom random) {
        this.connector = connector;
        this.identity = identity;
        this.post = post;
        this.scripts = scripts;
        this.random = random;
    }

    /**
     * One session, from the first request to the last answer.
     *
     * @throws IOException where connections fail as often as is borne, or the server refuses
     */
    public Report run() throws IOException {
        Progress progress = new Progress(AdminRequest.first(post.uri(), post.host(), post.from()));
        for (int connection = 1; ; connection++) {
            try (Wire wire = new PskWire(connector.connect(), identity.psk(), identity.key(), random)) {
                while (progress.request.isPresent()) {
                    step(wire, progress);
                }
                return new Report(progress.scripts, connection);
            } catch (IOException e) {
                if (progress.request.isEmpty()) {
                    return new Report(progress.scripts, connection); // only the goodbye was lost
                }
                if (progress.refused || connection > post.attempts()) {
                    throw e;
                }
                LOG.debug("the connection was lost: {}", e.getMessage());
                progress.request = progress.request.map(
                        request -> request.status().isEmpty() && !progress.begun ? request : request.resuming());
            }
        }
    }

    /** Where a session stands, whichever connection it goes by. */
    private static final class Progress {
        private Optional<AdminRequest> request;
        private boolean begun;
        private boolean refused;
        private int scripts;

        Progress(AdminRequest first) {
            this.request = Optional.of(first);
        }
    }

    private void step(Wire wire, Progress progress) throws IOException {
        wire.write(progress.request.orElseThrow().encode(post.bodyForm()));
        progress.begun = true;
        AdminResponse response = response(wire);
        if (response.code() == AdminResponse.NO_CONTENT) {
            progress.request = Optional.empty();
        } else if (response.code() == AdminResponse.OK) {
            AdminScripts.Outcome outcome = scripts.run(response.body(), response.targetedApplication());
            progress.scripts++;
            // without a next URI it was the last script, and nobody wants to hear of it
            progress.request = response.nextUri()
                    .map(uri -> AdminRequest.answer(uri, post.host(), post.from(), outcome.status(), outcome.body()));
        } else {
            progress.refused = true;
            throw new IOException("the server answers " + response.code());
        }
    }

    private static AdminResponse response(Wire wire) throws IOException {
        HttpReader<AdminResponse> reader = HttpReader.ofResponses(HttpLimits.USUAL);
        while (true) {
            byte[] bytes = wire.read();
            if (bytes.length == 0) {
                throw new IOException("the server has closed before it has answered");
            }
            try {
                List<AdminResponse> responses = reader.feed(bytes);
                if (!responses.isEmpty()) {
                    return responses.get(0);
                }
            } catch (WireFormatException e) {
                throw new IOException("the server answers with nonsense: " + e.getMessage(), e);
            }
        }
    }
}
