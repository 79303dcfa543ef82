package io.simshift.server.vault;

import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The embedded vault: a master key in a PKCS#12 file that only its owner may read. */
public final class KeystoreVault implements KeyVault {
    private static final byte FORMAT = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MASTER_KEY_BYTES = 32;
    private static final String ALIAS = "master";

    private final SecretKey masterKey;
    private final SecureRandom random;

    private KeystoreVault(SecretKey masterKey, SecureRandom random) {
        this.masterKey = masterKey;
        this.random = random;
    }

    /**
     * Opens the vault in {@code file}, or makes it with a fresh master key where there is no such file.
     *
     * @throws VaultException with one clear line where the password is wrong or the file is no such keystore
     */
    public static KeystoreVault open(Path file, char[] password, SecureRandom random) {
        try {
            SecretKey key = Files.exists(file) ? load(file, password) : create(file, password, random);
            return new KeystoreVault(key, random);
        } catch (IOException e) {
            throw new VaultException("vault " + file + " cannot be written: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new VaultException("vault " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static SecretKey load(Path file, char[] password) throws GeneralSecurityException {
        KeyStore store = KeystoreFile.load(file, password);
        if (!(store.getKey(ALIAS, password) instanceof SecretKey key)) {
            throw new VaultException("vault " + file + " holds no master key");
        }
        return key;
    }

    private static SecretKey create(Path file, char[] password, SecureRandom random)
            throws GeneralSecurityException, IOException {
        byte[] bytes = new byte[MASTER_KEY_BYTES];
        random.nextBytes(bytes);
        SecretKey key = new SecretKeySpec(bytes, "AES");
        Arrays.fill(bytes, (byte) 0);
        KeyStore store = KeystoreFile.empty();
        store.setEntry(ALIAS, new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(password));
        KeystoreFile.write(store, file, password);
        return key;
    }

    @Override
    public byte[] wrap(SecretBytes secret, byte[] associatedData) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain = secret.reveal();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(FORMAT)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new VaultException("a key cannot be wrapped: " + e.getMessage(), e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) {
        if (wrapped.length < 1 + NONCE_BYTES + TAG_BITS / 8 || wrapped[0] != FORMAT) {
            throw new VaultException("a wrapped key has an unknown format");
        }
        byte[] nonce = Arrays.copyOfRange(wrapped, 1, 1 + NONCE_BYTES);
        byte[] plain = null;
        try {
            plain = cipher(Cipher.DECRYPT_MODE, nonce, associatedData)
                    .doFinal(wrapped, 1 + NONCE_BYTES, wrapped.length - 1 - NONCE_BYTES);
            return SecretBytes.copyOf(plain);
        } catch (GeneralSecurityException e) {
            throw new VaultException("a wrapped key was changed, or belongs to something else or to another vault", e);
        } finally {
            if (plain != null) {
                Arrays.fill(plain, (byte) 0);
            }
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, masterKey, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
