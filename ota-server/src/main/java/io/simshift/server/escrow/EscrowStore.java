package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.vault.KeyVault;
import io.simshift.server.vault.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        String sql = "INSERT INTO slot (iccid, slot_index, algorithm, wrapped_keys, state, aka)"
                + " VALUES (?, ?, ?, ?, 'FREE', ?)";
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
                insert.setString(5, AkaName.of(slot.aka()));
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

    /** The first card of a range that was made already; ICCIDs of the range have one length. */
    Optional<String> firstCard(Connection db, Iccid first, Iccid last) throws SQLException {
        String sql = "SELECT iccid FROM card WHERE iccid BETWEEN ? AND ? AND length(iccid) = ? ORDER BY iccid LIMIT 1";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, first.digits());
            select.setString(2, last.digits());
            select.setInt(3, first.digits().length());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
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
        String sql = "SELECT algorithm, wrapped_keys, slot_count, aka FROM slot JOIN card USING (iccid)"
                + " WHERE iccid = ? AND slot_index = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            select.setInt(2, slot.value());
            try (ResultSet row = select.executeQuery();
                    SecretBytes joined = vault.unwrap(row.getBytes(2), associatedData(iccid, slot.value()))) {
                OtaAlgorithm algorithm = OtaAlgorithm.valueOf(row.getString(1));
                AkaChoice aka = AkaName.parse(row.getString(4));
                SlotKeys keys = SlotKeys.split(aka, algorithm, joined);
                return new ReleasedSlot(iccid, imsi, slot, row.getInt(3), aka, algorithm, keys);
            }
        }
    }

    void keepDocument(Connection db, String sha256, byte[] signed) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement("INSERT OR IGNORE INTO document VALUES (?, ?)")) {
            insert.setString(1, sha256);
            insert.setBytes(2, signed);
            insert.executeUpdate();
        }
    }

    Optional<byte[]> document(Connection db, String sha256) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT signed FROM document WHERE sha256 = ?")) {
            select.setString(1, sha256);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
        }
    }

    boolean isDestroyed(Connection db, Iccid iccid, SlotIndex slot) throws SQLException {
        String sql = "SELECT wrapped_keys IS NULL FROM slot WHERE iccid = ? AND slot_index = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            select.setInt(2, slot.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Overwrites the wrapped keys; false where that was done before. */
    boolean destroy(Connection db, Iccid iccid, SlotIndex slot) throws SQLException {
        try (Statement statement = db.createStatement()) {
            // The freed bytes of a page are overwritten with zeros instead of being left there.
            statement.execute("PRAGMA secure_delete = ON");
        }
        String sql = "UPDATE slot SET wrapped_keys = NULL"
                + " WHERE iccid = ? AND slot_index = ? AND wrapped_keys IS NOT NULL";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, iccid.digits());
            update.setInt(2, slot.value());
            return update.executeUpdate() > 0;
        }
    }

    /** Overwrites all wrapped keys of a card; false where that was done before. */
    boolean destroyCard(Connection db, Iccid iccid) throws SQLException {
        boolean changed = false;
        for (SlotLedger.Entry slot : slots(db, iccid).slots()) {
            changed |= destroy(db, iccid, slot.index());
        }
        String sql = "UPDATE card SET wrapped_manufacturer_keys = x''"
                + " WHERE iccid = ? AND length(wrapped_manufacturer_keys) > 0";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, iccid.digits());
            return update.executeUpdate() > 0 || changed;
        }
    }

    /** What the factory would need for this card once more. */
    PersonalisationRecord personalisation(Connection db, Iccid iccid) throws SQLException {
        Imsi imsi = firstImsi(db, iccid);
        List<PersonalisationRecord.Slot> slots = new ArrayList<>();
        for (SlotLedger.Entry entry : slots(db, iccid).slots()) {
            ReleasedSlot slot = unwrap(db, iccid, entry.index(), imsi);
            slots.add(new PersonalisationRecord.Slot(slot.slot(), slot.aka(), slot.algorithm(), slot.keys()));
        }
        String sql = "SELECT wrapped_manufacturer_keys FROM card WHERE iccid = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                SecretBytes joined = vault.unwrap(row.getBytes(1), associatedData(iccid, MANUFACTURER_SLOT));
                return new PersonalisationRecord(iccid, imsi, ManufacturerKeys.split(joined), slots);
            }
        }
    }

    /** The next cards, in the order of their ICCIDs. */
    List<String> cardsAfter(Connection db, String iccid, int limit) throws SQLException {
        List<String> cards = new ArrayList<>();
        String sql = "SELECT iccid FROM card WHERE iccid > ? ORDER BY iccid LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, iccid);
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    cards.add(row.getString(1));
                }
            }
        }
        return cards;
    }

    /** Puts what is not yet there under the newest master key; how many keys that were. */
    int rewrapCard(Connection db, String iccid) throws SQLException {
        Iccid card = new Iccid(iccid);
        Map<Integer, byte[]> old = new TreeMap<>();
        String sql = "SELECT ?, wrapped_manufacturer_keys FROM card"
                + " WHERE iccid = ? AND length(wrapped_manufacturer_keys) > 0"
                + " UNION ALL SELECT slot_index, wrapped_keys FROM slot WHERE iccid = ? AND wrapped_keys IS NOT NULL";
        byte[] header = WrappedKey.header(vault.version());
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setInt(1, MANUFACTURER_SLOT);
            select.setString(2, iccid);
            select.setString(3, iccid);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    byte[] wrapped = row.getBytes(2);
                    if (!Arrays.equals(header, Arrays.copyOf(wrapped, header.length))) {
                        old.put(row.getInt(1), wrapped);
                    }
                }
            }
        }
        for (Map.Entry<Integer, byte[]> each : old.entrySet()) {
            rewrap(db, card, each.getKey(), each.getValue());
        }
        return old.size();
    }

    private void rewrap(Connection db, Iccid card, int slot, byte[] old) throws SQLException {
        String sql = slot == MANUFACTURER_SLOT
                ? "UPDATE card SET wrapped_manufacturer_keys = ? WHERE iccid = ?"
                : "UPDATE slot SET wrapped_keys = ? WHERE iccid = ? AND slot_index = ?";
        byte[] associated = associatedData(card, slot);
        try (SecretBytes keys = vault.unwrap(old, associated);
                PreparedStatement update = db.prepareStatement(sql)) {
            update.setBytes(1, vault.wrap(keys, associated));
            update.setString(2, card.digits());
            if (slot != MANUFACTURER_SLOT) {
                update.setInt(3, slot);
            }
            update.executeUpdate();
        }
    }

    /** ICCID ‖ slot ‖ version: a wrapped key moved to another row does not unwrap. */
    private static byte[] associatedData(Iccid iccid, int slot) {
        return (iccid.digits() + "|" + slot + "|" + KEY_FORMAT_VERSION).getBytes(StandardCharsets.US_ASCII);
    }
}
