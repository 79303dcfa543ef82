package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The custodian's officers and what they have approved. Each method runs in its caller's transaction. */
final class Officers {
    private Officers() {}

    /** Two names must not stand for one key: then one person would be two officers. */
    static void add(Connection db, OperatorId officer, X509Certificate certificate) throws SQLException {
        byte[] key = certificate.getPublicKey().getEncoded();
        try (PreparedStatement select = db.prepareStatement("SELECT id FROM officer WHERE id = ? OR public_key = ?")) {
            select.setString(1, officer.value());
            select.setBytes(2, key);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw new IllegalArgumentException("officer " + officer + " or this key is registered already");
                }
            }
        }
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO officer VALUES (?, ?, ?)")) {
            insert.setString(1, officer.value());
            insert.setBytes(2, key);
            insert.setBytes(3, Certificates.encode(certificate));
            insert.executeUpdate();
        }
    }

    static Optional<X509Certificate> certificate(Connection db, OperatorId officer) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT certificate FROM officer WHERE id = ?")) {
            select.setString(1, officer.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Certificates.decode(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    static void approve(Connection db, SignedApproval approval) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT OR IGNORE INTO approval VALUES (?, ?, ?)")) {
            insert.setString(1, approval.document());
            insert.setString(2, approval.officer().value());
            insert.setBytes(3, approval.signature());
            insert.executeUpdate();
        }
    }

    static int approvals(Connection db, String document) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT count(*) FROM approval WHERE document = ?")) {
            select.setString(1, document);
            try (ResultSet row = select.executeQuery()) {
                return row.getInt(1);
            }
        }
    }
}
