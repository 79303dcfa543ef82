package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.vault.KeyVault;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The escrow's tables. Each method runs in its caller's transaction; keys go through the vault on their way. */
final class EscrowStore {
    private static final int KEY_FORMAT_VERSION = 1;
    private static final int MANUFACTURER_SLOT = 0;

    private final KeyVault vault;

    EscrowStore(KeyVault vault) {
        this.vault = vault;
    }

    void insertCard(Connection db, String batch, PersonalisationRecord card) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO card VALUES (?, ?, ?, ?, ?)")) {
            insert.setString(1, card.iccid().digits());
            insert.setString(2, batch);
            insert.setInt(3, card.slots().size());
            insert.setString(4, card.imsi().digits());
            try (SecretBytes joined = card.manufacturerKeys().join()) {
                insert.setBytes(5, vault.wrap(joined, associatedData(card.iccid(), MANUFACTURER_SLOT)));
            }
            insert.executeUpdate();
        }
        String sql = "INSERT INTO slot (iccid, slot_index, algorithm, wrapped_keys, state) VALUES (?, ?, ?, ?, 'FREE')";
        try (PreparedStatement insert = db.prepareStatement(sql)) {
            for (PersonalisationRecord.Slot slot : card.slots()) {
                insert.setString(1, card.iccid().digits());
                insert.setInt(2, slot.index().value());
                insert.setString(3, slot.algorithm().name());
                try (SecretBytes joined = slot.keys().join()) {
                    insert.setBytes(
                            4,
                            vault.wrap(
                                    joined,
                                    associatedData(card.iccid(), slot.index().value())));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    boolean hasCard(Connection db, Iccid iccid) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT 1 FROM card WHERE iccid = ?")) {
            select.setString(1, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The IMSI that goes with slot 1. */
    Imsi firstImsi(Connection db, Iccid iccid) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT imsi FROM card WHERE iccid = ?")) {
            select.setString(1, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                return new Imsi(row.getString(1));
            }
        }
    }

    SlotLedger slots(Connection db, Iccid iccid) throws SQLException {
        List<SlotLedger.Entry> slots = new ArrayList<>();
        String sql = "SELECT slot_index, state, donor, recipient FROM slot WHERE iccid = ? ORDER BY slot_index";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    slots.add(new SlotLedger.Entry(
                            new SlotIndex(row.getInt(1)),
                            SlotLedger.State.valueOf(row.getString(2)),
                            operator(row.getString(3)),
                            operator(row.getString(4))));
                }
            }
        }
        return new SlotLedger(slots);
    }

    private static OperatorId operator(String value) {
        return value == null ? null : new OperatorId(value);
    }

    void update(
            Connection db,
            Iccid iccid,
            SlotIndex slot,
            SlotLedger.State state,
            OperatorId donor,
            OperatorId recipient,
            Instant at)
            throws SQLException {
        String sql = "UPDATE slot SET state = ?, donor = ?, recipient = ?, changed_at = ?"
                + " WHERE iccid = ? AND slot_index = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, state.name());
            update.setString(2, donor.value());
            update.setString(3, recipient.value());
            update.setString(4, at.toString());
            update.setString(5, iccid.digits());
            update.setInt(6, slot.value());
            update.executeUpdate();
        }
    }

    ReleasedSlot unwrap(Connection db, Iccid iccid, SlotIndex slot, Imsi imsi) throws SQLException {
        String sql = "SELECT algorithm, wrapped_keys, slot_count FROM slot JOIN card USING (iccid)"
                + " WHERE iccid = ? AND slot_index = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            select.setInt(2, slot.value());
            try (ResultSet row = select.executeQuery();
                    SecretBytes joined = vault.unwrap(row.getBytes(2), associatedData(iccid, slot.value()))) {
                OtaAlgorithm algorithm = OtaAlgorithm.valueOf(row.getString(1));
                return new ReleasedSlot(iccid, imsi, slot, row.getInt(3), algorithm, SlotKeys.split(joined));
            }
        }
    }

    void keepDocument(Connection db, SignedHandover signed) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT OR IGNORE INTO document VALUES (?, ?)")) {
            insert.setString(1, signed.sha256());
            insert.setBytes(2, signed.encode());
            insert.executeUpdate();
        }
    }

    void insertOperator(Connection db, OperatorId id, X509Certificate certificate) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO operator VALUES (?, ?)")) {
            insert.setString(1, id.value());
            insert.setBytes(2, certificate.getEncoded());
            insert.executeUpdate();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("the certificate of " + id + " has no encoding", e);
        }
    }

    Optional<X509Certificate> certificate(Connection db, OperatorId id) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT certificate FROM operator WHERE id = ?")) {
            select.setString(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(parse(id, row.getBytes(1))) : Optional.empty();
            }
        }
    }

    private static X509Certificate parse(OperatorId id, byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("the stored certificate of " + id + " cannot be read", e);
        }
    }

    /** ICCID ‖ slot ‖ version: a wrapped key moved to another row does not unwrap. */
    private static byte[] associatedData(Iccid iccid, int slot) {
        return (iccid.digits() + "|" + slot + "|" + KEY_FORMAT_VERSION).getBytes(StandardCharsets.US_ASCII);
    }
}
