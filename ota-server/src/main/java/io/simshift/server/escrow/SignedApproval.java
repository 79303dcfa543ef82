package io.simshift.server.escrow;

import io.simshift.server.handover.DocumentLines;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.TextSignature;
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
    private static final String NAME = "approval";
    private static final String FIRST_LINE = "# simshift approval 1";
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
        SignedApproval unsigned = new SignedApproval(officer, document, new byte[0]);
        return new SignedApproval(officer, document, TextSignature.sign(unsigned.text(), key));
    }

    boolean isSignedBy(X509Certificate certificate) {
        return TextSignature.isGenuine(text(), signature, certificate);
    }

    /** The signed file. */
    public byte[] encode() {
        return new SignedDocument(text(), signature).encode();
    }

    /**
     * Reads a signed file. The signature is not checked here.
     *
     * @throws io.simshift.server.handover.HandoverFormatException with the line that is not as it must be
     */
    public static SignedApproval decode(byte[] file) {
        SignedDocument document = SignedDocument.decode(NAME, file);
        DocumentLines in = new DocumentLines(NAME, document.text());
        if (!in.line().equals(FIRST_LINE)) {
            throw in.fail("this is no approval");
        }
        SignedApproval read;
        try {
            read = new SignedApproval(in.party("officer"), in.field("document"), document.signature());
        } catch (IllegalArgumentException e) {
            throw in.fail(e.getMessage());
        }
        if (!read.text().equals(document.text())) {
            throw in.fail("the file is not in its one canonical form");
        }
        return read;
    }

    private String text() {
        return FIRST_LINE + "\n# officer: " + officer + "\n# document: " + document + "\n";
    }
}
