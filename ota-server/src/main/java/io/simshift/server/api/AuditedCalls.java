package io.simshift.server.api;

import io.simshift.server.OtaServer;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.IdempotencyKeys;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.store.StoreException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the server's ledger who has called what: every call that may change something, done or refused, with its
 * answer's status. Bodies are not in it. What a call has decided stands there by itself.
 */
public final class AuditedCalls implements IdempotencyKeys {
    private static final Logger LOG = LoggerFactory.getLogger(AuditedCalls.class);
    private static final int DEFECT = 500;
    private static final int STORE_AWAY = 503;

    private final IdempotencyKeys calls;
    private final OtaServer server;

    /** Around {@code calls}, which run them. */
    public AuditedCalls(IdempotencyKeys calls, OtaServer server) {
        this.calls = calls;
        this.server = server;
    }

    @Override
    public Answer once(Route route, String path, Call call) throws Exception {
        if (route.method().equals("GET") || call.caller().isEmpty()) {
            return calls.once(route, path, call);
        }
        try {
            return calls.once(route, path, call)
                    .after(
                            answer -> note(route, path, call, answer.status()),
                            refused -> note(route, path, call, refused.status()));
        } catch (Problem refused) {
            note(route, path, call, refused.status());
            throw refused;
        } catch (StoreException e) {
            note(route, path, call, STORE_AWAY);
            throw e;
        } catch (RuntimeException e) {
            note(route, path, call, DEFECT);
            throw e;
        }
    }

    private void note(Route route, String path, Call call, int status) {
        String caller = call.principal().name();
        try {
            server.note(
                    caller,
                    "call " + route.operationId(),
                    Map.of("method", route.method(), "path", path, "status", Integer.toString(status)));
        } catch (StoreException e) {
            // What was done was done: the caller is told so all the same.
            LOG.error(
                    "{} of {} (status {}) could not be written into the ledger: {}",
                    route.operationId(),
                    caller,
                    status,
                    e.getMessage());
        }
    }
}
