package io.simshift.server.vault;

import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/**
 * A vault in a PKCS#11 token. Its master keys are made in the token, sensitive and not extractable: they never leave it, all
 * wrapping and unwrapping is done inside.
 */
public final class Pkcs11Vault implements KeyVault {
    private static final int MASTER_KEY_BITS = 256;

    private final Provider provider;
    private final KeyStore token;
    private final SecureRandom random;
    private volatile MasterKeys keys;

    private Pkcs11Vault(Provider provider, KeyStore token, SecureRandom random) {
        this.provider = provider;
        this.token = token;
        this.random = random;
    }

    /**
     * Opens the vault in a token, or makes a master key there where it has none.
     *
     * @param library the token's PKCS#11 library
     * @param slotListIndex which of the library's slots with a token, from 0
     * @param pin of the user
     * @param random for nonces
     * @throws VaultException with one clear line where library, token or PIN are wrong
     */
    public static Pkcs11Vault open(Path library, int slotListIndex, char[] pin, SecureRandom random) {
        try {
            Provider provider = Security.getProvider("SunPKCS11").configure(configuration(library, slotListIndex));
            KeyStore token = KeyStore.getInstance("PKCS11", provider);
            token.load(null, pin);
            Pkcs11Vault vault = new Pkcs11Vault(provider, token, random);
            vault.read();
            if (vault.keys.isEmpty()) {
                vault.add(1);
            }
            return vault;
        } catch (IOException e) {
            throw new VaultException("the token of " + library + " does not take this PIN", e);
        } catch (GeneralSecurityException | ProviderException | InvalidParameterException e) {
            throw new VaultException("the token of " + library + " cannot be used: " + e.getMessage(), e);
        }
    }

    static String configuration(Path library, int slotListIndex) {
        if (!Files.isRegularFile(library)) {
            throw new VaultException("there is no PKCS#11 library " + library);
        }
        // In line ("--"); attributes of the keys that are made, PKCS#11 2.40 section 4.10.
        return "--name = Simshift\nlibrary = \"" + library + "\"\nslotListIndex = " + slotListIndex
                + "\nattributes(*, CKO_SECRET_KEY, CKK_AES) = {\n"
                + "  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n  CKA_ENCRYPT = true\n  CKA_DECRYPT = true\n}\n";
    }

    private void read() throws GeneralSecurityException {
        keys = MasterKeys.in(token, null, provider, random);
    }

    private void add(int version) throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(MASTER_KEY_BITS);
        SecretKey key = generator.generateKey();
        if (key.getEncoded() != null) {
            throw new VaultException("the token lets its keys out: it is no vault");
        }
        token.setKeyEntry(MasterKeys.alias(version), key, null, null);
        read();
    }

    @Override
    public synchronized int rotate() {
        int next = keys.newest() + 1;
        try {
            add(next);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new VaultException("the token makes no key: " + e.getMessage(), e);
        }
        return next;
    }

    @Override
    public synchronized int retireOld() {
        int retired = 0;
        try {
            for (int version : keys.old()) {
                token.deleteEntry(MasterKeys.alias(version));
                retired++;
            }
            read();
        } catch (GeneralSecurityException | ProviderException e) {
            throw new VaultException("the token does not destroy its old keys: " + e.getMessage(), e);
        }
        return retired;
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
