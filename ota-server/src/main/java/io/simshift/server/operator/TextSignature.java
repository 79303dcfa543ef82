package io.simshift.server.operator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Signatures over texts: ECDSA with SHA-256, DER, as the JDK's SHA256withECDSA makes them. */
public final class TextSignature {
    private static final String ALGORITHM = "SHA256withECDSA";
    /** Checks in a quarter of the time that the platform's own provider takes; nothing in a check is secret. */
    private static final Provider CHECKER = new BouncyCastleProvider();

    private TextSignature() {}

    /** The signature over the text in UTF-8. */
    public static byte[] sign(String text, OperatorIdentity signer) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(signer.privateKey());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a text cannot be signed: " + e.getMessage(), e);
        }
    }

    /** True where the signature is that of the certificate's key over this text. */
    public static boolean isGenuine(String text, byte[] signature, X509Certificate signer) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM, CHECKER);
            verifier.initVerify(signer.getPublicKey());
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature that is not even DER, or a certificate for another algorithm: in any case not this signer's.
            return false;
        }
    }

    /** SHA-256 of the text in UTF-8, 64 hex digits. */
    public static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
