package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Those outside whose signatures count: operators, and owners of cards. Each method runs in its caller's transaction. */
final class Parties {
    /** What a party is. A name stands for one party, whatever it is. */
    enum Role {
        OPERATOR,
        OWNER
    }

    private Parties() {}

    /** Registers, or replaces a certificate that was revoked; what was consented to under that one is void for good. */
    static void put(Connection db, Role role, OperatorId id, X509Certificate certificate) throws SQLException {
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM consent WHERE party = ?")) {
            delete.setString(1, id.value());
            delete.executeUpdate();
        }
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM revocation WHERE operator = ?")) {
            delete.setString(1, id.value());
            delete.executeUpdate();
        }
        String sql = "INSERT INTO operator (id, certificate, role) VALUES (?, ?, ?)"
                + " ON CONFLICT (id) DO UPDATE SET certificate = excluded.certificate";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            insert.setString(1, id.value());
            insert.setBytes(2, Certificates.encode(certificate));
            insert.setString(3, role.name());
            insert.executeUpdate();
        }
    }

    static void revoke(Connection db, OperatorId id, Instant at) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT OR IGNORE INTO revocation VALUES (?, ?)")) {
            insert.setString(1, id.value());
            insert.setString(2, at.toString());
            insert.executeUpdate();
        }
    }

    static boolean isRevoked(Connection db, OperatorId id) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT 1 FROM revocation WHERE operator = ?")) {
            select.setString(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    static Optional<X509Certificate> certificate(Connection db, Role role, OperatorId id) throws SQLException {
        try (PreparedStatement select =
                db.prepareStatement("SELECT certificate FROM operator WHERE id = ? AND role = ?")) {
            select.setString(1, id.value());
            select.setString(2, role.name());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Certificates.decode(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    static Optional<Role> role(Connection db, OperatorId id) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT role FROM operator WHERE id = ?")) {
            select.setString(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Role.valueOf(row.getString(1))) : Optional.empty();
            }
        }
    }

    /** Empty where this party's signature counts now. */
    static Optional<SlotLedger.No> refuse(Connection db, Role role, OperatorId id, Instant now) throws SQLException {
        Optional<X509Certificate> certificate = certificate(db, role, id);
        if (certificate.isEmpty()) {
            return no(Refusal.UNKNOWN_OPERATOR, id + " is not registered");
        }
        if (isRevoked(db, id)) {
            return no(Refusal.REVOKED, "the certificate of " + id + " was revoked");
        }
        boolean expired = now.isAfter(certificate.get().getNotAfter().toInstant());
        return expired ? no(Refusal.EXPIRED, "the certificate of " + id + " has expired") : Optional.empty();
    }

    private static Optional<SlotLedger.No> no(Refusal reason, String detail) {
        return Optional.of(new SlotLedger.No(reason, detail));
    }
}
