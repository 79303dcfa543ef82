package io.simshift.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreVaultTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final byte[] CARD = "card 1".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes key = SecretBytes.random(16, random);
    private Path file;
    private KeystoreVault vault;

    @BeforeEach
    void open() {
        file = folder.resolve("vault.p12");
        vault = KeystoreVault.open(file, PASSWORD, random);
    }

    @Test
    void unwrapsAfterReopening() {
        byte[] wrapped = vault.wrap(key, CARD);
        assertThat(KeystoreVault.open(file, PASSWORD, random).unwrap(wrapped, CARD))
                .isEqualTo(key);
    }

    @Test
    void wrapsTheSameKeyDifferentlyEachTime() {
        assertThat(vault.wrap(key, CARD)).isNotEqualTo(vault.wrap(key, CARD));
    }

    @Test
    void refusesAnotherCardsKey() {
        byte[] wrapped = vault.wrap(key, CARD);
        assertThatThrownBy(() -> vault.unwrap(wrapped, "card 2".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(VaultException.class);
    }

    @Test
    void refusesEveryFlippedBitAndEveryTruncation() {
        byte[] wrapped = vault.wrap(key, CARD);
        for (int bit = 0; bit < wrapped.length * 8; bit++) {
            byte[] changed = wrapped.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> vault.unwrap(changed, CARD)).isInstanceOf(VaultException.class);
        }
        for (int length = 0; length < wrapped.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(wrapped, length);
            assertThatThrownBy(() -> vault.unwrap(cut, CARD)).isInstanceOf(VaultException.class);
        }
    }

    @Test
    void saysThatThePasswordIsWrong() {
        assertThatThrownBy(() -> KeystoreVault.open(file, "guess".toCharArray(), random))
                .isInstanceOf(VaultException.class)
                .hasMessage("wrong password for " + file);
    }

    @Test
    void saysThatAFileIsNoKeystore() throws Exception {
        Path other = Files.writeString(folder.resolve("other.p12"), "no keystore");
        assertThatThrownBy(() -> KeystoreVault.open(other, PASSWORD, random))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void letsOnlyTheOwnerReadTheFile() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void refusesKeysOfAnotherVault() {
        byte[] wrapped = vault.wrap(key, CARD);
        KeystoreVault other = KeystoreVault.open(folder.resolve("other.p12"), PASSWORD, random);
        assertThatThrownBy(() -> other.unwrap(wrapped, CARD)).isInstanceOf(VaultException.class);
    }
}
