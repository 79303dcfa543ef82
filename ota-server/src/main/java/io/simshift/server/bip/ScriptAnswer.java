package io.simshift.server.bip;

import io.simshift.protocol.scp81.ScriptStatus;

/**
 * What a card answers.
 *
 * @param id of the script
 * @param status always OK but over HTTPS
 * @param content a response packet, or over HTTPS a response scripting template; may have no bytes there
 */
public record ScriptAnswer(String id, ScriptStatus status, byte[] content) {
    public ScriptAnswer {
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public String toString() {
        return "ScriptAnswer[" + id + ", " + status + ", " + content.length + " bytes]";
    }
}
