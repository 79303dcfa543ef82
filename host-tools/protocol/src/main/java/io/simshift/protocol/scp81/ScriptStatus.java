package io.simshift.protocol.scp81;

import java.util.Arrays;
import java.util.Optional;

/** What became of a script, {@code X-Admin-Script-Status} (Amendment B 3.4.2). */
public enum ScriptStatus {
    OK("ok"),
    UNKNOWN_APPLICATION("unknown-application"),
    NOT_A_SECURITY_DOMAIN("not-a-security-domain"),
    SECURITY_ERROR("security-error");

    private final String word;

    ScriptStatus(String word) {
        this.word = word;
    }

    /** As in the header. */
    public String word() {
        return word;
    }

    static Optional<ScriptStatus> of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst();
    }
}
