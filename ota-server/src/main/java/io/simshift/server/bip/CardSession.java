package io.simshift.server.bip;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What one card gets while it is connected, one script after the other. */
public interface CardSession {
    /** Names the card, the same by each bearer: it has one session at a time. */
    String card();

    /**
     * The next script; empty where there is no more, and the session ends.
     *
     * <p>The connection may break at any moment. So a script counts as done only when its answer has come, and the first call
     * of the next session gives the same script again. An answer may also come twice, or late, by a session that resumes
     * another: an id that is not the script's in hand is to be passed over.
     *
     * @param answer to a script of this session or of one that was cut; empty at the beginning of a session
     */
    CompletionStage<Optional<Script>> next(Optional<ScriptAnswer> answer);

    /** The session is over; called once. */
    void ended(String why);
}
