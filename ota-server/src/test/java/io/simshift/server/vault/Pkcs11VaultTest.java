package io.simshift.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault in a token, with Debian's softhsm2. */
class Pkcs11VaultTest extends KeyVaultTest {
    private static Path library;
    private static Pkcs11Vault vault;

    @BeforeAll
    static void makeToken() throws IOException, InterruptedException {
        if (SoftToken.library().isEmpty()) {
            System.out.println("skipped: vault in a PKCS#11 token: softhsm2 is not installed (Debian: softhsm2)");
        }
        assumeTrue(SoftToken.library().isPresent(), "softhsm2 is not installed");
        library = SoftToken.library().orElseThrow();
        SoftToken.make();
        vault = Pkcs11Vault.open(library, 0, SoftToken.PIN, new SecureRandom());
    }

    @Override
    KeyVault vault() {
        return vault;
    }

    @Override
    KeyVault reopened() {
        return Pkcs11Vault.open(library, 0, SoftToken.PIN, random);
    }

    @Test
    void saysWhatIsWrongWithLibraryOrSlot(@TempDir Path folder) throws IOException {
        Path nothing = folder.resolve("nothing.so");
        assertThatThrownBy(() -> Pkcs11Vault.open(nothing, 0, SoftToken.PIN, random))
                .isInstanceOf(VaultException.class)
                .hasMessage("there is no PKCS#11 library " + nothing);
        Path rubbish = Files.writeString(folder.resolve("rubbish.so"), "rubbish");
        assertThatThrownBy(() -> Pkcs11Vault.open(rubbish, 0, SoftToken.PIN, random))
                .isInstanceOf(VaultException.class)
                .hasMessageStartingWith("the token of " + rubbish + " cannot be used: ");
        assertThatThrownBy(() -> Pkcs11Vault.open(library, 7, SoftToken.PIN, random))
                .isInstanceOf(VaultException.class)
                .hasMessageStartingWith("the token of " + library + " cannot be used: ");
    }

    @Test
    void letsNoMasterKeyOut() throws Exception {
        Provider provider = Security.getProvider("SunPKCS11").configure(Pkcs11Vault.configuration(library, 0));
        KeyStore token = KeyStore.getInstance("PKCS11", provider);
        token.load(null, SoftToken.PIN);
        Key master = token.getKey(MasterKeys.alias(vault.version()), null);
        assertThat(master.getAlgorithm()).isEqualTo("AES");
        assertThat(master.getEncoded()).isNull();
        assertThat(master.toString()).contains("sensitive", "unextractable");
    }
}
