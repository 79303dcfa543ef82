package io.simshift.cli.demo;

import io.simshift.server.access.Role;
import io.simshift.server.access.TokenFile;
import io.simshift.server.config.ConfigFile;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.node.ServerNode;
import io.simshift.server.operator.OperatorProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files that servers in processes of their own start from, one folder for each: nothing is shared but certificates. */
final class ServerFiles {
    private static final int PASSWORD_BYTES = 16;
    /** SMPP 3.4 has room for 8 characters. */
    private static final int SMPP_PASSWORD_BYTES = 4;

    private final Path folder;
    private final SecureRandom random;

    /** @param port of its API */
    record Place(String name, Path folder, Path config, int port) {
        String url() {
            return "https://127.0.0.1:" + port;
        }
    }

    ServerFiles(Path folder, SecureRandom random) {
        this.folder = folder;
        this.random = random;
    }

    /** A password for an account at an SMSC. */
    static String smppPassword(SecureRandom random) {
        byte[] bytes = new byte[SMPP_PASSWORD_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The account of an operator's server at its SMSC. */
    static String smppAccount(OperatorProfile profile) {
        return "ota-" + profile.id().value();
    }

    /** A folder with a password in it, and a port that is free now. */
    Place place(String name) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return place(name, free.getLocalPort());
        }
    }

    /** A folder with a password in it. */
    Place place(String name, int port) throws IOException {
        Path own = folder.resolve(name);
        Files.createDirectories(own);
        byte[] password = new byte[PASSWORD_BYTES];
        random.nextBytes(password);
        Files.writeString(own.resolve("password"), HexFormat.of().formatHex(password) + "\n");
        return new Place(name, own, own.resolve("server.yaml"), port);
    }

    static char[] password(Place place) throws IOException {
        return Files.readAllLines(place.folder().resolve("password")).get(0).toCharArray();
    }

    void writeEscrow(Place place, Map<String, Path> operators) throws IOException {
        StringBuilder yaml = new StringBuilder(common(place, "escrow"));
        yaml.append("operators:\n");
        operators.forEach((id, certificate) -> yaml.append("  - {id: ")
                .append(id)
                .append(", certificate: ")
                .append(quoted(certificate))
                .append("}\n"));
        Files.writeString(place.config(), yaml);
    }

    /**
     * @param smscPort and password of the account {@code ota-NAME}
     * @param partners profile, place and certificate of each other operator
     */
    void writeOperator(Place place, NumberPlan numbers, Smsc smsc, Peer escrow, List<Partner> partners, Duration window)
            throws IOException {
        Files.writeString(place.folder().resolve("smsc-password"), smsc.password() + "\n");
        StringBuilder yaml = new StringBuilder(common(place, "operator"));
        yaml.append("operator:\n").append(profile(numbers.profile(), "  "));
        yaml.append("numbers: {prefix: \"").append(numbers.prefix()).append("\", imsiDigits: 8}\n");
        yaml.append("smsc: {host: ")
                .append(smsc.host())
                .append(", port: ")
                .append(smsc.port())
                .append(", systemId: ")
                .append(smsc.account())
                .append(", passwordFile: smsc-password, window: ")
                .append(smsc.window())
                .append("}\n");
        yaml.append("escrow: ").append(peer(escrow)).append('\n');
        yaml.append("aucCertificate: auc.pem\n");
        yaml.append("transfers: {submitTimeout: 15s, smsValidity: ")
                .append(window.toSeconds())
                .append("s, porTimeout: 15s, firstRetryDelay: 2s, maxRetryDelay: 30s, queryTimeout: 15s}\n");
        yaml.append("partners:\n");
        for (Partner partner : partners) {
            yaml.append("  - url: ").append(partner.server().url()).append('\n');
            yaml.append("    certificate: ")
                    .append(quoted(partner.server().certificate()))
                    .append('\n');
            yaml.append(profile(partner.profile(), "    "));
        }
        Files.writeString(place.config(), yaml);
    }

    /** The account at the SMSC. */
    record Smsc(String host, int port, String account, String password, int window) {
        @Override
        public String toString() {
            return "Smsc[" + account + " at port " + port + "]";
        }
    }

    /** Another server. */
    record Peer(String url, Path certificate) {}

    /** Another operator. */
    record Partner(OperatorProfile profile, Peer server) {}

    private static String common(Place place, String role) {
        return "role: " + role + "\ndataFolder: data\npasswordFile: password\nhttp: {listen: \"127.0.0.1:"
                + place.port() + "\", requestsPerSecond: 10000, burst: 10000}\n";
    }

    private static String profile(OperatorProfile profile, String indent) {
        return indent + "id: " + profile.id() + "\n"
                + indent + "mcc: \"" + profile.plmn().mcc() + "\"\n"
                + indent + "mnc: \"" + profile.plmn().mnc() + "\"\n"
                + indent + "otaNumber: \"" + profile.otaNumber() + "\"\n"
                + indent + "serviceCentre: \"" + profile.serviceCentre() + "\"\n"
                + indent + "serviceProviderName: \"" + profile.serviceProviderName() + "\"\n";
    }

    private static String peer(Peer peer) {
        return "{url: \"" + peer.url() + "\", certificate: " + quoted(peer.certificate()) + "}";
    }

    private static String quoted(Path path) {
        return "\"" + path.toAbsolutePath().toString().replace("\\", "\\\\") + "\"";
    }

    /** Writes a certificate where others find it. */
    static Path writeCertificate(Path file, X509Certificate certificate) throws IOException {
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate has no encoding", e);
        }
    }

    ServerSettings settings(Place place) {
        return ConfigFile.read(place.config(), Map.of(), Optional.empty());
    }

    X509Certificate certificate(Place place) {
        return ServerNode.certificate(settings(place), Clock.systemUTC(), random);
    }

    String token(Place place, String name, Role role) {
        return token(place, name, role, Duration.ofHours(1));
    }

    String token(Place place, String name, Role role, Duration valid) {
        TokenFile tokens = new TokenFile(place.folder().resolve("data").resolve(TokenFile.NAME), Clock.systemUTC());
        return tokens.create(name, Set.of(role), valid, random);
    }
}
