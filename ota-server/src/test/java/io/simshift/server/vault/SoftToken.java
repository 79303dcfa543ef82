package io.simshift.server.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's softhsm2 with one fresh token. The library reads its configuration once for each process. */
public final class SoftToken {
    public static final char[] PIN = "271828".toCharArray();
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"));
    private static final Path TOOL = Path.of("/usr/bin/softhsm2-util");

    private static boolean made;

    private SoftToken() {}

    public static Optional<Path> library() {
        return Files.isExecutable(TOOL)
                ? LIBRARIES.stream().filter(Files::isRegularFile).findFirst()
                : Optional.empty();
    }

    /** Makes the token, once in a process. */
    public static synchronized void make() throws IOException, InterruptedException {
        if (made) {
            return;
        }
        made = true;
        Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
        Path folder = configuration.getParent();
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Path tokens = Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(configuration, "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
        Process tool = new ProcessBuilder(
                        TOOL.toString(),
                        "--init-token",
                        "--free",
                        "--label",
                        "simshift test",
                        "--so-pin",
                        "314159",
                        "--pin",
                        new String(PIN))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tool.exitValue()).isZero();
    }
}
