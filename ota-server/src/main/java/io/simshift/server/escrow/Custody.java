package io.simshift.server.escrow;

import io.simshift.server.vault.KeyVault;
import java.util.Objects;
import java.util.Optional;

/**
 * How keys are kept.
 *
 * @param vault wraps them; where there is none, a keystore {@code vault.p12} beside the database
 * @param policy what is demanded before and after a release
 */
public record Custody(Optional<KeyVault> vault, EscrowPolicy policy) {
    /** A keystore, and nothing demanded. */
    public static final Custody DEFAULT = new Custody(Optional.empty(), EscrowPolicy.DEFAULT);

    public Custody {
        Objects.requireNonNull(vault, "vault");
        Objects.requireNonNull(policy, "policy");
    }
}
