package io.simshift.server.handover;

import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.TextSignature;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

/**
 * A text and one signature over it. As a file: the text, and a last line {@code # signature: base64}.
 *
 * @param text lines ended by LF
 * @param signature DER: {@link TextSignature}
 */
public record SignedDocument(String text, byte[] signature) {
    private static final String SIGNATURE = "# signature: ";

    public SignedDocument {
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /** Signs with this key. */
    public static SignedDocument sign(String text, OperatorIdentity signer) {
        return new SignedDocument(text, TextSignature.sign(text, signer));
    }

    /** True where the signature is that of the certificate's key. */
    public boolean isSignedBy(X509Certificate signer) {
        return TextSignature.isGenuine(text, signature, signer);
    }

    /**
     * SHA-256 of the text, 64 hex digits: how the escrow's ledger names it. It does not depend on the signature, of which
     * there may be many over one text.
     */
    public String sha256() {
        return TextSignature.sha256(text);
    }

    /** The file. */
    public byte[] encode() {
        return (text + SIGNATURE + Base64.getEncoder().encodeToString(signature) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the file. The signature is not checked here.
     *
     * @param name how the document is called in error messages
     * @throws HandoverFormatException where it has no signature line as its last, or is not in its one canonical form
     */
    public static SignedDocument decode(String name, byte[] file) {
        String all = new String(file, StandardCharsets.UTF_8);
        int last = all.lastIndexOf("\n" + SIGNATURE) + 1;
        int line = (int) all.chars().filter(c -> c == '\n').count();
        if (last == 0) {
            throw new HandoverFormatException(name, line, "'" + SIGNATURE.strip() + "' is expected in the last line");
        }
        SignedDocument read;
        try {
            String signature = all.substring(last + SIGNATURE.length()).strip();
            read = new SignedDocument(
                    all.substring(0, last), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            throw new HandoverFormatException(name, line, "the signature is not in base 64");
        }
        if (!Arrays.equals(read.encode(), file)) {
            throw new HandoverFormatException(name, line, "the file is not in its one canonical form");
        }
        return read;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedDocument that
                && text.equals(that.text)
                && Arrays.equals(signature, that.signature);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
