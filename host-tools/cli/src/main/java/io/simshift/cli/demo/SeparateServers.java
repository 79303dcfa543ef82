package io.simshift.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Role;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an escrow and the operators' servers need to start in processes of their own: folders, keys, configurations and
 * certificates of each other. And how to call them, once they run.
 */
final class SeparateServers {
    private static final int CARDS_AT_A_TIME = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock;
    private final SecureRandom random;
    private final int firstPort;
    private final ServerFiles files;
    private final Map<String, ServerFiles.Place> places = new LinkedHashMap<>();
    private final Map<String, OperatorIdentity> aucs = new LinkedHashMap<>();
    private final Map<String, X509Certificate> certificates = new LinkedHashMap<>();
    private ServerFiles.Place escrowPlace;
    private X509Certificate escrowCertificate;

    /** @param firstPort of the escrow's API, the others count up; 0 for free ones */
    SeparateServers(Path folder, int firstPort, Clock clock, SecureRandom random) {
        this.files = new ServerFiles(folder, random);
        this.firstPort = firstPort;
        this.clock = clock;
        this.random = random;
    }

    /** Makes the folders, and keys of the operators' AuCs. */
    void makeFolders(Collection<String> operators) throws IOException {
        escrowPlace = place("escrow");
        for (String name : operators) {
            ServerFiles.Place place = place("operator-" + name);
            OperatorIdentity auc = OperatorIdentity.open(
                    files.place("network-" + name).folder().resolve("auc.p12"),
                    ServerFiles.password(place),
                    "AuC " + name,
                    clock,
                    random);
            ServerFiles.writeCertificate(place.folder().resolve("auc.pem"), auc.certificate());
            places.put(name, place);
            aucs.put(name, auc);
        }
    }

    private ServerFiles.Place place(String name) throws IOException {
        return firstPort == 0
                ? files.place(name)
                : files.place(name, firstPort + places.size() + (escrowPlace == null ? 0 : 1));
    }

    /** Does something with the escrow itself, while its server does not run. */
    <T> T withEscrow(Function<Escrow, T> work) throws IOException {
        Path data = Files.createDirectories(escrowPlace.folder().resolve("data"));
        try (Escrow escrow = Escrow.open(data, ServerFiles.password(escrowPlace), clock, random)) {
            return work.apply(escrow);
        }
    }

    /** Writes configurations and certificates. @param accounts at the operators' SMSCs, by name */
    void writeConfigurations(List<NumberPlan> plans, Map<String, ServerFiles.Smsc> accounts, Duration window)
            throws IOException {
        files.writeEscrow(escrowPlace, Map.of());
        escrowCertificate = files.certificate(escrowPlace);
        ServerFiles.writeCertificate(pem(escrowPlace), escrowCertificate);
        Map<String, Path> known = new LinkedHashMap<>();
        for (NumberPlan plan : plans) {
            String name = nameOf(plan);
            writeOperator(plan, accounts.get(name), List.of(), window);
            certificates.put(name, files.certificate(places.get(name)));
            known.put(name, pem(places.get(name)));
            ServerFiles.writeCertificate(pem(places.get(name)), certificates.get(name));
        }
        for (NumberPlan plan : plans) {
            writeOperator(plan, accounts.get(nameOf(plan)), partnersOf(plan, plans), window);
        }
        files.writeEscrow(escrowPlace, known);
    }

    private static String nameOf(NumberPlan plan) {
        return plan.profile().id().value();
    }

    static Path pem(ServerFiles.Place place) {
        return place.folder().resolve("certificate.pem");
    }

    private void writeOperator(
            NumberPlan plan, ServerFiles.Smsc account, List<ServerFiles.Partner> partners, Duration window)
            throws IOException {
        ServerFiles.Peer escrow = new ServerFiles.Peer(escrowPlace.url(), pem(escrowPlace));
        files.writeOperator(places.get(nameOf(plan)), plan, account, escrow, partners, window);
    }

    private List<ServerFiles.Partner> partnersOf(NumberPlan self, List<NumberPlan> plans) {
        List<ServerFiles.Partner> partners = new ArrayList<>();
        for (NumberPlan plan : plans) {
            if (plan != self) {
                ServerFiles.Place place = places.get(nameOf(plan));
                partners.add(new ServerFiles.Partner(plan.profile(), new ServerFiles.Peer(place.url(), pem(place))));
            }
        }
        return partners;
    }

    ServerFiles files() {
        return files;
    }

    ServerFiles.Place escrowPlace() {
        return escrowPlace;
    }

    /** By the operators' names. */
    Map<String, ServerFiles.Place> places() {
        return places;
    }

    OperatorIdentity auc(String operator) {
        return aucs.get(operator);
    }

    /** An operator's server, as its AuC calls it. */
    RemoteServer asNetwork(String operator) {
        return new RemoteServer(
                "the server of " + operator,
                URI.create(places.get(operator).url()),
                certificates.get(operator),
                aucs.get(operator));
    }

    /** An operator's server, as one of its people calls it. */
    RemoteServer as(String operator, String person, Role role) {
        ServerFiles.Place place = places.get(operator);
        return new RemoteServer(
                "the server of " + operator,
                URI.create(place.url()),
                Optional.of(certificates.get(operator)),
                files.token(place, person, role));
    }

    /** The officers who bring an operator its first cards. */
    record Issuers(RemoteServer escrow, RemoteServer operator) {
        /** Whether both servers answer, be it that something is amiss. */
        boolean areThere() {
            return answers(escrow) && answers(operator);
        }

        private static boolean answers(RemoteServer server) {
            try {
                server.get("/health");
                return true;
            } catch (RemoteException e) {
                return e.status() != 0;
            }
        }
    }

    /** Makes a token for each of them. */
    Issuers issuers(String operator) {
        RemoteServer escrow = new RemoteServer(
                "the escrow",
                URI.create(escrowPlace.url()),
                Optional.of(escrowCertificate),
                files.token(escrowPlace, "olga", Role.SECURITY_OFFICER));
        return new Issuers(escrow, as(operator, "oskar", Role.SECURITY_OFFICER));
    }

    /** Has the escrow issue first slots over its API, and the operator take them in. */
    static void issueFirstSlots(Issuers issuers, String operator, List<Iccid> cards) {
        for (int from = 0; from < cards.size(); from += CARDS_AT_A_TIME) {
            issue(
                    issuers.escrow(),
                    issuers.operator(),
                    operator,
                    cards.subList(from, Math.min(cards.size(), from + CARDS_AT_A_TIME)));
        }
    }

    private static void issue(RemoteServer escrow, RemoteServer server, String operator, List<Iccid> cards) {
        ObjectNode body = JSON.createObjectNode().put("operator", operator);
        ArrayNode list = body.putArray("cards");
        cards.forEach(card -> list.add(card.digits()));
        HttpResponse<byte[]> sealed =
                escrow.post("/api/v1/issues", "application/json", BodyPublishers.ofString(body.toString()));
        if (sealed.statusCode() != 200) {
            throw new DemoException("the escrow issues nothing: " + new String(sealed.body(), StandardCharsets.UTF_8));
        }
        JsonNode taken = server.postRaw("/api/v1/intakes", "application/pkcs7-mime", sealed.body());
        if (taken.path("cards").asInt() != cards.size()) {
            throw new DemoException("operator " + operator + " did not get all cards: " + taken.path("problems"));
        }
    }
}
