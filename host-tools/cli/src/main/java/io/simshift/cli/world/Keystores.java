package io.simshift.cli.world;

import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.vault.KeystoreVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Identities and vaults, made once for all worlds of a process: they take longer to make than a card lives through a week.
 * Nothing that a world tells depends on them. Their password protects nothing, so that a single round derives keys from it:
 * with the platform's 10,000 the servers' restarts took ten times as long as all the rest of a world.
 */
final class Keystores {
    private static final String[] FILES = {"identity.p12", "vault.p12"};
    private static final Clock MADE_AT = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final List<String> ROUNDS = List.of(
            "keystore.pkcs12.macIterationCount",
            "keystore.pkcs12.certPbeIterationCount",
            "keystore.pkcs12.keyPbeIterationCount");
    private static final Map<String, Map<String, byte[]>> MADE = new TreeMap<>();

    private Keystores() {}

    /** Of every keystore of every world: what is in them is worth nothing. */
    static char[] password() {
        return "simulated world".toCharArray();
    }

    /** Puts the keystores of {@code name} into an empty data folder. */
    static void putInto(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, byte[]> file : of(name).entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keystores cannot be put into " + folder, e);
        }
    }

    private static synchronized Map<String, byte[]> of(String name) throws IOException {
        if (!MADE.containsKey(name)) {
            MADE.put(name, makeQuickToOpen(name));
        }
        return MADE.get(name);
    }

    private static Map<String, byte[]> makeQuickToOpen(String name) throws IOException {
        Map<String, String> before = new TreeMap<>();
        ROUNDS.forEach(property -> before.put(property, given(property)));
        try {
            ROUNDS.forEach(property -> Security.setProperty(property, "1"));
            return make(name);
        } finally {
            before.forEach(Security::setProperty);
        }
    }

    /** What {@code property} says; where it is not set, an empty string, which the platform takes as "not set" too. */
    private static String given(String property) {
        String value = Security.getProperty(property);
        return value == null ? "" : value;
    }

    private static Map<String, byte[]> make(String name) throws IOException {
        Path folder = Files.createTempDirectory("simshift-keys");
        SecureRandom random = new SecureRandom();
        OperatorIdentity.open(folder.resolve(FILES[0]), password(), name, MADE_AT, random);
        KeystoreVault.open(folder.resolve(FILES[1]), password(), random);
        Map<String, byte[]> files = new TreeMap<>();
        for (String file : FILES) {
            files.put(file, Files.readAllBytes(folder.resolve(file)));
            Files.delete(folder.resolve(file));
        }
        Files.delete(folder);
        return files;
    }
}
