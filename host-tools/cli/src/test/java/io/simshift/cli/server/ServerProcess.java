package io.simshift.cli.server;

import io.simshift.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code simshift …} as a real process; its two streams are files in the folder. */
public final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 60;
    private static final String LISTENING = "listening on ";

    private final Process process;
    private final Path out;
    private final Path err;

    private ServerProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a process; its arguments begin with the command's name. */
    public static ServerProcess start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "server", ".out");
        Path err = Files.createTempFile(folder, "server", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIMSHIFT_"));
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), out, err);
    }

    /** Waits until it says where it listens. */
    public String url() throws IOException, InterruptedException {
        for (int i = 0; i < START_SECONDS * 10; i++) {
            for (String line : Files.readAllLines(out)) {
                if (line.startsWith(LISTENING)) {
                    return line.substring(LISTENING.length());
                }
            }
            if (!process.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("the server does not start: " + log());
    }

    /** What it has said on the error stream. */
    public String log() throws IOException {
        return Files.readString(err);
    }

    /** What it has said on the standard output. */
    public String output() throws IOException {
        return Files.readString(out);
    }

    /** Ends by itself. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process goes on");
        }
        return process.exitValue();
    }

    /** SIGTERM, and its exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not stop");
        }
        return process.exitValue();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
