package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** The key pair of whoever signs or opens something. */
final class IdentityOptions {
    @Option(
            names = "--identity",
            paramLabel = "FILE",
            required = true,
            description = "Keystore (PKCS#12) with the key pair; 'simshift escrow identity' makes one.")
    private Path file;

    @Option(
            names = "--identity-password-file",
            paramLabel = "FILE",
            description = "Its first line is that keystore's password; without it and the next, you are asked.")
    private Path passwordFile;

    @Option(
            names = "--identity-password-env",
            paramLabel = "NAME",
            description = "The variable of the environment that holds that password.")
    private String passwordVariable;

    Path file() {
        return file;
    }

    /** Reads the key pair. */
    OperatorIdentity open() throws IOException {
        if (!Files.exists(file)) {
            throw CommandFailure.failed("There is no keystore " + file);
        }
        return openOrMake("");
    }

    /** Makes it where it is not there. */
    OperatorIdentity openOrMake(String name) throws IOException {
        char[] password = Passwords.read(passwordFile, passwordVariable, file.toString());
        OperatorIdentity[] identity = new OperatorIdentity[1];
        try {
            EscrowHome.refused(() ->
                    identity[0] = OperatorIdentity.open(file, password, name, Clock.systemUTC(), new SecureRandom()));
            return identity[0];
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
