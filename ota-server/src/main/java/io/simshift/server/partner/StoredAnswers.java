package io.simshift.server.partner;

import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.IdempotencyKeys;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers under the key that a caller has sent with a POST or PUT, kept for a day: the same call again gets the same answer
 * and does nothing. The key is written down before the call runs, so that after a crash in between nobody does it twice: the
 * answer then is 409, and the caller has to look what became of it.
 */
public final class StoredAnswers implements IdempotencyKeys {
    private static final Logger LOG = LoggerFactory.getLogger(StoredAnswers.class);
    private static final String HEADER = "idempotency-key";
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int SERVER_ERROR = 500;

    private final PartnerStore store;
    private final Clock clock;

    /** In {@code partners.db}. */
    public StoredAnswers(PartnerStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @param status empty while the call runs, or where it never ended */
    private record Kept(String fingerprint, Optional<Integer> status, String type, byte[] body) {}

    @Override
    public Answer once(Route route, String path, Call call) throws Exception {
        String key = call.headers().get(HEADER);
        boolean changes = route.method().equals("POST") || route.method().equals("PUT");
        if (key == null || !changes || call.caller().isEmpty()) {
            return route.action().run(call);
        }
        if (!key.matches("[\\x21-\\x7e]{1,128}")) {
            throw Problem.badRequest("Idempotency-Key has 1 to 128 visible characters");
        }
        String caller = call.principal().name();
        String fingerprint = fingerprint(route, path, call);
        Optional<Kept> before = begin(caller, key, fingerprint);
        if (before.isPresent()) {
            return again(before.get(), fingerprint);
        }
        Answer answer;
        try {
            answer = route.action().run(call);
        } catch (Problem e) {
            // Refused before anything was done, so the key may be used again. Not so where the store went away: the
            // action may have written by then.
            forget(caller, key);
            throw e;
        }
        return answer.after(later -> finish(caller, key, later), failure -> {
            if (failure instanceof Problem) {
                forget(caller, key);
            }
        });
    }

    private static Answer again(Kept kept, String fingerprint) {
        if (!kept.fingerprint().equals(fingerprint)) {
            throw new Problem(422, "other-request", "this Idempotency-Key was sent with another request");
        }
        if (kept.status().isEmpty()) {
            throw new Problem(
                    409, "outcome-unknown", "this request was begun and has not ended; look what became of it");
        }
        return new Answer(kept.status().get(), kept.type(), kept.body(), Map.of(REPLAYED, "true"));
    }

    private static String fingerprint(Route route, String path, Call call) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((route.method() + " " + path + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(call.body());
            if (call.upload().isPresent()) {
                try (InputStream in =
                        new DigestInputStream(Files.newInputStream(call.upload().get()), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private Optional<Kept> begin(String caller, String key, String fingerprint) {
        long now = clock.millis();
        return store.database().writeNow(db -> {
            try (PreparedStatement old = db.prepareStatement("DELETE FROM answer WHERE at < ?")) {
                old.setLong(1, now - KEPT.toMillis());
                old.executeUpdate();
            }
            Optional<Kept> kept = find(db, caller, key);
            if (kept.isEmpty()) {
                String sql = "INSERT INTO answer (caller, key, fingerprint, at) VALUES (?, ?, ?, ?)";
                try (PreparedStatement insert = db.prepareStatement(sql)) {
                    insert.setString(1, caller);
                    insert.setString(2, key);
                    insert.setString(3, fingerprint);
                    insert.setLong(4, now);
                    insert.executeUpdate();
                }
            }
            return kept;
        });
    }

    private static Optional<Kept> find(Connection db, String caller, String key) throws SQLException {
        String sql = "SELECT fingerprint, status, type, body FROM answer WHERE caller = ? AND key = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, caller);
            select.setString(2, key);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                int status = row.getInt(2);
                boolean unfinished = row.wasNull();
                return Optional.of(new Kept(
                        row.getString(1),
                        unfinished ? Optional.empty() : Optional.of(status),
                        row.getString(3),
                        row.getBytes(4)));
            }
        }
    }

    /** What cannot be kept now was done all the same: the caller gets its answer, and the same key 409 from then on. */
    private void finish(String caller, String key, Answer answer) {
        if (answer.status() >= SERVER_ERROR) {
            return;
        }
        String sql = "UPDATE answer SET status = ?, type = ?, body = ? WHERE caller = ? AND key = ?";
        change("kept", sql, update -> {
            update.setInt(1, answer.status());
            update.setString(2, answer.contentType());
            update.setBytes(3, answer.body());
            update.setString(4, caller);
            update.setString(5, key);
        });
    }

    private void forget(String caller, String key) {
        change("forgotten", "DELETE FROM answer WHERE caller = ? AND key = ?", delete -> {
            delete.setString(1, caller);
            delete.setString(2, key);
        });
    }

    private interface Values {
        void set(PreparedStatement statement) throws SQLException;
    }

    private void change(String what, String sql, Values values) {
        try {
            store.database().writeNow(db -> {
                try (PreparedStatement statement = db.prepareStatement(sql)) {
                    values.set(statement);
                    return statement.executeUpdate();
                }
            });
        } catch (StoreException e) {
            LOG.warn("the answer under an idempotency key cannot be {}: {}", what, e.getMessage());
        }
    }
}
