package io.simshift.cli.ota;

import io.simshift.cli.script.ScriptLine;
import io.simshift.protocol.apdu.StatusWord;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one command of a script.
 *
 * @param line the command
 * @param state how far it got
 * @param status what the card answered, where it says so
 * @param data what it brought; may have no bytes
 * @param objects what the data say
 */
record CommandResult(
        ScriptLine line, State state, Optional<StatusWord> status, byte[] data, Map<String, String> objects) {
    /** How far a command got. */
    enum State {
        /** Executed; the status word says how. */
        ANSWERED("answered"),
        /** Executed, and well enough for the next one; in compact format only the last one's answer is told. */
        EXECUTED("executed, answer not told"),
        NOT_EXECUTED("not executed"),
        UNKNOWN("not known");

        private final String text;

        State(String text) {
            this.text = text;
        }

        String describe() {
            return text;
        }
    }

    CommandResult {
        data = data.clone();
    }

    static CommandResult of(ScriptLine line, State state) {
        return new CommandResult(line, state, Optional.empty(), new byte[0], Map.of());
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    /** Whether the card did not do it, or did it with an error. */
    boolean failed() {
        return state == State.NOT_EXECUTED
                || status.filter(word -> !word.letsScriptGoOn() && !word.hasResponseData())
                        .isPresent();
    }
}
