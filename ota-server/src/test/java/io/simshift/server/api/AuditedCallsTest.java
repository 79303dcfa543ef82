package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.server.access.Principal;
import io.simshift.server.access.Role;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.IdempotencyKeys;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AuditedCallsTest {
    private final List<String> noted = new ArrayList<>();

    private Answer call(Route.Action action) throws Exception {
        Route route = Route.post("/x", "doIt", Route.Access.of(Role.OPERATOR), Route.Body.SMALL, action);
        Principal olga = Principal.person("olga", Set.of(Role.OPERATOR));
        Call call = new Call(Optional.of(olga), Map.of(), Map.of(), Map.of(), new byte[0], Optional.empty());
        return new AuditedCalls(
                        IdempotencyKeys.NONE,
                        (actor, what, details) -> noted.add(
                                actor + " " + what + " " + details.get("status") + " " + details.get("replayed")))
                .once(route, "/x", call);
    }

    @Test
    void everyOutcomeIsNoted() throws Exception {
        call(c -> Answer.nothing());
        for (Exception failure : List.of(Problem.conflict("no"), new StoreException("away"), new IOException("disk"))) {
            assertThatThrownBy(() -> call(c -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
        }
        assertThatThrownBy(() -> call(c -> {
                    throw new AssertionError("defect");
                }))
                .isInstanceOf(AssertionError.class);
        assertThat(noted)
                .containsExactly(
                        "olga call doIt 204 null",
                        "olga call doIt 409 null",
                        "olga call doIt 503 null",
                        "olga call doIt 500 null",
                        "olga call doIt 500 null");
    }

    @Test
    void whatFailsLaterIsNotedToo() throws Exception {
        CompletableFuture<Answer> later = new CompletableFuture<>();
        Answer promised = call(c -> Answer.later(later));
        assertThat(noted).isEmpty();
        later.completeExceptionally(new StoreException("away"));
        promised.later().orElseThrow().handle((answer, failure) -> answer).get(30, TimeUnit.SECONDS);
        assertThat(noted).containsExactly("olga call doIt 503 null");
    }

    @Test
    void anAnswerThatWasGivenBeforeIsMarked() throws Exception {
        call(c -> Answer.nothing().with(IdempotencyKeys.REPLAYED, "true"));
        assertThat(noted).containsExactly("olga call doIt 204 true");
    }
}
