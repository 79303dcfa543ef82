package io.simshift.server.vault;

import io.simshift.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/** The versions of a master key, wherever they live, and AES-GCM under them. Never changed: a rotation makes another one. */
final class MasterKeys {
    private static final String ALIAS = "simshift-master-";
    private static final int MAX_VERSIONS_DIGITS = 9;

    private final SortedMap<Integer, Key> byVersion;
    private final Provider provider;
    private final SecureRandom random;

    /** @param provider does the ciphering; null for whichever can */
    private MasterKeys(SortedMap<Integer, Key> byVersion, Provider provider, SecureRandom random) {
        this.byVersion = byVersion;
        this.provider = provider;
        this.random = random;
    }

    static String alias(int version) {
        return ALIAS + version;
    }

    /** All master keys in a keystore; it may have none. */
    static MasterKeys in(KeyStore store, char[] password, Provider provider, SecureRandom random)
            throws GeneralSecurityException {
        SortedMap<Integer, Key> keys = new TreeMap<>();
        for (Enumeration<String> aliases = store.aliases(); aliases.hasMoreElements(); ) {
            String alias = aliases.nextElement();
            if (alias.matches(ALIAS + "[1-9][0-9]{0," + (MAX_VERSIONS_DIGITS - 1) + "}") && store.isKeyEntry(alias)) {
                keys.put(Integer.parseInt(alias.substring(ALIAS.length())), store.getKey(alias, password));
            }
        }
        return new MasterKeys(Collections.unmodifiableSortedMap(keys), provider, random);
    }

    boolean isEmpty() {
        return byVersion.isEmpty();
    }

    int newest() {
        return byVersion.lastKey();
    }

    /** The versions before the newest. */
    Iterable<Integer> old() {
        return byVersion.headMap(newest()).keySet();
    }

    byte[] wrap(SecretBytes secret, byte[] associatedData) {
        byte[] nonce = new byte[WrappedKey.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] plain = secret.reveal();
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, newest(), nonce, associatedData);
            return new WrappedKey(newest(), nonce, cipher.doFinal(plain)).encode();
        } catch (GeneralSecurityException | ProviderException e) {
            // A token that is gone tells it by the unchecked one.
            throw new VaultException("a key cannot be wrapped: " + e.getMessage(), e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    SecretBytes unwrap(byte[] wrapped, byte[] associatedData) {
        WrappedKey key = WrappedKey.decode(wrapped);
        if (!byVersion.containsKey(key.version())) {
            throw new VaultException("a key is wrapped under master key " + key.version()
                    + ", which this vault does not have (any more)");
        }
        byte[] plain = null;
        try {
            plain = cipher(Cipher.DECRYPT_MODE, key.version(), key.nonce(), associatedData)
                    .doFinal(key.sealed());
            return SecretBytes.copyOf(plain);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new VaultException("a wrapped key was changed, or belongs to something else or to another vault", e);
        } finally {
            if (plain != null) {
                Arrays.fill(plain, (byte) 0);
            }
        }
    }

    private Cipher cipher(int mode, int version, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        String name = "AES/GCM/NoPadding";
        Cipher cipher = provider == null ? Cipher.getInstance(name) : Cipher.getInstance(name, provider);
        cipher.init(mode, byVersion.get(version), new GCMParameterSpec(WrappedKey.TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(ByteBuffer.allocate(WrappedKey.HEADER_BYTES + associatedData.length)
                .put(WrappedKey.header(version))
                .put(associatedData)
                .array());
        return cipher;
    }
}
