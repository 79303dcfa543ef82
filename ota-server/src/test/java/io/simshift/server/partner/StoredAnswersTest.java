package io.simshift.server.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.server.access.Principal;
import io.simshift.server.access.Role;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.Json;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.store.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoredAnswersTest {
    @TempDir
    private Path folder;

    private PartnerStore store;
    private StoredAnswers answers;
    private final AtomicInteger runs = new AtomicInteger();

    @BeforeEach
    void open() {
        store = PartnerStore.open(folder);
        answers = new StoredAnswers(store, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Answer once(Route.Action action) throws Exception {
        Route route = Route.post("/x", "x", Route.Access.of(Role.OPERATOR), Route.Body.SMALL, action);
        Principal olga = Principal.person("olga", Set.of(Role.OPERATOR));
        Call call = new Call(
                Optional.of(olga), Map.of(), Map.of(), Map.of("idempotency-key", "k"), new byte[0], Optional.empty());
        return answers.once(route, "/x", call);
    }

    private Answer done(Call call) {
        runs.incrementAndGet();
        return Answer.json(Json.object().put("run", runs.get()));
    }

    /** It may have gone away after the action's first write. */
    @Test
    void whatTheStoreCutOffIsNotDoneAgain() {
        assertThatThrownBy(() -> once(call -> {
                    runs.incrementAndGet();
                    throw new StoreException("away", null);
                }))
                .isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> once(this::done))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("outcome-unknown"));
        assertThat(runs.get()).isEqualTo(1);
    }

    @Test
    void aKeyMayBeUsedAgainAfterA503() throws Exception {
        assertThatThrownBy(() -> once(call -> {
                    throw new Problem(503, "partner-unavailable", "later");
                }))
                .isInstanceOf(Problem.class);
        assertThat(once(this::done).status()).isEqualTo(200);
    }

    @Test
    void whoseOutcomeIsUnknownIsNotDoneAgain() {
        assertThatThrownBy(() -> once(call -> {
                    throw new IllegalStateException("in the middle");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> once(this::done))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(409));
    }

    @Test
    void whatWasDoneIsAnsweredEvenWhereTheAnswerCannotBeKept() throws Exception {
        Answer answer = once(call -> {
            store.close();
            return done(call);
        });
        assertThat(answer.status()).isEqualTo(200);
        store = PartnerStore.open(folder);
    }

    @Test
    void anAnswerThatComesLaterIsKeptWhenItComes() throws Exception {
        CompletableFuture<Answer> later = new CompletableFuture<>();
        Answer promised = once(call -> Answer.later(later));
        later.complete(Answer.json(Json.object().put("run", 7)));
        promised.later().orElseThrow().get(30, TimeUnit.SECONDS);
        assertThat(new String(once(this::done).body())).isEqualTo("{\"run\":7}");
        assertThat(runs.get()).isZero();
    }

    @Test
    void aRefusalThatComesLaterDoesNotUseTheKeyUp() throws Exception {
        CompletableFuture<Answer> later = new CompletableFuture<>();
        Answer promised = once(call -> Answer.later(later));
        later.completeExceptionally(new Problem(504, "no-answer", "silence"));
        promised.later().orElseThrow().handle((answer, failure) -> answer).get(30, TimeUnit.SECONDS);
        assertThat(once(this::done).status()).isEqualTo(200);
    }
}
