package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow identity}. */
@Command(
        name = "identity",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a key pair on P-256 with a self-signed certificate, for an operator, an owner of cards, an officer or a personalisation line; or, where the keystore is there, writes its certificate again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow identity --name anna --identity anna.p12 --identity-password-file anna.txt --out anna.pem"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class IdentityCommand implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Whose it is.")
    private String name;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The certificate, PEM; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OperatorIdentity made = identity.openOrMake(name);
        Files.writeString(out, pem(made));
        spec.commandLine().getOut().println("Certificate of " + identity.file() + ": " + out);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }

    private static String pem(OperatorIdentity identity) {
        try {
            byte[] der = identity.certificate().getEncoded();
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate has no encoding", e);
        }
    }
}
