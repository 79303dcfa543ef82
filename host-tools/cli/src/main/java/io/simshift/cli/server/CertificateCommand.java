package io.simshift.cli.server;

import io.simshift.cli.ExitCodes;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.node.ServerNode;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code simshift server certificate}. */
@Command(
        name = "certificate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes the certificate (PEM) that escrow and partners must know this server by. An operator's data folder and"
                    + " key pair are made if they are not there yet."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift server certificate --config operator.yaml > operator-a.pem"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:not; a line says why", "2:wrong usage"})
public final class CertificateCommand implements Callable<Integer> {
    private static final int PEM_LINE = 64;

    @Mixin
    private ConfigOptions config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws CertificateEncodingException {
        ServerSettings settings = config.read(System.getenv());
        X509Certificate certificate =
                ConfigOptions.told(() -> ServerNode.certificate(settings, Clock.systemUTC(), new SecureRandom()));
        PrintWriter out = spec.commandLine().getOut();
        out.print("-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n");
        out.flush();
        return ExitCodes.OK;
    }
}
