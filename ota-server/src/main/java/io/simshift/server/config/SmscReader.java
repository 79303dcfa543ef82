package io.simshift.server.config;

import io.simshift.server.smpp.MessageIdForm;
import io.simshift.server.smpp.SmppBinds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The way to the SMSCs: one as {@code smsc}, or several as {@code smscs}. */
final class SmscReader {
    private static final int PORT_MAX = 65535;
    private static final int WINDOW_MAX = 10_000;
    private static final int RATE_MAX = 1_000_000;

    private SmscReader() {}

    static List<ServerSettings.Smsc> read(Section root) {
        if (!root.has("smscs")) {
            Section only = root.section("smsc");
            return List.of(smsc(only, only.text("name", "")));
        }
        if (root.has("smsc")) {
            throw root.wrongValue(
                    "smscs", "stands beside 'smsc'; one SMSC is written as the one, several as the other");
        }
        root.section("smsc");
        List<ServerSettings.Smsc> several = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section entry : root.list("smscs")) {
            String name = entry.text("name");
            if (!names.add(name)) {
                throw entry.wrongValue("name", "is that of another SMSC already");
            }
            several.add(smsc(entry, name));
        }
        if (several.isEmpty()) {
            throw root.wrongValue("smscs", "has no entry");
        }
        return List.copyOf(several);
    }

    private static ServerSettings.Smsc smsc(Section smsc, String name) {
        String host = smsc.text("host");
        ServerSettings.Smsc settings = new ServerSettings.Smsc(
                name,
                host,
                smsc.integer("port", 2775, 1, PORT_MAX),
                smsc.text("systemId"),
                smsc.path("passwordFile"),
                smsc.text("systemType", ""),
                smsc.flag("receipts", true),
                smsc.choice("messageIds", MessageIdForm.class, MessageIdForm.AS_WRITTEN),
                smsc.integer("window", 10, 1, WINDOW_MAX),
                new SmppBinds(
                        smsc.choice("bindAs", SmppBinds.Form.class, SmppBinds.Form.TRANSCEIVER),
                        smsc.integer("binds", 1, 1, SmppBinds.COUNT_MAX)),
                smsc.integer("messagesPerSecond", 0, 0, RATE_MAX),
                smsc.has("tls") ? Optional.of(tls(smsc.section("tls"), host)) : Optional.empty());
        smsc.section("tls");
        smsc.end();
        return settings;
    }

    private static ServerSettings.SmscTls tls(Section tls, String host) {
        Optional<Path> authorities = tls.optionalPath("authorities");
        Optional<Path> store = tls.optionalPath("trustStore");
        Optional<Path> storePassword = tls.optionalPath("trustStorePasswordFile");
        if (authorities.isPresent() && store.isPresent()) {
            throw tls.wrongValue("trustStore", "stands beside 'authorities'; trust comes from one of them");
        }
        if (store.isPresent() != storePassword.isPresent()) {
            throw tls.wrongValue(
                    store.isPresent() ? "trustStore" : "trustStorePasswordFile",
                    "goes with the other of 'trustStore' and 'trustStorePasswordFile'");
        }
        Optional<Path> certificate = tls.optionalPath("certificate");
        Optional<Path> key = tls.optionalPath("key");
        if (certificate.isPresent() != key.isPresent()) {
            throw tls.wrongValue(
                    certificate.isPresent() ? "certificate" : "key", "goes with the other of 'certificate' and 'key'");
        }
        ServerSettings.SmscTls settings = new ServerSettings.SmscTls(
                authorities,
                store.map(file -> new ServerSettings.TrustStore(file, storePassword.orElseThrow())),
                certificate.map(file -> new ServerSettings.Tls.Files(file, key.orElseThrow())),
                tls.text("serverName", host));
        tls.end();
        return settings;
    }
}
