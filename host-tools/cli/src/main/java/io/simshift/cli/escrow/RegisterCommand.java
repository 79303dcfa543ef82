package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow register}. */
@Command(
        name = "register",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes an operator, an owner of cards or an officer of the custodian known by a certificate, whose key must be on an elliptic curve."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow register --dir escrow --operator A --certificate a.pem",
            "  simshift escrow register --dir escrow --officer anna --certificate anna.pem"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class RegisterCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @ArgGroup(multiplicity = "1")
    private Who who;

    @Option(names = "--certificate", paramLabel = "FILE", required = true, description = "PEM or DER.")
    private Path certificate;

    /** One of the three. */
    private static final class Who {
        @Option(
                names = "--operator",
                paramLabel = "NAME",
                converter = NameConverter.class,
                required = true,
                description = "An operator.")
        private OperatorId operator;

        @Option(
                names = "--owner",
                paramLabel = "NAME",
                converter = NameConverter.class,
                required = true,
                description = "An owner of cards, who has fleets.")
        private OperatorId owner;

        @Option(
                names = "--officer",
                paramLabel = "NAME",
                converter = NameConverter.class,
                required = true,
                description = "An officer, who approves.")
        private OperatorId officer;
    }

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        X509Certificate read = AuditOptions.told(() -> LedgerFiles.readCertificate(certificate));
        home.with(escrow -> {
            if (who.operator != null) {
                escrow.register(who.operator, read);
            } else if (who.owner != null) {
                escrow.registerOwner(who.owner, read);
            } else {
                escrow.registerOfficer(who.officer, read);
            }
        });
        spec.commandLine()
                .getOut()
                .println("Registered: " + read.getSubjectX500Principal().getName());
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
