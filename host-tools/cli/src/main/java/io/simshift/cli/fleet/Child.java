package io.simshift.cli.fleet;

import io.simshift.cli.CommandFailure;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process of ours, spoken to in lines. */
final class Child implements AutoCloseable {
    private static final int CLOSE_SECONDS = 20;

    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII), true);
    }

    /**
     * Starts {@code main} on this process's class path.
     *
     * @param log gets what it writes to its standard error
     */
    static Child start(Class<?> main, List<String> options, List<String> arguments, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                    .start();
            return new Child(process, log);
        } catch (IOException e) {
            throw CommandFailure.failed("A Java process could not be started: " + e.getMessage(), e);
        }
    }

    /** Says a line; a process that is gone does not hear it. */
    void say(String line) {
        in.println(line);
    }

    /** The next line; null where the process has ended. */
    String hear() {
        try {
            return out.readLine();
        } catch (IOException e) {
            return null;
        }
    }

    /** The next line, where it is there already; null where none is. */
    String hearNow() {
        try {
            return out.ready() ? out.readLine() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The rest of the next line that begins with this word; other lines are passed over. */
    String await(String word) {
        for (String line = hear(); line != null; line = hear()) {
            if (line.equals(word) || line.startsWith(word + " ")) {
                return line.substring(word.length()).strip();
            }
        }
        throw CommandFailure.failed("A process ended before it said '" + word + "'; its log is " + log);
    }

    String ask(String question, String word) {
        say(question);
        return await(word);
    }

    /** SIGKILL: no word of farewell, nothing written that was not written. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends its input, which asks it to end, and waits for it. */
    @Override
    public void close() {
        in.close();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
