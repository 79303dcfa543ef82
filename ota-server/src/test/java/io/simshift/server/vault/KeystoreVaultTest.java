package io.simshift.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreVaultTest extends KeyVaultTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    Path folder;

    private Path file;
    private KeystoreVault vault;

    @BeforeEach
    void open() {
        file = folder.resolve("vault.p12");
        vault = KeystoreVault.open(file, PASSWORD, random);
    }

    @Override
    KeyVault vault() {
        return vault;
    }

    @Override
    KeyVault reopened() {
        return KeystoreVault.open(file, PASSWORD, random);
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
