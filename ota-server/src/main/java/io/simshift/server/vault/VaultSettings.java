package io.simshift.server.vault;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a vault is, as {@code vault.properties} in its owner's folder says it; there is no secret in it. Without that file it is a
 * keystore.
 *
 * @param library the token's PKCS#11 library
 * @param slotListIndex which of the library's slots with a token, from 0
 */
public record VaultSettings(Path library, int slotListIndex) {
    /** Its name. */
    public static final String FILE = "vault.properties";

    private static final String VAULT = "vault";
    private static final String TOKEN = "pkcs11";
    private static final String LIBRARY = "library";
    private static final String SLOT = "slot-list-index";

    /** What stands in the folder; empty for a keystore. */
    public static Optional<VaultSettings> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
            if (!TOKEN.equals(properties.getProperty(VAULT))) {
                throw new VaultException(file + " names no vault that there is");
            }
            return Optional.of(new VaultSettings(
                    Path.of(properties.getProperty(LIBRARY, "")),
                    Integer.parseInt(properties.getProperty(SLOT, "").strip())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new VaultException(file + " does not say which token: " + e.getMessage(), e);
        }
    }

    /** Writes it into the folder. */
    public void write(Path folder) throws IOException {
        Properties properties = new Properties();
        properties.setProperty(VAULT, TOKEN);
        properties.setProperty(LIBRARY, library.toString());
        properties.setProperty(SLOT, Integer.toString(slotListIndex));
        Files.createDirectories(folder);
        try (Writer out = Files.newBufferedWriter(folder.resolve(FILE))) {
            properties.store(out, null);
        }
    }

    /** Opens the token. */
    public KeyVault open(char[] pin, SecureRandom random) {
        return Pkcs11Vault.open(library, slotListIndex, pin, random);
    }
}
