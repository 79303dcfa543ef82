package io.simshift.server.vault;

import io.simshift.protocol.secret.SecretBytes;

/** Wraps keys for storage. An implementation is safe for use by several threads. */
public interface KeyVault {
    /**
     * Encrypts {@code secret} with AES-256-GCM.
     *
     * @param associatedData what the secret belongs to; the same bytes are needed to unwrap
     * @return format (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
     */
    byte[] wrap(SecretBytes secret, byte[] associatedData);

    /**
     * The secret again.
     *
     * @throws VaultException where {@code wrapped} was changed, or belongs to other associated data or another vault
     */
    SecretBytes unwrap(byte[] wrapped, byte[] associatedData);
}
