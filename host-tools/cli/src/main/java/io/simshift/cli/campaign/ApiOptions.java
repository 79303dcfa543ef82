package io.simshift.cli.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandFailure;
import io.simshift.server.audit.AuditException;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which server, and who calls. */
public final class ApiOptions {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--server",
            paramLabel = "URL",
            required = true,
            description = "The operator's server: https://host:port.")
    private URI server;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description =
                    "The one certificate that it may show (PEM), as 'simshift server certificate' writes it. Without"
                            + " it, those that Java trusts.")
    private Path certificate;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            required = true,
            description = "Its first line is a token, as 'simshift server token create' prints it.")
    private Path tokenFile;

    @Option(names = "--json", description = "Print the server's answer as it is.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** Does something at the server; what it refuses is one line for people. */
    public <T> T at(Function<RemoteServer, T> work) {
        try {
            return work.apply(client());
        } catch (RemoteException e) {
            throw CommandFailure.failed(capital(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private RemoteServer client() throws IOException {
        boolean secure = "https".equals(server.getScheme());
        if (server.getHost() == null || !secure && !"http".equals(server.getScheme())) {
            throw CommandFailure.usage("--server " + server + " is not https://host:port");
        }
        boolean local = server.getHost().equals("127.0.0.1") || server.getHost().equals("localhost");
        if (!secure && !local) {
            throw CommandFailure.usage("A token goes over https, or to this machine itself, not to " + server);
        }
        String token =
                Files.readString(tokenFile).lines().findFirst().orElse("").strip();
        if (token.isEmpty()) {
            throw CommandFailure.failed("The first line of " + tokenFile + " is empty: it is to be a token");
        }
        Optional<X509Certificate> expected = Optional.empty();
        if (certificate != null) {
            try {
                expected = Optional.of(LedgerFiles.readCertificate(certificate));
            } catch (AuditException e) {
                throw CommandFailure.failed(e.getMessage(), e);
            }
        }
        return new RemoteServer("the server", server, expected, token);
    }

    /** Prints JSON, or what people read instead. */
    void print(PrintWriter out, JsonNode answer, Function<JsonNode, String> forPeople) {
        try {
            out.println(
                    json ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer) : forPeople.apply(answer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.flush();
    }
}
