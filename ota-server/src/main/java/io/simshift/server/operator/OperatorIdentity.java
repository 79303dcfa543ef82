package io.simshift.server.operator;

import io.simshift.server.vault.KeystoreFile;
import io.simshift.server.vault.VaultException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The key pair (P-256) of an operator or of the escrow: signs what its owner says, and opens what is sent to it. The
 * private key stays in a PKCS#12 file that only its owner may read.
 */
public final class OperatorIdentity {
    private static final String ALIAS = "identity";
    private static final Duration VALIDITY = Duration.ofDays(20 * 365L);
    private static final int SERIAL_BITS = 120;

    private final PrivateKey privateKey;
    private final X509Certificate certificate;

    private OperatorIdentity(PrivateKey privateKey, X509Certificate certificate) {
        this.privateKey = privateKey;
        this.certificate = certificate;
    }

    /**
     * Reads the identity in {@code file}, or makes one with a self-signed certificate.
     *
     * @throws VaultException with one clear line where the password is wrong or the file is no such keystore
     */
    public static OperatorIdentity open(Path file, char[] password, String name, Clock clock, SecureRandom random) {
        try {
            return Files.exists(file) ? load(file, password) : create(file, password, name, clock, random);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new VaultException("identity " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static OperatorIdentity load(Path file, char[] password) throws GeneralSecurityException {
        KeyStore store = KeystoreFile.load(file, password);
        if (store.getKey(ALIAS, password) instanceof PrivateKey key
                && store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
            return new OperatorIdentity(key, certificate);
        }
        throw new VaultException("keystore " + file + " holds no identity");
    }

    private static OperatorIdentity create(Path file, char[] password, String name, Clock clock, SecureRandom random)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate = selfSigned(pair, name, clock.instant(), random);
        KeyStore store = KeystoreFile.empty();
        store.setKeyEntry(ALIAS, pair.getPrivate(), password, new Certificate[] {certificate});
        KeystoreFile.write(store, file, password);
        return new OperatorIdentity(pair.getPrivate(), certificate);
    }

    private static X509Certificate selfSigned(KeyPair pair, String name, Instant now, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        var subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(now),
                Date.from(now.plus(VALIDITY)),
                subject,
                pair.getPublic());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                .setSecureRandom(random)
                .build(pair.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** What others need to check this owner's signatures and to encrypt for it. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** For signing and for opening; never stored or logged by the caller. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    @Override
    public String toString() {
        return "OperatorIdentity[" + certificate.getSubjectX500Principal().getName() + "]";
    }
}
