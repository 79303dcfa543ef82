package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.server.audit.AuditException;
import io.simshift.server.escrow.ApprovalMissingException;
import io.simshift.server.escrow.Custody;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.EscrowPolicy;
import io.simshift.server.escrow.SealException;
import io.simshift.server.handover.HandoverFormatException;
import io.simshift.server.store.StoreException;
import io.simshift.server.vault.KeyVault;
import io.simshift.server.vault.VaultException;
import io.simshift.server.vault.VaultSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What opens an escrow in a folder. */
abstract class EscrowKeys {
    static final String DATABASE = "escrow.db";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "Its first line is the password of the escrow's keystores; without it and the next, you are asked.")
    private Path passwordFile;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "The variable of the environment that holds that password.")
    private String passwordVariable;

    @Option(
            names = "--pin-file",
            paramLabel = "FILE",
            description = "Its first line is the PIN of the token, where the master key is in one.")
    private Path pinFile;

    @Option(
            names = "--pin-env",
            paramLabel = "NAME",
            description = "The variable of the environment that holds that PIN.")
    private String pinVariable;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    /** What is done with an open escrow. */
    interface Work {
        void run(Escrow escrow) throws IOException;
    }

    /** Opens the escrow that must be there. */
    final void openExisting(Path folder, Work work) throws IOException {
        if (!Files.exists(folder.resolve(DATABASE))) {
            throw CommandFailure.failed("There is no escrow in " + folder + "; 'simshift escrow init' makes one");
        }
        open(folder, work);
    }

    /** Opens the escrow, or makes it. */
    final void open(Path folder, Work work) throws IOException {
        char[] password = Passwords.read(passwordFile, passwordVariable, "the escrow's keystores");
        try {
            told(() -> {
                Optional<KeyVault> vault = token(folder);
                Custody custody = new Custody(vault, EscrowPolicy.DEFAULT);
                try (Escrow escrow = Escrow.open(folder, password, custody, Clock.systemUTC(), new SecureRandom())) {
                    work.run(escrow);
                }
            });
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private Optional<KeyVault> token(Path folder) throws IOException {
        Optional<VaultSettings> settings = VaultSettings.read(folder);
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        char[] pin = Passwords.read(pinFile, pinVariable, "the token");
        try {
            return Optional.of(settings.get().open(pin, new SecureRandom()));
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    /** Something that may be refused. */
    interface Step {
        void run() throws IOException;
    }

    /** Whatever the library refuses is told in one line; what officers have to approve goes to the standard output. */
    private void told(Step step) throws IOException {
        try {
            refused(step);
        } catch (ApprovalMissingException e) {
            spec.commandLine().getOut().print(e.text());
            spec.commandLine().getOut().flush();
            throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
        }
    }

    static void refused(Step step) throws IOException {
        try {
            step.run();
        } catch (VaultException
                | StoreException
                | SealException
                | AuditException
                | HandoverFormatException
                | IllegalArgumentException e) {
            throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
        }
    }
}
