package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whose signatures count: operators, owners of cards, and officers. */
final class Registry {
    private final EscrowCore core;

    Registry(EscrowCore core) {
        this.core = core;
    }

    void register(Parties.Role role, OperatorId party, X509Certificate certificate) {
        String what = role.name().toLowerCase(Locale.ROOT) + " " + party;
        if (party.equals(EscrowJournal.SELF)) {
            throw new IllegalArgumentException(
                    "no " + role.name().toLowerCase(Locale.ROOT) + " can be called " + party);
        }
        requireUsable(what, certificate);
        core.database().writeNow(db -> {
            Optional<Parties.Role> knownAs = Parties.role(db, party);
            if (knownAs.isPresent() && knownAs.get() != role) {
                throw new IllegalArgumentException("the name " + party + " is that of an "
                        + knownAs.get().name().toLowerCase(Locale.ROOT));
            }
            Optional<X509Certificate> known = Parties.certificate(db, role, party);
            boolean isTheSame = known.isPresent() && known.get().equals(certificate);
            if (known.isPresent() && Parties.isRevoked(db, party) == isTheSame) {
                throw new IllegalArgumentException(
                        isTheSame
                                ? "the certificate of " + what + " was revoked"
                                : what + " has another certificate already");
            }
            if (!isTheSame) {
                Parties.put(db, role, party, certificate);
                String kind = role == Parties.Role.OWNER ? "register owner" : "register";
                core.journal().record(db, kind, Map.of(role.name().toLowerCase(Locale.ROOT), party.value()));
            }
            return null;
        });
    }

    /** What could never be encrypted for, or signs with another algorithm, is better refused now. */
    private void requireUsable(String what, X509Certificate certificate) {
        boolean fits = certificate.getPublicKey() instanceof ECPublicKey key
                && key.getParams().getCurve().equals(CmsEnvelope.curve());
        if (!fits) {
            throw new IllegalArgumentException(
                    "the certificate of " + what + " has no key on the elliptic curve " + CmsEnvelope.CURVE);
        }
        Instant end = certificate.getNotAfter().toInstant();
        if (core.clock().instant().isAfter(end)) {
            throw new IllegalArgumentException("the certificate of " + what + " has expired on " + end);
        }
    }

    void revoke(OperatorId party) {
        Instant at = core.clock().instant();
        core.database().writeNow(db -> {
            if (Parties.role(db, party).isEmpty()) {
                throw new IllegalArgumentException("party " + party + " is not registered");
            }
            Parties.revoke(db, party, at);
            core.journal().record(db, "revoke", Map.of("operator", party.value()));
            return null;
        });
    }

    void registerOfficer(OperatorId officer, X509Certificate certificate) {
        requireUsable("officer " + officer, certificate);
        core.database().writeNow(db -> {
            Officers.add(db, officer, certificate);
            core.journal().record(db, "register officer", Map.of("officer", officer.value()));
            return null;
        });
    }

    boolean approve(SignedApproval approval) {
        return core.database().writeNow(db -> {
            Optional<X509Certificate> certificate = Officers.certificate(db, approval.officer());
            boolean genuine = certificate.isPresent() && approval.isSignedBy(certificate.get());
            if (genuine) {
                Officers.approve(db, approval);
            }
            core.journal()
                    .record(
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
