package io.simshift.server.vault;

import io.simshift.protocol.secret.SecretBytes;

/**
 * Wraps keys for storage, with AES-256-GCM under a master key that has a version. An implementation is safe for use by
 * several threads.
 */
public interface KeyVault {
    /**
     * Encrypts {@code secret} under the newest master key.
     *
     * @param associatedData what the secret belongs to; the same bytes are needed to unwrap
     * @return {@link WrappedKey}, encoded
     */
    byte[] wrap(SecretBytes secret, byte[] associatedData);

    /**
     * The secret again.
     *
     * @throws VaultException where {@code wrapped} was changed, or belongs to other associated data, to another vault or to
     *     a master key that was retired
     */
    SecretBytes unwrap(byte[] wrapped, byte[] associatedData);

    /** Version of the newest master key, from 1. */
    int version();

    /**
     * Makes a new master key. What was wrapped before can still be unwrapped; it goes under the new key when it is wrapped
     * again.
     *
     * @return its version
     */
    int rotate();

    /**
     * Destroys all master keys but the newest: what is still wrapped under them is lost, also in backups.
     *
     * @return how many
     */
    int retireOld();
}
