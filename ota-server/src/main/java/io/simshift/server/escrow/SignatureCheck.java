package io.simshift.server.escrow;

import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a signature is a certificate's, found out by the caller's thread ahead of the transaction that asks: the curve takes
 * longer than the rest of the transaction, and there is one writer for all. For one thread at a time.
 */
final class SignatureCheck {
    private final Predicate<X509Certificate> signature;
    private Optional<X509Certificate> checked = Optional.empty();
    private boolean genuine;

    private SignatureCheck(Predicate<X509Certificate> signature) {
        this.signature = signature;
    }

    /** Looks up the certificate that counts now; whether it still does, the transaction says. */
    static SignatureCheck ahead(EscrowCore core, OperatorId signer, Predicate<X509Certificate> signature) {
        SignatureCheck check = new SignatureCheck(signature);
        core.database()
                .read(db -> Parties.certificate(db, Parties.Role.OPERATOR, signer))
                .ifPresent(check::isBy);
        return check;
    }

    static SignatureCheck ahead(EscrowCore core, SignedHandover signed) {
        return ahead(core, signed.handover().signer(), signed::isSignedBy);
    }

    /** Computed anew where it is another certificate than before. */
    boolean isBy(X509Certificate certificate) {
        if (checked.filter(certificate::equals).isEmpty()) {
            genuine = signature.test(certificate);
            checked = Optional.of(certificate);
        }
        return genuine;
    }
}
