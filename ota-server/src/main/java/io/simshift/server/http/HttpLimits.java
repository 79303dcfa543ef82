package io.simshift.server.http;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a request may cost.
 *
 * @param maxBodyBytes longest body in memory
 * @param maxUploadBytes longest file
 * @param uploadFolder where files wait for the end of their call
 * @param requestsPerSecond of one caller
 * @param burst how many of them at once after a pause
 * @param connections how many at once; further ones are closed
 * @param requestTimeout how long a call may take
 */
public record HttpLimits(
        long maxBodyBytes,
        long maxUploadBytes,
        Path uploadFolder,
        int requestsPerSecond,
        int burst,
        int connections,
        Duration requestTimeout) {
    /** So that a chunked body can't be endless where none is wanted. */
    private static final long NO_BODY_MAX_BYTES = 1024;

    /** Who is nobody yet has a token to show, and no more. */
    private static final long OPEN_BODY_MAX_BYTES = 4096;

    /** Longest body that a route takes. */
    long bodyBytes(Route route) {
        return switch (route.body()) {
            case NONE -> NO_BODY_MAX_BYTES;
            case SMALL -> route.access().open() ? Math.min(OPEN_BODY_MAX_BYTES, maxBodyBytes) : maxBodyBytes;
            case UPLOAD -> maxUploadBytes;
        };
    }
}
