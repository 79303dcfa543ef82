package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.SealException;
import io.simshift.server.store.StoreException;
import io.simshift.server.vault.VaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** Where an escrow is, and what opens it. */
final class EscrowHome {
    @Option(names = "--dir", paramLabel = "DIR", required = true, description = "Folder of the escrow.")
    private Path folder;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            required = true,
            description = "Its first line is the password of the escrow's keystores.")
    private Path passwordFile;

    /** What is done with an open escrow. */
    interface Work {
        void run(Escrow escrow) throws IOException;
    }

    Path folder() {
        return folder;
    }

    boolean exists() {
        return Files.exists(folder.resolve("escrow.db"));
    }

    /** Opens the escrow that must be there. */
    void with(Work work) throws IOException {
        if (!exists()) {
            throw CommandFailure.failed("There is no escrow in " + folder + "; 'simshift escrow init' makes one");
        }
        open(work);
    }

    void open(Work work) throws IOException {
        char[] password = password();
        try (Escrow escrow = Escrow.open(folder, password, Clock.systemUTC(), new SecureRandom())) {
            work.run(escrow);
        } catch (VaultException | StoreException | SealException | IllegalArgumentException e) {
            throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private char[] password() throws IOException {
        String text = Files.readString(passwordFile);
        String first = text.lines().findFirst().orElse("");
        if (first.isEmpty()) {
            throw CommandFailure.failed("The first line of " + passwordFile + " is empty: it is to be the password");
        }
        return first.toCharArray();
    }
}
