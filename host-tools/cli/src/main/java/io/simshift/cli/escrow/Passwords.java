package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where passwords come from: a file, the environment or the keyboard; never the command line, which others can read. */
final class Passwords {
    private Passwords() {}

    /**
     * @param file its first line is the password; null where none was named
     * @param variable of the environment; null where none was named
     * @param what it is of, for the prompt
     */
    static char[] read(Path file, String variable, String what) throws IOException {
        if (file != null && variable != null) {
            throw CommandFailure.usage(
                    "The password of " + what + " comes from a file or from the environment, not both");
        }
        if (file != null) {
            String first = Files.readString(file).lines().findFirst().orElse("");
            if (first.isEmpty()) {
                throw CommandFailure.failed("The first line of " + file + " is empty: it is to be the password");
            }
            return first.toCharArray();
        }
        if (variable != null) {
            String value = System.getenv(variable);
            if (value == null || value.isEmpty()) {
                throw CommandFailure.failed("The environment has no variable " + variable + " with a password");
            }
            return value.toCharArray();
        }
        Console console = System.console();
        if (console == null) {
            throw CommandFailure.usage("The password of " + what
                    + " is needed: name a file or a variable of the environment, or start this at a terminal");
        }
        char[] typed = console.readPassword("Password of %s: ", what);
        if (typed == null || typed.length == 0) {
            throw CommandFailure.failed("No password was typed");
        }
        return typed;
    }
}
