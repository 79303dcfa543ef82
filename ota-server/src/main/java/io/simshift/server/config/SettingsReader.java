package io.simshift.server.config;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.config.ServerSettings.Role;
import io.simshift.server.escrow.EscrowPolicy;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.TransferPolicy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What each key of the file means, and what it is where the file does not say. */
final class SettingsReader {
    private static final int PORT_MAX = 65535;
    private static final int MEBIBYTE = 1 << 20;
    private static final int MSISDN_DIGITS_MAX = 15;

    private SettingsReader() {}

    static ServerSettings read(Section root, Optional<Role> wanted) {
        Role role = role(root, wanted);
        ServerSettings settings = role == Role.OPERATOR ? operator(root) : escrow(root);
        root.end();
        return settings;
    }

    private static Role role(Section root, Optional<Role> wanted) {
        Role said = root.choice("role", Role.class, wanted.orElse(null));
        if (said == null) {
            throw root.wrongValue("role", "is missing; it is operator or escrow");
        }
        if (wanted.isPresent() && wanted.get() != said) {
            throw root.wrongValue("role", "is " + word(said) + ", but the command line asks for " + word(wanted.get()));
        }
        return said;
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static ServerSettings.Common common(Section root) {
        return new ServerSettings.Common(
                root.path("dataFolder"),
                root.path("passwordFile"),
                http(root.section("http")),
                root.has("oidc") ? Optional.of(oidc(root.section("oidc"))) : Optional.empty(),
                log(root.section("log")));
    }

    private static ServerSettings.Http http(Section http) {
        String listen = http.text("listen", "127.0.0.1:8443");
        int colon = listen.lastIndexOf(':');
        int port = colon < 1 ? -1 : port(listen.substring(colon + 1));
        if (port < 0) {
            throw http.wrongValue("listen", "is '" + listen + "', and must be address:port, such as 127.0.0.1:8443");
        }
        String host = listen.substring(0, colon);
        boolean secure = http.flag("tls", true);
        Optional<Path> certificate = http.optionalPath("certificate");
        Optional<Path> key = http.optionalPath("key");
        if (certificate.isPresent() != key.isPresent()) {
            throw http.wrongValue(
                    certificate.isPresent() ? "certificate" : "key", "goes with the other of 'certificate' and 'key'");
        }
        if (!secure && !isLoopback(host)) {
            throw http.wrongValue("tls", "may be false on loopback addresses only, and " + host + " is none");
        }
        ServerSettings.Http settings = new ServerSettings.Http(
                host,
                port,
                secure
                        ? Optional.of(new ServerSettings.Tls(
                                certificate.map(file -> new ServerSettings.Tls.Files(file, key.orElseThrow()))))
                        : Optional.empty(),
                http.integer("maxBodyBytes", 16 * MEBIBYTE, 1024, 1024 * MEBIBYTE),
                http.integer("maxUploadBytes", 256 * MEBIBYTE, 1024, 2047 * MEBIBYTE),
                http.integer("requestsPerSecond", 100, 1, 1_000_000),
                http.integer("burst", 200, 1, 1_000_000),
                http.integer("connections", 1000, 1, 1_000_000),
                http.flag("openMetrics", false));
        http.end();
        return settings;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port <= PORT_MAX ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static ServerSettings.Oidc oidc(Section oidc) {
        ServerSettings.Oidc settings = new ServerSettings.Oidc(
                oidc.text("issuer"), oidc.text("audience"), oidc.path("keysFile"), oidc.text("rolesClaim", "roles"));
        oidc.end();
        return settings;
    }

    /** How log lines look. */
    private enum Format {
        JSON,
        TEXT
    }

    /** How much is logged. */
    private enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    private static ServerSettings.Log log(Section log) {
        ServerSettings.Log settings = new ServerSettings.Log(
                log.choice("format", Format.class, Format.JSON) == Format.JSON,
                log.choice("level", Level.class, Level.INFO).name());
        log.end();
        return settings;
    }

    private static ServerSettings.Operator operator(Section root) {
        ServerSettings.Common common = common(root);
        Section self = root.section("operator");
        OperatorProfile profile = profile(self);
        self.end();
        List<ServerSettings.Partner> partners = new ArrayList<>();
        for (Section entry : root.list("partners")) {
            OperatorProfile partner = profile(entry);
            partners.add(new ServerSettings.Partner(partner, peer(entry)));
            entry.end();
        }
        Section escrow = root.section("escrow");
        ServerSettings.Peer custodian = peer(escrow);
        escrow.end();
        Section transfers = root.section("transfers");
        TransferPolicy policy = policy(transfers);
        Duration queryTimeout = transfers.duration("queryTimeout", Duration.ofMinutes(5));
        transfers.end();
        return new ServerSettings.Operator(
                common,
                profile,
                numbers(root.section("numbers")),
                SmscReader.read(root),
                custodian,
                List.copyOf(partners),
                root.optionalPath("aucCertificate"),
                hooks(root),
                policy,
                queryTimeout);
    }

    private static List<ServerSettings.Hook> hooks(Section root) {
        List<ServerSettings.Hook> hooks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section entry : root.list("webhooks")) {
            String name = entry.text("name");
            if (!name.matches("[A-Za-z0-9._-]{1,64}") || !names.add(name)) {
                throw entry.wrongValue(
                        "name", "is '" + name + "', and must be 1 to 64 letters, digits, dots, dashes of its own");
            }
            URI url = address(entry.text("url")).orElse(URI.create(""));
            boolean secure = "https".equals(url.getScheme());
            boolean local = "http".equals(url.getScheme()) && url.getHost() != null && isLoopback(url.getHost());
            if (url.getHost() == null || url.getRawUserInfo() != null || !secure && !local) {
                // Not the value: people write secrets into addresses.
                throw entry.wrongValue(
                        "url", "must be https://host/path without a user, or http to this machine itself");
            }
            hooks.add(new ServerSettings.Hook(name, url, entry.path("secretFile"), entry.optionalPath("authorities")));
            entry.end();
        }
        return List.copyOf(hooks);
    }

    private static Optional<URI> address(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static OperatorProfile profile(Section section) {
        OperatorId id = section.value("id", OperatorId::new);
        String mcc = section.text("mcc");
        Plmn plmn = section.value("mnc", mnc -> new Plmn(mcc, mnc));
        Msisdn otaNumber = section.value("otaNumber", Msisdn::new);
        Msisdn serviceCentre = section.value("serviceCentre", Msisdn::new);
        return section.value(
                "serviceProviderName", name -> new OperatorProfile(id, plmn, otaNumber, serviceCentre, name));
    }

    private static ServerSettings.Peer peer(Section section) {
        URI url = section.value("url", URI::create);
        if (!"https".equals(url.getScheme()) || url.getHost() == null || url.getRawQuery() != null) {
            throw section.wrongValue("url", "is '" + url + "', and must be https://host:port");
        }
        return new ServerSettings.Peer(url, section.path("certificate"));
    }

    private static ServerSettings.Numbers numbers(Section numbers) {
        String prefix = numbers.value("prefix", Msisdn::new).digits();
        int digits = numbers.integer("imsiDigits", 8, 1, 10);
        if (prefix.length() + digits > MSISDN_DIGITS_MAX) {
            throw numbers.wrongValue("imsiDigits", "makes numbers of more than 15 digits");
        }
        numbers.end();
        return new ServerSettings.Numbers(prefix, digits);
    }

    private static TransferPolicy policy(Section transfers) {
        TransferPolicy usual = TransferPolicy.standard();
        return transfers.whole(() -> new TransferPolicy(
                transfers.duration("submitTimeout", usual.submitTimeout()),
                transfers.duration("smsValidity", usual.smsValidity()),
                transfers.duration("porTimeout", usual.porTimeout()),
                transfers.duration("firstRetryDelay", usual.firstRetryDelay()),
                transfers.duration("maxRetryDelay", usual.maxRetryDelay()),
                transfers.integer("maxRebuilds", usual.maxRebuilds(), 0, 100)));
    }

    private static ServerSettings.Escrow escrow(Section root) {
        ServerSettings.Common common = common(root);
        Section policy = root.section("policy");
        EscrowPolicy demanded =
                new EscrowPolicy(policy.flag("destroyConfirmed", false), policy.integer("officers", 0, 0, 9));
        policy.end();
        return new ServerSettings.Escrow(
                common, demanded, root.optionalPath("pinFile"), clients(root, "operators"), clients(root, "owners"));
    }

    private static List<ServerSettings.Client> clients(Section root, String key) {
        List<ServerSettings.Client> clients = new ArrayList<>();
        for (Section entry : root.list(key)) {
            clients.add(new ServerSettings.Client(entry.value("id", OperatorId::new), entry.path("certificate")));
            entry.end();
        }
        return List.copyOf(clients);
    }
}
