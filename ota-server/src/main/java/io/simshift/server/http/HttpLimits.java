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
 * @param requestTimeout how long a call may take
 */
public record HttpLimits(
        long maxBodyBytes,
        long maxUploadBytes,
        Path uploadFolder,
        int requestsPerSecond,
        int burst,
        Duration requestTimeout) {}
