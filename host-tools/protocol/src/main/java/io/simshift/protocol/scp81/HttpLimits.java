package io.simshift.protocol.scp81;

/**
 * What a reader of messages bears.
 *
 * @param headerBytes start line, header fields and trailers of one message, all together
 * @param bodyBytes the body without the framing of its chunks
 */
public record HttpLimits(int headerBytes, int bodyBytes) {
    /** Headers of 4 KB, bodies of 128 KB. */
    public static final HttpLimits USUAL = new HttpLimits(4 << 10, 128 << 10);

    public HttpLimits {
        if (headerBytes < 1 || bodyBytes < 0) {
            throw new IllegalArgumentException("limits of " + headerBytes + " and " + bodyBytes + " bytes");
        }
    }
}
