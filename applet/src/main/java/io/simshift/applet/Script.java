package io.simshift.applet;

/** Runs the script of a packet in the format that its first byte tells; the answer has the same format (TS 102 226 §5). */
final class Script {
    private final ScriptCommands commands;
    private final CompactScript compact;
    private final ExpandedScript expanded;

    Script(ScriptCommands commands) {
        this.commands = commands;
        compact = new CompactScript(commands);
        expanded = new ExpandedScript(commands);
    }

    /**
     * Runs a script under a keyset, with at most {@code room} bytes for its answer; returns the answer's length. {@code
     * tar} is the row of {@link TarTable} that the packet is for, {@code access} the access conditions that count as
     * fulfilled for it.
     */
    short run(
            byte keyset,
            byte tar,
            byte access,
            byte[] buf,
            short off,
            short length,
            byte[] out,
            short outOff,
            short room) {
        commands.begin(keyset, tar, access);
        short end = (short) (off + length);
        return length != 0 && ExpandedScript.begins(buf[off])
                ? expanded.run(buf, off, end, out, outOff, room)
                : compact.run(buf, off, end, out, outOff, room);
    }
}
