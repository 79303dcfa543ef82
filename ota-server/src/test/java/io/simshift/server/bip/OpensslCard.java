package io.simshift.server.bip;

import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.HttpLimits;
import io.simshift.protocol.scp81.HttpReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A card's end of an HTTPS connection: {@code openssl s_client} speaks TLS, this what is inside. */
final class OpensslCard implements AutoCloseable {
    private final Process process;
    private final HttpReader<AdminResponse> reader = HttpReader.ofResponses(new HttpLimits(4_000, 100_000));
    private final Deque<AdminResponse> responses = new ArrayDeque<>();

    OpensslCard(InetSocketAddress server, String identity, String pskHex, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-quiet",
                "-connect",
                server.getHostString() + ":" + server.getPort(),
                "-psk",
                pskHex,
                "-psk_identity",
                identity));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("openssl", "version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void send(byte[] bytes) throws IOException {
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
    }

    /** The next response; empty where the connection is over. */
    Optional<AdminResponse> receive() throws IOException {
        byte[] buffer = new byte[10_000];
        while (responses.isEmpty()) {
            int length = process.getInputStream().read(buffer);
            if (length < 0) {
                return Optional.empty();
            }
            responses.addAll(reader.feed(Arrays.copyOf(buffer, length)));
        }
        return Optional.of(responses.removeFirst());
    }

    /** What the program ends with, once the other end has closed. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("openssl s_client still runs");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
