package io.simshift.server.audit;

import io.simshift.server.operator.OperatorIdentity;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What the keeper of a ledger has signed: so many entries, with this root. The text is a checkpoint of C2SP
 * (tlog-checkpoint) in a signed note, with an ECDSA signature over SHA-256 and the key's id as Rekor makes it.
 *
 * @param origin names the ledger: {@code simshift-ledger/} and 16 hex digits of the SHA-256 of its keeper's public key
 * @param size number of entries
 * @param root of the tree of those entries
 * @param signature DER
 */
public record Checkpoint(String origin, long size, TreeHash root, byte[] signature) {
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final String ORIGIN = "simshift-ledger/";
    private static final String SIGNATURE = "\u2014 ";
    private static final int ORIGIN_KEY_BYTES = 8;
    private static final int KEY_ID_BYTES = 4;
    private static final int LINES = 5;

    public Checkpoint {
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    static Checkpoint sign(long size, TreeHash root, OperatorIdentity keeper) {
        Checkpoint unsigned = new Checkpoint(originOf(keeper.certificate()), size, root, new byte[0]);
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(keeper.privateKey());
            signer.update(unsigned.body());
            return new Checkpoint(unsigned.origin, size, root, signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a checkpoint cannot be signed: " + e.getMessage(), e);
        }
    }

    /** True where the key of this certificate has signed it. */
    public boolean isSignedBy(X509Certificate keeper) {
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(keeper.getPublicKey());
            verifier.update(body());
            return origin.equals(originOf(keeper)) && verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // Not DER, or a certificate for another algorithm: in any case not this keeper's.
            return false;
        }
    }

    /** What is signed. */
    byte[] body() {
        return (origin + "\n" + size + "\n" + root + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The signed text, five lines. */
    public String encode() {
        byte[] keyId = HexFormat.of().parseHex(origin, ORIGIN.length(), ORIGIN.length() + 2 * KEY_ID_BYTES);
        byte[] signed = Arrays.copyOf(keyId, KEY_ID_BYTES + signature.length);
        System.arraycopy(signature, 0, signed, KEY_ID_BYTES, signature.length);
        String body = new String(body(), StandardCharsets.UTF_8);
        return body + "\n" + SIGNATURE + origin + " " + Base64.getEncoder().encodeToString(signed) + "\n";
    }

    /**
     * Reads such a text. The signature is not checked here.
     *
     * @throws AuditException where it is no checkpoint in its one form
     */
    public static Checkpoint decode(String text) {
        try {
            String[] lines = text.split("\n", -1);
            if (lines.length != LINES + 1 || !lines[0].matches(ORIGIN + "[0-9a-f]{16}")) {
                throw new AuditException("this is no checkpoint of a Simshift ledger");
            }
            String head = SIGNATURE + lines[0] + " ";
            if (!lines[4].startsWith(head)) {
                throw new AuditException("the checkpoint's signature is not that of " + lines[0]);
            }
            byte[] signed = Base64.getDecoder().decode(lines[4].substring(head.length()));
            byte[] signature = Arrays.copyOfRange(signed, Math.min(KEY_ID_BYTES, signed.length), signed.length);
            TreeHash root = TreeHash.of(Base64.getDecoder().decode(lines[2]));
            Checkpoint read = new Checkpoint(lines[0], Long.parseUnsignedLong(lines[1]), root, signature);
            if (read.size < 0 || !read.encode().equals(text)) {
                throw new AuditException("the checkpoint is not in its one canonical form");
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw new AuditException("the checkpoint is malformed: " + e.getMessage(), e);
        }
    }

    private static String originOf(X509Certificate keeper) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(keeper.getPublicKey().getEncoded());
            return ORIGIN + HexFormat.of().formatHex(digest, 0, ORIGIN_KEY_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
