package io.simshift.server.handover;

import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A hand-over with the signature of its {@link Handover#signer()}: ECDSA with SHA-256 over {@link Handover#canonicalBytes()}.
 *
 * @param signature DER, as the JDK's SHA256withECDSA makes it
 */
public record SignedHandover(Handover handover, byte[] signature) {
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final String SIGNATURE = "# signature: ";
    private static final String NAME = "hand-over";

    public SignedHandover {
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Signs with the signer's key. */
    public static SignedHandover sign(Handover handover, OperatorIdentity signer) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(signer.privateKey());
            signature.update(handover.canonicalBytes());
            return new SignedHandover(handover, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a hand-over cannot be signed: " + e.getMessage(), e);
        }
    }

    /** True where the signature is that of the certificate's key over this hand-over. */
    public boolean isSignedBy(X509Certificate signer) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(signer.getPublicKey());
            verifier.update(handover.canonicalBytes());
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature that is not even DER, or a certificate for another algorithm: in any case not this signer's.
            return false;
        }
    }

    /** The signed file: the canonical text and a last line {@code # signature: base64}. */
    public byte[] encode() {
        String text = new String(handover.canonicalBytes(), StandardCharsets.UTF_8)
                + SIGNATURE
                + Base64.getEncoder().encodeToString(signature)
                + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * SHA-256 of the text that is signed, 64 hex digits: how the escrow's ledger and its officers name it. It does not depend
     * on the signature, of which there may be many over one text.
     */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(handover.canonicalBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /**
     * Reads a signed file. The signature is not checked here.
     *
     * @throws HandoverFormatException with the line that is not as it must be
     */
    public static SignedHandover decode(byte[] file) {
        String text = new String(file, StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        if (lines.size() < 7) {
            throw new HandoverFormatException(NAME, lines.size(), "the file is too short");
        }
        Handover.Kind kind = switch (lines.get(0)) {
            case "# simshift hand-over 1" -> Handover.Kind.HAND_OVER;
            case "# simshift cancellation 1" -> Handover.Kind.CANCELLATION;
            case "# simshift confirmation 1" -> Handover.Kind.CONFIRMATION;
            default -> throw new HandoverFormatException(NAME, 1, "this is no hand-over");
        };
        try {
            List<HandoverEntry> entries = HandoverCsv.read(NAME, new StringReader(text));
            String signature = field(lines, lines.size() - 1, SIGNATURE);
            SignedHandover read = new SignedHandover(
                    new Handover(
                            kind,
                            new OperatorId(field(lines, 1, "# donor: ")),
                            new OperatorId(field(lines, 2, "# recipient: ")),
                            Instant.parse(field(lines, 3, "# created: ")),
                            entries),
                    Base64.getDecoder().decode(signature));
            // What is signed is the text built anew: a file that says the same in another way is not taken.
            if (!Arrays.equals(read.encode(), file)) {
                throw new HandoverFormatException(NAME, lines.size(), "the file is not in its one canonical form");
            }
            return read;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new HandoverFormatException(NAME, 1, e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot be read", e);
        }
    }

    private static String field(List<String> lines, int index, String name) {
        String line = lines.get(index);
        if (!line.startsWith(name)) {
            throw new HandoverFormatException(NAME, index + 1, "'" + name.strip() + "' is expected here");
        }
        return line.substring(name.length());
    }
}
