package io.simshift.cli.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that runs beside the test, and ends with it. */
final class Background implements AutoCloseable {
    private static final int TRIES = 300;
    private static final long PAUSE_MILLIS = 100;

    private final Process process;
    private final Path log;

    private Background(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Background start(Path log, String... command) throws IOException {
        return new Background(builder(log.toFile(), command).start(), log);
    }

    /** Runs a program that has to succeed. */
    static void run(String... command) throws IOException, InterruptedException {
        int result = builder(null, command).start().waitFor();
        if (result != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + result);
        }
    }

    /** Runs a program to its end and returns its exit code. */
    static int result(Path log, String... command) throws IOException, InterruptedException {
        return builder(log.toFile(), command).start().waitFor();
    }

    private static ProcessBuilder builder(File log, String... command) {
        String[] found = command.clone();
        found[0] = Tool.find(command[0]).orElseThrow().toString();
        ProcessBuilder builder = new ProcessBuilder(found).redirectErrorStream(true);
        return log == null ? builder.inheritIO() : builder.redirectOutput(log);
    }

    /** Waits until the program has said {@code text}. */
    void await(String text) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (Files.readString(log).contains(text)) {
                return;
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        throw new IllegalStateException("never said '" + text + "': " + text(log));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    static String text(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return String.join("\n", lines.toList());
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
