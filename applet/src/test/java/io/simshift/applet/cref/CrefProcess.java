package io.simshift.applet.cref;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of cref, from power-up to power-down, with its EEPROM in a file. */
final class CrefProcess {
    private static final int CONNECT_ATTEMPTS = 200;
    private static final long CONNECT_PAUSE_MILLIS = 25;
    private static final long END_SECONDS = 20;

    private final Process process;
    private final ReaderClient reader;

    private CrefProcess(Process process, ReaderClient reader) {
        this.process = process;
        this.reader = reader;
    }

    /** Starts with the EEPROM of {@code image}, if it is there; it is written back at power-down. */
    static CrefProcess start(CrefKits kits, Path image, Path log) throws IOException {
        return start(List.of(), kits, image, log);
    }

    /** @param before program, and its options, that runs cref */
    static CrefProcess start(List<String> before, CrefKits kits, Path image, Path log) throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(before);
        command.addAll(
                List.of(kits.program().toString(), "-nobanner", "-nomeminfo", "-e", "-p", Integer.toString(port)));
        if (Files.exists(image)) {
            command.addAll(List.of("-i", image.toString()));
        }
        command.addAll(List.of("-o", image.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            ReaderClient reader = new ReaderClient(kits.client(), connect(process, port));
            reader.powerUp();
            return new CrefProcess(process, reader);
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** cref takes this port, for contacts, and the next one, for its contactless side. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket first = new ServerSocket(0)) {
                int port = first.getLocalPort();
                if (port < 0xFFFF && isFree(port + 1)) {
                    return port;
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // taken: another pair is looked for
        }
    }

    private static Socket connect(Process process, int port) throws IOException {
        for (int attempt = 0; process.isAlive() && attempt < CONNECT_ATTEMPTS; attempt++) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                pause(); // it is not listening yet
            }
        }
        throw new IOException("cref does not listen on port " + port);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(CONNECT_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while cref started", e);
        }
    }

    ReaderClient reader() {
        return reader;
    }

    /** Takes the power away and waits until the image is written. */
    void powerDown() {
        reader.powerDown();
        awaitEnd();
    }

    /** Waits until it has ended by itself. */
    void awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("cref goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while cref ended", e);
        } finally {
            kill();
        }
    }

    /** Ends it at once; nothing is written. */
    void kill() {
        process.destroyForcibly();
        reader.close();
    }
}
