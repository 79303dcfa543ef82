package io.simshift.server.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * An exported ledger.
 *
 * @param folder holds the three files
 */
public record LedgerFiles(Path folder) {
    /** The entries, one JSON object in each line; the bytes of a line without its LF are a leaf of the tree. */
    public Path entries() {
        return folder.resolve("audit.jsonl");
    }

    /** The keeper's checkpoint over all of them. */
    public Path checkpoint() {
        return folder.resolve("audit.checkpoint");
    }

    /** The keeper's certificate, PEM. Whoever checks the ledger should have it from elsewhere. */
    public Path certificate() {
        return folder.resolve("audit.pem");
    }

    /** {@link AuditException} where the file holds no checkpoint. */
    public static Checkpoint readCheckpoint(Path file) throws IOException {
        try {
            return Checkpoint.decode(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new AuditException(file + ": the file is not text in UTF-8", e);
        } catch (AuditException e) {
            throw new AuditException(file + ": " + e.getMessage(), e);
        }
    }

    /** {@link AuditException} where the file holds no X.509 certificate. */
    public static X509Certificate readCertificate(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw new AuditException(file + ": this is no X.509 certificate", e);
        }
    }
}
