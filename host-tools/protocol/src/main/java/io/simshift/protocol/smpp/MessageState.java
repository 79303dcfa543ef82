package io.simshift.protocol.smpp;

import java.util.Optional;

/** What became of a message (SMPP 3.4 5.2.28), with the word of a receipt's text (Appendix B). */
public enum MessageState {
    ENROUTE(1, "ENROUTE", false),
    DELIVERED(2, "DELIVRD", true),
    EXPIRED(3, "EXPIRED", true),
    DELETED(4, "DELETED", true),
    UNDELIVERABLE(5, "UNDELIV", true),
    /** Read by somebody on the subscriber's behalf; centres also use it for "accepted so far", so it is not final. */
    ACCEPTED(6, "ACCEPTD", false),
    UNKNOWN(7, "UNKNOWN", false),
    REJECTED(8, "REJECTD", true);

    private final int code;
    private final String word;
    private final boolean isFinal;

    MessageState(int code, String word, boolean isFinal) {
        this.code = code;
        this.word = word;
        this.isFinal = isFinal;
    }

    /** The value of the TLV message_state. */
    public int code() {
        return code;
    }

    /** Seven letters, as in a receipt's text. */
    public String word() {
        return word;
    }

    /** Whether nothing more will happen to the message. */
    public boolean isFinal() {
        return isFinal;
    }

    static Optional<MessageState> ofCode(int code) {
        for (MessageState state : values()) {
            if (state.code == code) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    /** Also takes the words in full, such as DELIVERED or UNDELIVERABLE. */
    static Optional<MessageState> ofWord(String word) {
        for (MessageState state : values()) {
            boolean same = state.word.equalsIgnoreCase(word) || state.name().equalsIgnoreCase(word);
            if (same) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
