package io.simshift.cli.escrow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The operator's own server, which keeps subscribers for the AuC until they are acknowledged. */
final class AucLink {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 1000;

    @Option(
            names = "--server",
            paramLabel = "URL",
            required = true,
            description = "The operator's server: https://host:port.")
    private URI url;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            required = true,
            description = "The one certificate that it may show (PEM), as 'simshift server certificate' writes it.")
    private Path certificate;

    /** What is asked of the server. */
    interface Talk {
        void with(RemoteServer server) throws IOException;
    }

    /** @param auc the key pair whose certificate is the server's {@code aucCertificate} */
    void talk(OperatorIdentity auc, Talk talk) throws IOException {
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw CommandFailure.usage("--server " + url + " is not https://host:port");
        }
        var expected = AuditOptions.told(() -> LedgerFiles.readCertificate(certificate));
        try {
            talk.with(new RemoteServer("the server", url, expected, auc));
        } catch (RemoteException e) {
            throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
        }
    }

    /** All that wait. */
    static List<JsonNode> waiting(RemoteServer server) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = server.get("/api/v1/subscribers?limit=" + PAGE + after);
            page.path("items").forEach(all::add);
            after = page.has("next") ? "&after=" + page.path("next").asText() : "";
        } while (!after.isEmpty());
        return all;
    }

    static void acknowledge(RemoteServer server, List<Long> numbers) {
        for (int from = 0; from < numbers.size(); from += PAGE) {
            ObjectNode body = JSON.createObjectNode();
            ArrayNode list = body.putArray("numbers");
            numbers.subList(from, Math.min(numbers.size(), from + PAGE)).forEach(list::add);
            server.postJson("/api/v1/subscribers/acknowledgements", body);
        }
    }
}
