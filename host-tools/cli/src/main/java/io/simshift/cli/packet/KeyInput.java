package io.simshift.cli.packet;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Keys from the command line: hexadecimal digits, {@code @FILE} for a file that holds them, or {@code env:NAME} for an
 * environment variable that does. No message repeats a key.
 */
final class KeyInput {
    private final UnaryOperator<String> environment;

    /** @param environment value of an environment variable, null where there is none */
    KeyInput(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    /**
     * The key that {@code text} names; no bytes where it is null.
     *
     * @throws CommandFailure (usage) where it cannot be read
     */
    SecretBytes read(String option, String text) throws IOException {
        if (text == null) {
            return SecretBytes.copyOf(new byte[0]);
        }
        if (text.startsWith("@")) {
            Path file = Path.of(text.substring(1));
            if (!Files.isRegularFile(file)) {
                throw CommandFailure.usage(option + ": no such file: " + file);
            }
            return parse(option + ", file " + file, Files.readString(file));
        }
        if (text.startsWith("env:")) {
            String name = text.substring(4);
            String value = environment.apply(name);
            if (value == null) {
                throw CommandFailure.usage(option + ": there is no environment variable " + name);
            }
            return parse(option + ", variable " + name, value);
        }
        return parse(option, text);
    }

    private static SecretBytes parse(String what, String hex) {
        byte[] bytes = HexInput.parse(what, hex);
        SecretBytes key = SecretBytes.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        if (key.length() == 0) {
            throw CommandFailure.usage(what + ": the key is empty");
        }
        return key;
    }
}
