package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.AkaName;
import io.simshift.server.escrow.KeyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which keys the slots of a batch get. */
final class KeyOptions {
    @Option(
            names = "--aka",
            paramLabel = "milenage|tuak",
            defaultValue = "milenage",
            description =
                    "AKA algorithm (default: milenage); tuak-MAC-RES-CK-IK-N gives TUAK's lengths in bytes and its"
                            + " iterations, tuak is tuak-8-8-16-16-1.")
    private String aka;

    @Option(
            names = "--k-bytes",
            paramLabel = "16|32",
            defaultValue = "16",
            description = "Length of K; 32 with TUAK only (default: 16).")
    private int kSizeBytes;

    @Option(
            names = "--ota",
            paramLabel = "ALGORITHM",
            defaultValue = "AES-128",
            description = "Of the OTA keys: AES-128 (default), AES-192, AES-256, 3DES, 3DES-3.")
    private String ota;

    @Option(
            names = "--op",
            paramLabel = "slot|card|operator",
            defaultValue = "slot",
            description =
                    "Where OPc (TOPc) comes from: random for each slot (default), from a random OP (TOP) for each card, or"
                            + " from one OP for all.")
    private String variant;

    @Option(
            names = "--op-file",
            paramLabel = "FILE",
            description = "With --op operator: the OP (TOP) in hexadecimal digits; without it a random one.")
    private Path opFile;

    KeyPlan plan() throws IOException {
        Optional<SecretBytes> op = opFile == null ? Optional.empty() : Optional.of(readOp());
        try {
            return new KeyPlan(AkaName.parse(aka), kSizeBytes, otaAlgorithm(), variant(), op);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(AuditOptions.capital(e.getMessage()));
        }
    }

    private SecretBytes readOp() throws IOException {
        byte[] bytes = HexInput.parse("--op-file", Files.readString(opFile).strip());
        SecretBytes op = SecretBytes.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return op;
    }

    private OtaAlgorithm otaAlgorithm() {
        try {
            return OtaAlgorithm.parse(ota);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--ota " + ota + " " + e.getMessage());
        }
    }

    private KeyPlan.Variant variant() {
        try {
            return KeyPlan.Variant.valueOf(variant.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--op is slot, card or operator, not " + variant);
        }
    }
}
