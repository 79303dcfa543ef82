package io.simshift.server.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.simshift.server.access.Principal;
import io.simshift.server.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From what an action gives or throws to what goes out, into the log and into the metrics. */
final class Answers {
    static final Logger LOG = LoggerFactory.getLogger("io.simshift.server.http");

    private static final String RETRY_SECONDS = "1";

    private final MeterRegistry meters;
    private final EventStreams streams;

    Answers(MeterRegistry meters, EventStreams streams) {
        this.meters = meters;
        this.streams = streams;
    }

    /** @param admitted whether the caller may still have what is a stream */
    HttpResponse of(
            ServiceRequestContext ctx,
            Route route,
            Optional<Principal> caller,
            BooleanSupplier admitted,
            Callable<Answer> action) {
        long started = System.nanoTime();
        HttpResponse[] stream = {null};
        Answer answer = run(() -> {
            Answer given = action.call();
            if (given.events().isPresent()) {
                String name = caller.map(Principal::name).orElse("-");
                stream[0] = streams.open(ctx, name, given.events().get(), admitted);
            }
            return given;
        });
        if (answer.later().isPresent()) {
            return HttpResponse.of(answer.later().get().handle((given, failure) -> {
                Answer then = failure == null
                        ? given
                        : run(() -> {
                            throw failure(failure);
                        });
                note(route, caller, then, started);
                return send(then);
            }));
        }
        note(route, caller, answer, started);
        return stream[0] == null ? send(answer) : stream[0];
    }

    private static Exception failure(Throwable failure) {
        Throwable cause = Exceptions.peel(failure);
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }

    private void note(Route route, Optional<Principal> caller, Answer answer, long startedNanos) {
        Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
        Timer.builder("simshift.http.requests")
                .description("Requests by operation and status")
                .tag("operation", route.operationId())
                .tag("status", Integer.toString(answer.status()))
                .register(meters)
                .record(took);
        LOG.atDebug()
                .addKeyValue("operation", route.operationId())
                .addKeyValue("caller", caller.map(Principal::name).orElse("-"))
                .addKeyValue("status", answer.status())
                .addKeyValue("milliseconds", took.toMillis())
                .log("{} {} {}", route.method(), route.path(), answer.status());
    }

    private static Answer run(Callable<Answer> action) {
        try {
            return action.call();
        } catch (Problem problem) {
            Answer answer = Answer.of(problem);
            return switch (problem.status()) {
                case 401 -> answer.with("www-authenticate", "Bearer");
                case 429, 503 -> answer.with("retry-after", RETRY_SECONDS);
                default -> answer;
            };
        } catch (StoreException e) {
            LOG.warn("the store does not answer: {}", e.getMessage());
            // What asks to change something may have written before the store went away.
            return Answer.of(new Problem(
                            503,
                            "store-unavailable",
                            "the store does not answer now; look what became of a change before it is sent again"))
                    .with("retry-after", RETRY_SECONDS);
        } catch (Exception e) {
            // What went wrong inside may hold anything: the caller gets a number under which the log has it.
            String number = UUID.randomUUID().toString();
            LOG.error("request failed ({})", number, e);
            return Answer.of(
                    new Problem(500, "internal", "this is a defect of the server; its log has it as " + number));
        }
    }

    static HttpResponse send(Answer answer) {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(HttpStatus.valueOf(answer.status()))
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (!answer.contentType().isEmpty()) {
            headers.contentType(MediaType.parse(answer.contentType()));
        }
        answer.headers().forEach(headers::set);
        return answer.contentType().isEmpty()
                ? HttpResponse.of(headers.build())
                : HttpResponse.of(headers.build(), HttpData.wrap(answer.body()));
    }

    /** Why a body did not come in. */
    static Exception received(Throwable failure) {
        Throwable cause = Exceptions.peel(failure);
        if (cause instanceof ContentTooLargeException tooLarge) {
            return new Problem(
                    413,
                    "too-large",
                    "the body is longer than the " + tooLarge.maxContentLength() + " bytes taken here");
        }
        if (cause instanceof ResponseCompleteException || cause instanceof ClosedStreamException) {
            return new Problem(400, "broken-off", "the request broke off");
        }
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }
}
