package io.simshift.server.bip;

import io.simshift.protocol.secret.SecretBytes;
import java.util.Optional;

/** Where the pre-shared keys of cards are. Asked on network threads, in the middle of a handshake: nothing here may block. */
@FunctionalInterface
public interface PskVault {
    /** The key of this PSK identity, in a secret of its own that the caller closes; empty for one that nobody has. */
    Optional<SecretBytes> find(byte[] identity);
}
