package io.simshift.server.node;

import io.simshift.server.audit.AuditException;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.config.ConfigException;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.http.ServerTls;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Passwords, keys and certificates that the configuration names. */
final class Identities {
    private static final String FILE = "identity.p12";

    private Identities() {}

    /** The first line of a file. */
    static char[] firstLine(Path file) {
        try {
            String line = Files.readString(file).lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw new ConfigException("the first line of " + file + " is empty: it is to be the password");
            }
            return line.toCharArray();
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no file " + file, e);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static OperatorIdentity open(ServerSettings settings, Clock clock, SecureRandom random) {
        char[] password = firstLine(settings.common().passwordFile());
        try {
            Path folder = settings instanceof ServerSettings.Escrow escrow
                    ? ServerNode.existingEscrow(escrow)
                    : settings.common().dataFolder();
            String name = settings instanceof ServerSettings.Operator operator
                    ? operator.profile().id().value()
                    : "Simshift escrow";
            return OperatorIdentity.open(folder.resolve(FILE), password, name, clock, random);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    static X509Certificate certificate(Path file) {
        try {
            return LedgerFiles.readCertificate(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no certificate " + file, e);
        } catch (AuditException | IOException e) {
            throw new ConfigException("certificate " + e.getMessage(), e);
        }
    }

    static ServerTls tls(ServerSettings.Tls tls, OperatorIdentity identity) {
        return tls.files()
                .map(files -> new ServerTls(key(files.key()), chain(files.certificate())))
                .orElseGet(() -> new ServerTls(identity.privateKey(), List.of(identity.certificate())));
    }

    static List<X509Certificate> chain(Path file) {
        try (var in = Files.newInputStream(file)) {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                chain.add((X509Certificate) certificate);
            }
            if (chain.isEmpty()) {
                throw new ConfigException(file + ": there is no certificate in it");
            }
            return chain;
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no certificate " + file, e);
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException("certificate " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static PrivateKey key(Path file) {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(file)))) {
            Object read = parser.readObject();
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            if (read instanceof PrivateKeyInfo info) {
                return converter.getPrivateKey(info);
            }
            if (read instanceof PEMKeyPair pair) {
                return converter.getKeyPair(pair).getPrivate();
            }
            throw new ConfigException(file + ": there is no unencrypted private key in it (PEM)");
        } catch (IOException e) {
            // Not the library's message: it may quote the file.
            throw new ConfigException("private key " + file + " cannot be read");
        }
    }
}
