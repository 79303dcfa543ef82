package io.simshift.server.handover;

import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.TextSignature;
import java.security.cert.X509Certificate;

/**
 * A hand-over with the signature of its {@link Handover#signer()}: ECDSA with SHA-256 over {@link Handover#text()}.
 *
 * @param signature DER, as the JDK's SHA256withECDSA makes it
 */
public record SignedHandover(Handover handover, byte[] signature) {
    public SignedHandover {
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Signs with the signer's key. */
    public static SignedHandover sign(Handover handover, OperatorIdentity signer) {
        return new SignedHandover(handover, TextSignature.sign(handover.text(), signer));
    }

    /** True where the signature is that of the certificate's key over this hand-over. */
    public boolean isSignedBy(X509Certificate signer) {
        return TextSignature.isGenuine(handover.text(), signature, signer);
    }

    /** The signed file: the canonical text and a last line {@code # signature: base64}. */
    public byte[] encode() {
        return new SignedDocument(handover.text(), signature).encode();
    }

    /**
     * SHA-256 of the text that is signed, 64 hex digits: how the escrow's ledger and its officers name it. It does not depend
     * on the signature, of which there may be many over one text.
     */
    public String sha256() {
        return TextSignature.sha256(handover.text());
    }

    /**
     * Reads a signed file. The signature is not checked here.
     *
     * @throws HandoverFormatException with the line that is not as it must be
     */
    public static SignedHandover decode(byte[] file) {
        SignedDocument document = SignedDocument.decode(Handover.NAME, file);
        return new SignedHandover(Handover.parse(document.text()), document.signature());
    }
}
