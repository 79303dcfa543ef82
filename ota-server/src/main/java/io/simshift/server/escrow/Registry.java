package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorId;
import io.simshift.server.store.Database;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Whose signatures count: operators and officers. */
final class Registry {
    private final Database database;
    private final EscrowStore store;
    private final EscrowJournal journal;

    Registry(Database database, EscrowStore store, EscrowJournal journal) {
        this.database = database;
        this.store = store;
        this.journal = journal;
    }

    void register(OperatorId operator, X509Certificate certificate) {
        if (operator.equals(EscrowJournal.SELF)) {
            throw new IllegalArgumentException("no operator can be called " + EscrowJournal.SELF);
        }
        database.writeNow(db -> {
            Optional<X509Certificate> known = store.certificate(db, operator);
            boolean isTheSame = known.isPresent() && known.get().equals(certificate);
            if (known.isPresent() && store.isRevoked(db, operator) == isTheSame) {
                throw new IllegalArgumentException(
                        isTheSame
                                ? "the certificate of operator " + operator + " was revoked"
                                : "operator " + operator + " has another certificate already");
            }
            if (!isTheSame) {
                store.putOperator(db, operator, certificate);
                journal.record(db, "register", Map.of("operator", operator.value()));
            }
            return null;
        });
    }

    void revoke(OperatorId operator, Instant at) {
        database.writeNow(db -> {
            if (store.certificate(db, operator).isEmpty()) {
                throw new IllegalArgumentException("operator " + operator + " is not registered");
            }
            store.revoke(db, operator, at);
            journal.record(db, "revoke", Map.of("operator", operator.value()));
            return null;
        });
    }

    void registerOfficer(OperatorId officer, X509Certificate certificate) {
        database.writeNow(db -> {
            Officers.add(db, officer, certificate);
            journal.record(db, "register officer", Map.of("officer", officer.value()));
            return null;
        });
    }

    boolean approve(SignedApproval approval) {
        return database.writeNow(db -> {
            Optional<X509Certificate> certificate = Officers.certificate(db, approval.officer());
            boolean genuine = certificate.isPresent() && approval.isSignedBy(certificate.get());
            if (genuine) {
                Officers.approve(db, approval);
            }
            journal.record(
                    db,
                    "approve",
                    Map.of(
                            "officer", approval.officer().value(),
                            "document", approval.document(),
                            "answer", genuine ? "GRANTED" : Refusal.BAD_SIGNATURE.name()));
            return genuine;
        });
    }
}
