package io.simshift.cli.packet;

import java.util.Optional;

/**
 * A packet that was taken apart.
 *
 * @param explanation its fields
 * @param check what is known about its check value
 * @param problem why it does not open with these keys; empty where it does, or where not all keys are known
 */
record Decoded(Explanation explanation, CheckState check, Optional<String> problem) {
    /** What is known about a check value. */
    enum CheckState {
        NONE("there is no check value"),
        RIGHT("right"),
        WRONG("WRONG"),
        NOT_CHECKED("not checked, --kid-key is missing");

        private final String text;

        CheckState(String text) {
            this.text = text;
        }

        String describe() {
            return text;
        }
    }
}
