package io.simshift.cli.bip;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A pre-shared key: always in a file, so that it stands in no list of processes. */
final class PskOption {
    private static final int SHORTEST_BYTES = 16;

    private PskOption() {}

    /** Hexadecimal digits in {@code file}; messages never repeat them. */
    static SecretBytes read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.usage("--psk: no such file: " + file);
        }
        byte[] bytes = HexInput.parse("--psk, file " + file, Files.readString(file));
        try {
            if (bytes.length < SHORTEST_BYTES) {
                throw CommandFailure.usage("--psk, file " + file + ": a key has " + SHORTEST_BYTES + " bytes or more");
            }
            return SecretBytes.copyOf(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
