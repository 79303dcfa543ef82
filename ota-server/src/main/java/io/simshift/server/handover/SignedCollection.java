package io.simshift.server.handover;

import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The recipient's own word that it wants what a hand-over gives it: how it authenticates where it has no connection of its own
 * to the escrow.
 *
 * @param recipient who wants it
 * @param handover SHA-256 of the hand-over, 64 hex digits: {@link SignedHandover#sha256()}
 * @param createdAt when it was written
 * @param signature DER
 */
public record SignedCollection(OperatorId recipient, String handover, Instant createdAt, byte[] signature) {
    private static final String NAME = "collection";
    private static final String FIRST_LINE = "# simshift collection 1";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public SignedCollection {
        if (!SHA256.matcher(handover).matches()) {
            throw new IllegalArgumentException("a collection names a hand-over by the 64 hex digits of its SHA-256");
        }
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Signs with the recipient's key. */
    public static SignedCollection sign(
            OperatorId recipient, SignedHandover handover, Instant createdAt, OperatorIdentity key) {
        SignedCollection unsigned = new SignedCollection(recipient, handover.sha256(), createdAt, new byte[0]);
        SignedDocument document = SignedDocument.sign(unsigned.text(), key);
        return new SignedCollection(recipient, handover.sha256(), createdAt, document.signature());
    }

    /** True where the signature is that of the certificate's key. */
    public boolean isSignedBy(X509Certificate signer) {
        return document().isSignedBy(signer);
    }

    /** The signed file. */
    public SignedDocument document() {
        return new SignedDocument(text(), signature);
    }

    private String text() {
        return FIRST_LINE + "\n# recipient: " + recipient + "\n# hand-over: " + handover + "\n# created: " + createdAt
                + "\n";
    }

    /**
     * Reads a signed file. The signature is not checked here.
     *
     * @throws HandoverFormatException with the line that is not as it must be
     */
    public static SignedCollection decode(byte[] file) {
        SignedDocument document = SignedDocument.decode(NAME, file);
        DocumentLines in = new DocumentLines(NAME, document.text());
        if (!in.line().equals(FIRST_LINE)) {
            throw in.fail("this is no collection");
        }
        SignedCollection read;
        try {
            read = new SignedCollection(
                    in.party("recipient"), in.field("hand-over"), in.time("created"), document.signature());
        } catch (IllegalArgumentException e) {
            throw in.fail(e.getMessage());
        }
        if (!read.text().equals(document.text())) {
            throw in.fail("the file is not in its one canonical form");
        }
        return read;
    }
}
