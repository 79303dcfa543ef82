package io.simshift.server.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.simshift.server.access.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One route on the wire: gate, parameters, body, action, answer. */
final class RouteService implements HttpService {
    private static final byte[] NO_BODY = new byte[0];

    private final Route route;
    private final Gate gate;
    private final HttpLimits limits;
    private final Answers answers;
    private final IdempotencyKeys keys;

    RouteService(Route route, Gate gate, HttpLimits limits, Answers answers, IdempotencyKeys keys) {
        this.route = route;
        this.gate = gate;
        this.limits = limits;
        this.answers = answers;
        this.keys = keys;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        // The tokens are in a file: even the gate may have to read.
        ctx.blockingTaskExecutor().execute(() -> begin(ctx, request, answer));
        return HttpResponse.of(answer);
    }

    private void begin(ServiceRequestContext ctx, HttpRequest request, CompletableFuture<HttpResponse> answer) {
        Optional<Principal> caller = Optional.empty();
        try {
            caller = gate.admit(ctx, request.headers(), route);
            Map<String, String> query = query(ctx);
            Optional<Principal> admitted = caller;
            read(request)
                    .whenCompleteAsync(
                            (body, failure) -> answer.complete(answers.of(
                                    ctx,
                                    route,
                                    admitted,
                                    () -> gate.stillAdmits(ctx, request.headers(), route, admitted),
                                    () -> finish(ctx, request, admitted, query, body, failure))),
                            ctx.blockingTaskExecutor());
        } catch (Problem | IOException e) {
            request.abort();
            answer.complete(answers.of(ctx, route, caller, () -> false, () -> {
                throw e;
            }));
        } catch (RuntimeException | Error e) {
            request.abort();
            answer.completeExceptionally(e);
        }
    }

    private Map<String, String> query(ServiceRequestContext ctx) {
        Map<String, String> values = new HashMap<>();
        for (String name : ctx.queryParams().names()) {
            List<String> all = ctx.queryParams().getAll(name);
            if (!route.parameters().contains(name)) {
                throw Problem.badRequest("unknown query parameter '" + name + "'"
                        + (route.parameters().isEmpty()
                                ? "; there are none here"
                                : "; known: "
                                        + String.join(
                                                ", ",
                                                route.parameters().stream()
                                                        .sorted()
                                                        .toList())));
            }
            if (all.size() != 1) {
                throw Problem.badRequest("query parameter '" + name + "' is there " + all.size() + " times");
            }
            values.put(name, all.get(0));
        }
        return values;
    }

    /** What came in: bytes or a file. */
    private record Received(byte[] bytes, Optional<Path> file) {}

    private CompletableFuture<Received> read(HttpRequest request) throws IOException {
        if (route.body() == Route.Body.UPLOAD) {
            Path file = Uploads.create(limits.uploadFolder());
            return request.writeTo(part -> part instanceof HttpData data ? data : HttpData.empty(), file)
                    .handle((written, failure) -> {
                        if (failure != null) {
                            delete(file);
                            throw new CompletionException(failure);
                        }
                        return new Received(NO_BODY, Optional.of(file));
                    });
        }
        return request.aggregate()
                .thenApply(AggregatedHttpRequest::content)
                .thenApply(data -> new Received(data.array(), Optional.empty()));
    }

    private Answer finish(
            ServiceRequestContext ctx,
            HttpRequest request,
            Optional<Principal> caller,
            Map<String, String> query,
            Received received,
            Throwable failure)
            throws Exception {
        if (failure != null) {
            throw Answers.received(failure);
        }
        if (route.body() == Route.Body.NONE && received.bytes().length > 0) {
            throw Problem.badRequest("this takes no body");
        }
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toString(), value));
        Call call = new Call(caller, ctx.pathParams(), query, headers, received.bytes(), received.file());
        try {
            return keys.once(route, ctx.path(), call);
        } finally {
            received.file().ifPresent(RouteService::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            Answers.LOG.warn("the upload {} cannot be deleted: {}", file, e.getMessage());
        }
    }
}
