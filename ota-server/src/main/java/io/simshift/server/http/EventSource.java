package io.simshift.server.http;

import java.util.List;

/** What one reader of an event stream gets. It is asked, some times a second, when the reader has taken what came before. */
@FunctionalInterface
public interface EventSource {
    /**
     * What is new since the last call, oldest first; empty where nothing is.
     *
     * @throws LaggingReaderException where the reader was so slow that some of it is gone: the stream ends
     */
    List<SentEvent> poll(int max);

    /** The id of an event that would say nothing new now; empty where a reader that comes again needs none. */
    default String position() {
        return "";
    }

    /** The reader has to come again, and to look for itself what it has missed. */
    final class LaggingReaderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public LaggingReaderException() {
            super("the reader was too slow");
        }
    }
}
