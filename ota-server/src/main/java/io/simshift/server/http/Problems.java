package io.simshift.server.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Problems for what fails before it reaches a route: no such path, another method, a broken request. */
final class Problems implements ServerErrorHandler {
    @Override
    public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        if (cause instanceof HttpStatusException status) {
            return Answers.send(Answer.of(problem(status.httpStatus(), "")));
        }
        if (cause instanceof ContentTooLargeException) {
            return Answers.send(Answer.of(problem(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "")));
        }
        if (cause instanceof RequestTimeoutException) {
            return Answers.send(Answer.of(problem(HttpStatus.SERVICE_UNAVAILABLE, "it took too long")));
        }
        Answers.LOG.error("request failed", cause);
        return Answers.send(Answer.of(new Problem(500, "internal", "this is a defect of the server; its log has it")));
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            ServiceRequestContext ctx,
            ServiceConfig config,
            RequestHeaders headers,
            HttpStatus status,
            String description,
            Throwable cause) {
        return AggregatedHttpResponse.of(
                status,
                MediaType.parse("application/problem+json"),
                HttpData.wrap(Json.bytes(problem(status, "").toJson())));
    }

    private static Problem problem(HttpStatus status, String detail) {
        String code = switch (status.code()) {
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 413 -> "too-large";
            default -> "http-" + status.code();
        };
        String said = switch (status.code()) {
            case 404 -> "there is nothing under this path";
            case 405 -> "this path does not take this method";
            case 413 -> "the body is longer than is taken here";
            default -> detail.isEmpty() ? status.reasonPhrase() : detail;
        };
        return new Problem(Math.max(400, status.code()), code, said);
    }
}
