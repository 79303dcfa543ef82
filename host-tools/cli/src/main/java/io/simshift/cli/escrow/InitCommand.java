package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.vault.VaultSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes an escrow: its database, its vault with a fresh master key and its identity. DIR/ledger gets the empty"
                    + " ledger with the certificate, for those who will check it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow init --dir escrow --password-file password.txt",
            "  simshift escrow init --dir escrow --vault pkcs11 --token-library /usr/lib/softhsm/libsofthsm2.so"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:made", "1:it could not be made; a line says why", "2:wrong usage"})
public final class InitCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(
            names = "--vault",
            paramLabel = "pkcs12|pkcs11",
            defaultValue = "pkcs12",
            description = "Where the master key is: in a keystore, vault.p12 (default), or in a PKCS#11 token.")
    private String vault;

    @Option(names = "--token-library", paramLabel = "FILE", description = "PKCS#11 library of the token.")
    private Path library;

    @Option(
            names = "--token-slot",
            paramLabel = "N",
            defaultValue = "0",
            description = "Which of the library's slots with a token, from 0 (default: 0).")
    private int slot;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (home.exists()) {
            throw CommandFailure.failed("There is an escrow in " + home.folder() + " already");
        }
        chooseVault();
        LedgerFiles ledger = new LedgerFiles(home.folder().resolve("ledger"));
        home.open(escrow -> escrow.exportAudit(ledger.folder()));
        PrintWriter out = spec.commandLine().getOut();
        out.println("Escrow in " + home.folder() + "; its certificate: " + ledger.certificate());
        out.flush();
        return ExitCodes.OK;
    }

    private void chooseVault() throws IOException {
        boolean token = vault.equals("pkcs11");
        if (!token && !vault.equals("pkcs12")) {
            throw CommandFailure.usage("--vault is pkcs12 or pkcs11, not " + vault);
        }
        if (token != (library != null)) {
            throw CommandFailure.usage("--token-library is needed with --vault pkcs11, and with it alone");
        }
        if (token) {
            new VaultSettings(library, slot).write(home.folder());
        }
    }
}
