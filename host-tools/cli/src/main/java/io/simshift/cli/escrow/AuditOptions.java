package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.audit.AuditException;
import java.io.IOException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the commands about ledgers share. */
final class AuditOptions {
    static final String LEDGER = "Folder with audit.jsonl, audit.checkpoint and audit.pem.";
    static final String CERTIFICATE =
            "The keeper's certificate (PEM or DER), from where you trust it; audit.pem is only what the ledger came with.";

    private AuditOptions() {}

    interface Work<T> {
        T run() throws IOException;
    }

    /** What is wrong with a ledger is for its reader to know in one line. */
    static <T> T told(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (AuditException e) {
            throw CommandFailure.failed(capital(e.getMessage()), e);
        }
    }

    static String capital(String message) {
        // A message that begins with a file's name has to keep it as it is.
        return message.matches("[^ ]*: .*") ? message : Character.toUpperCase(message.charAt(0)) + message.substring(1);
    }

    /** Reads an ICCID with its check digit. */
    static final class IccidConverter implements ITypeConverter<Iccid> {
        @Override
        public Iccid convert(String value) {
            try {
                return new Iccid(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
