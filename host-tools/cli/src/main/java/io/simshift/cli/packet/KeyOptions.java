package io.simshift.cli.packet;

import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import picocli.CommandLine.Option;

/** Options about keys that encode and decode share. */
final class KeyOptions {
    @Option(
            names = "--kic-key",
            paramLabel = "KEY",
            description =
                    "Key for ciphering: hexadecimal digits, or @FILE or env:NAME, which keep it out of the shell's"
                            + " history and the list of processes.")
    private String kicKey;

    @Option(names = "--kid-key", paramLabel = "KEY", description = "Key for the check value, in the same forms.")
    private String kidKey;

    @Option(
            names = "--implicit",
            paramLabel = "aes|des3",
            defaultValue = "aes",
            description = "Algorithm of a KIc or KID that leaves it open (low digit 0): ${COMPLETION-CANDIDATES};"
                    + " default ${DEFAULT-VALUE}.")
    private KeyChoice.Implicit implicit;

    @Option(
            names = "--transport",
            paramLabel = "sms|tcp",
            defaultValue = "sms",
            description = "What carries the packet: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Transport transport;

    SecretBytes kicKey() throws IOException {
        return new KeyInput(System::getenv).read("--kic-key", kicKey);
    }

    SecretBytes kidKey() throws IOException {
        return new KeyInput(System::getenv).read("--kid-key", kidKey);
    }

    KeyChoice.Implicit implicit() {
        return implicit;
    }

    Transport transport() {
        return transport;
    }

    /** KIc or KID where the command line has none: keyset 1, AES. */
    static KeyIdentifier orDefault(KeyIdentifier given) {
        return given == null ? new KeyIdentifier(0x12) : given;
    }
}
