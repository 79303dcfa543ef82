package io.simshift.cli.script;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.script.ExpandedScript;
import io.simshift.protocol.script.LengthForm;
import java.util.List;

/** How the commands of a packet are coded (TS 102 226 5.1 and 5.2). */
public enum ScriptFormat {
    compact("compact format"),
    expanded("expanded format, definite length"),
    indefinite("expanded format, indefinite length");

    private final String text;

    ScriptFormat(String text) {
        this.text = text;
    }

    /** In plain words. */
    public String describe() {
        return text;
    }

    /** The secured data. */
    byte[] encode(List<CommandApdu> commands) {
        CommandApdu[] all = commands.toArray(CommandApdu[]::new);
        return switch (this) {
            case compact -> CompactScript.of(all).encode();
            case expanded -> ExpandedScript.of(LengthForm.DEFINITE, all).encode();
            case indefinite -> ExpandedScript.of(LengthForm.INDEFINITE, all).encode();
        };
    }
}
