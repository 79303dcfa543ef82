package io.simshift.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * One run of the command in this process, as the launcher would start it.
 *
 * @param exitCode what the process would end with
 * @param out what went to the standard output
 * @param err what went to the error stream
 */
public record CommandRun(int exitCode, String out, String err) {
    /** Runs {@code simshift} with these arguments. */
    public static CommandRun of(String... arguments) {
        return of(Main.commandLine(false), arguments);
    }

    static CommandRun of(CommandLine commandLine, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** The last line of the standard output. */
    public String lastLine() {
        List<String> lines = out.lines().toList();
        return lines.get(lines.size() - 1);
    }
}
