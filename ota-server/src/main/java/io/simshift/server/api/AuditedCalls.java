package io.simshift.server.api;

import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.IdempotencyKeys;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.store.StoreException;
import java.util.Map;
import java.util.TreeMap;
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
    private final Ledger ledger;

    /** Where it is written: {@link io.simshift.server.OtaServer#note}. */
    @FunctionalInterface
    public interface Ledger {
        /** Durable when it returns. */
        void note(String actor, String action, Map<String, String> details);
    }

    /** Around {@code calls}, which run them. */
    public AuditedCalls(IdempotencyKeys calls, Ledger ledger) {
        this.calls = calls;
        this.ledger = ledger;
    }

    @Override
    public Answer once(Route route, String path, Call call) throws Exception {
        if (route.method().equals("GET") || call.caller().isEmpty()) {
            return calls.once(route, path, call);
        }
        try {
            return calls.once(route, path, call)
                    .after(
                            answer -> note(route, path, call, answer.status(), IdempotencyKeys.isReplay(answer)),
                            failure -> note(route, path, call, status(failure), false));
        } catch (Exception | Error failure) {
            note(route, path, call, status(failure), false);
            throw failure;
        }
    }

    private static int status(Throwable failure) {
        if (failure instanceof Problem refused) {
            return refused.status();
        }
        return failure instanceof StoreException ? STORE_AWAY : DEFECT;
    }

    private void note(Route route, String path, Call call, int status, boolean replayed) {
        String caller = call.principal().name();
        Map<String, String> details =
                new TreeMap<>(Map.of("method", route.method(), "path", path, "status", Integer.toString(status)));
        if (replayed) {
            // Nothing was done this time: the answer was that of an earlier call under the same key.
            details.put("replayed", "true");
        }
        try {
            ledger.note(caller, "call " + route.operationId(), details);
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
