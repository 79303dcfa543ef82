package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/**
 * An officer's word that a hand-over may be released: ECDSA with SHA-256 over a text that names both.
 *
 * @param officer the name under which the escrow knows the officer; formed as an operator's
 * @param document SHA-256 of the hand-over, 64 hex digits: {@code SignedHandover.sha256()}
 * @param signature DER
 */
public record SignedApproval(OperatorId officer, String document, byte[] signature) {
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public SignedApproval {
        if (!SHA256.matcher(document).matches()) {
            throw new IllegalArgumentException("an approval names a document by the 64 hex digits of its SHA-256");
        }
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Signs with the officer's key. */
    public static SignedApproval sign(OperatorId officer, String document, OperatorIdentity key) {
        try {
            SignedApproval unsigned = new SignedApproval(officer, document, new byte[0]);
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(key.privateKey());
            signer.update(unsigned.text());
            return new SignedApproval(officer, document, signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an approval cannot be signed: " + e.getMessage(), e);
        }
    }

    boolean isSignedBy(X509Certificate certificate) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(text());
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // Not DER, or a certificate for another algorithm: in any case not this officer's.
            return false;
        }
    }

    private byte[] text() {
        return ("# simshift approval 1\n# officer: " + officer + "\n# document: " + document + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
