package io.simshift.server.vault;

import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The embedded vault: master keys in a PKCS#12 file that only its owner may read. */
public final class KeystoreVault implements KeyVault {
    private static final int MASTER_KEY_BYTES = 32;

    private final Path file;
    private final char[] password;
    private final SecureRandom random;
    private volatile MasterKeys keys;

    private KeystoreVault(Path file, char[] password, SecureRandom random) {
        this.file = file;
        this.password = password.clone();
        this.random = random;
    }

    /**
     * Opens the vault in {@code file}, or makes it with a fresh master key where there is no such file.
     *
     * @throws VaultException with one clear line where the password is wrong or the file is no such keystore
     */
    public static KeystoreVault open(Path file, char[] password, SecureRandom random) {
        KeystoreVault vault = new KeystoreVault(file, password, random);
        if (Files.exists(file)) {
            vault.change(store -> false);
            if (vault.keys.isEmpty()) {
                throw new VaultException("vault " + file + " holds no master key");
            }
        } else {
            vault.rotate();
        }
        return vault;
    }

    private interface Change {
        /** Whether anything was changed. */
        boolean apply(KeyStore store) throws GeneralSecurityException;
    }

    /** A changed keystore is on the disk before a key in it is used. */
    private synchronized void change(Change change) {
        try {
            KeyStore store = Files.exists(file) ? KeystoreFile.load(file, password) : KeystoreFile.empty();
            if (change.apply(store)) {
                KeystoreFile.write(store, file, password);
            }
            keys = MasterKeys.in(store, password, null, random);
        } catch (IOException e) {
            throw new VaultException("vault " + file + " cannot be written: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new VaultException("vault " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized int rotate() {
        int next = keys == null ? 1 : keys.newest() + 1;
        change(store -> {
            byte[] bytes = new byte[MASTER_KEY_BYTES];
            random.nextBytes(bytes);
            SecretKey key = new SecretKeySpec(bytes, "AES");
            Arrays.fill(bytes, (byte) 0);
            store.setEntry(
                    MasterKeys.alias(next),
                    new KeyStore.SecretKeyEntry(key),
                    new KeyStore.PasswordProtection(password));
            return true;
        });
        return next;
    }

    @Override
    public synchronized int retireOld() {
        MasterKeys before = keys;
        int[] retired = {0};
        change(store -> {
            for (int version : before.old()) {
                store.deleteEntry(MasterKeys.alias(version));
                retired[0]++;
            }
            return retired[0] > 0;
        });
        return retired[0];
    }

    @Override
    public byte[] wrap(SecretBytes secret, byte[] associatedData) {
        return keys.wrap(secret, associatedData);
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) {
        return keys.unwrap(wrapped, associatedData);
    }

    @Override
    public int version() {
        return keys.newest();
    }
}
