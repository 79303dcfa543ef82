package io.simshift.server.escrow;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;

/** How the escrow encrypts for a certificate: ECDH with a key pair made for this once, AES-256 key wrap, AES-256-CBC. */
public final class CmsEnvelope {
    /** For all that is done with such envelopes. */
    public static final BouncyCastleProvider BC = new BouncyCastleProvider();

    /** The one on which keys are agreed: P-256. */
    static final String CURVE = "secp256r1";

    private CmsEnvelope() {}

    static EllipticCurve curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(CURVE));
            return parameters.getParameterSpec(ECParameterSpec.class).getCurve();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java does not know " + CURVE, e);
        }
    }

    /** For whom. */
    public static RecipientInfoGenerator recipient(X509Certificate certificate, SecureRandom random)
            throws GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC", BC);
        pairs.initialize(new ECGenParameterSpec(CURVE), random);
        KeyPair once = pairs.generateKeyPair();
        return new JceKeyAgreeRecipientInfoGenerator(
                        CMSAlgorithm.ECDH_SHA256KDF, once.getPrivate(), once.getPublic(), CMSAlgorithm.AES256_WRAP)
                .addRecipient(certificate)
                .setSecureRandom(random)
                .setProvider(BC);
    }

    /** With what. */
    public static OutputEncryptor encryptor(SecureRandom random) throws CMSException {
        return new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                .setSecureRandom(random)
                .setProvider(BC)
                .build();
    }
}
