package io.simshift.cli.demo;

import io.simshift.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code simshift server} in a process of its own; what it says goes to {@code out.log} and {@code log.jsonl}. */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 40;

    private final ServerFiles.Place place;
    private final Path out;
    private final Process process;

    private ServerProcess(ServerFiles.Place place, Path out, Process process) {
        this.place = place;
        this.out = out;
        this.process = process;
    }

    static ServerProcess start(ServerFiles.Place place) throws IOException {
        Path out = place.folder().resolve("out.log");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "server",
                "--config",
                place.config().toAbsolutePath().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(place.folder().resolve("log.jsonl").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIMSHIFT_"));
        return new ServerProcess(place, out, builder.start());
    }

    /** Waits until it listens. */
    void awaitListening() throws IOException {
        try {
            for (int i = 0; i < START_SECONDS * 10 && process.isAlive(); i++) {
                if (Files.readString(out).startsWith("listening on ")) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
        throw new DemoException("the server " + place.name() + " does not start; its log is "
                + place.folder().resolve("log.jsonl"));
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
