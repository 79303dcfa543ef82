package io.simshift.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every vault does. */
abstract class KeyVaultTest {
    static final byte[] CARD = "card 1".getBytes(StandardCharsets.US_ASCII);

    final SecureRandom random = new SecureRandom();
    final SecretBytes key = SecretBytes.random(16, random);

    /** The vault under test, opened. */
    abstract KeyVault vault();

    /** The same vault, opened anew. */
    abstract KeyVault reopened();

    @Test
    void unwrapsAfterReopening() {
        byte[] wrapped = vault().wrap(key, CARD);
        assertThat(reopened().unwrap(wrapped, CARD)).isEqualTo(key);
    }

    @Test
    void wrapsTheSameKeyDifferentlyEachTime() {
        assertThat(vault().wrap(key, CARD)).isNotEqualTo(vault().wrap(key, CARD));
    }

    @Test
    void refusesAnotherCardsKey() {
        byte[] wrapped = vault().wrap(key, CARD);
        assertThatThrownBy(() -> vault().unwrap(wrapped, "card 2".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(VaultException.class);
    }

    @Test
    void refusesEveryFlippedBitAndEveryTruncation() {
        byte[] wrapped = vault().wrap(key, CARD);
        for (int bit = 0; bit < wrapped.length * 8; bit++) {
            byte[] changed = wrapped.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> vault().unwrap(changed, CARD)).isInstanceOf(VaultException.class);
        }
        for (int length = 0; length < wrapped.length; length++) {
            byte[] cut = Arrays.copyOf(wrapped, length);
            assertThatThrownBy(() -> vault().unwrap(cut, CARD)).isInstanceOf(VaultException.class);
        }
    }

    @Test
    void readsWhatOlderMasterKeysHaveWrappedUntilTheyAreRetired() {
        int first = vault().version();
        byte[] old = vault().wrap(key, CARD);
        assertThat(vault().rotate()).isEqualTo(first + 1);
        assertThat(vault().version()).isEqualTo(first + 1);
        byte[] fresh = vault().wrap(key, CARD);
        assertThat(old).startsWith(WrappedKey.header(first));
        assertThat(fresh).startsWith(WrappedKey.header(first + 1));
        assertThat(vault().unwrap(old, CARD)).isEqualTo(key);
        assertThat(reopened().version()).isEqualTo(first + 1);
        assertThat(reopened().unwrap(old, CARD)).isEqualTo(key);

        assertThat(vault().retireOld()).isEqualTo(first);
        assertThat(vault().retireOld()).isZero();
        for (KeyVault now : new KeyVault[] {vault(), reopened()}) {
            assertThat(now.unwrap(fresh, CARD)).isEqualTo(key);
            assertThatThrownBy(() -> now.unwrap(old, CARD))
                    .isInstanceOf(VaultException.class)
                    .hasMessage("a key is wrapped under master key " + first
                            + ", which this vault does not have (any more)");
        }
    }
}
