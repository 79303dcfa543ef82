package io.simshift.simulator.agent;

import io.simshift.protocol.scp81.ScriptStatus;
import java.util.Optional;

/** Runs the scripts that an agent gets. */
@FunctionalInterface
public interface AdminScripts {
    /**
     * Runs a script.
     *
     * @param template command scripting template (TS 102 226 5.2.1)
     * @param target {@code //aid/RID/PIX} of the application that it is for; empty where that is the security domain itself
     */
    Outcome run(byte[] template, Optional<String> target);

    /**
     * What became of a script.
     *
     * @param body response scripting template; may have no bytes where the status is not OK
     */
    record Outcome(ScriptStatus status, byte[] body) {
        public Outcome {
            body = body.clone();
        }

        @Override
        public byte[] body() {
            return body.clone();
        }
    }
}
