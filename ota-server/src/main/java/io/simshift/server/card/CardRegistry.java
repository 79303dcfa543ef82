package io.simshift.server.card;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.vault.KeyVault;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of cards. Each method runs in its caller's transaction. Of a slot's keys only the OTA keys are kept, wrapped: K
 * and OPc belong to the operator's AuC.
 */
public final class CardRegistry {
    private static final long FIRST_COUNTER = 1;
    private static final int KEY_FORMAT_VERSION = 1;
    private static final String COLUMNS =
            "iccid, imsi, msisdn, slot, slot_count, algorithm, next_counter, status," + " last_claimed, claimed_for";

    /** A card that has come from a donor, and is here. */
    public record Arrival(Card card, OperatorId donor) {}

    private final KeyVault vault;

    public CardRegistry(KeyVault vault) {
        this.vault = vault;
    }

    /**
     * Takes a slot that the escrow has released. The same slot again only brings IMSI and MSISDN up to date: its counter
     * goes on.
     *
     * @param origin the hand-over that names it; empty where the escrow has issued it
     * @throws IllegalArgumentException where the card is in a higher slot here, since slots never come back; where it has
     *     arrived in this slot with another IMSI, or a younger hand-over has named another; or its numbers are another card's
     */
    public void accept(Connection db, ReleasedSlot slot, Msisdn msisdn, CardStatus status, Optional<HandedOver> origin)
            throws SQLException {
        Optional<Card> known = find(db, slot.iccid());
        if (known.isPresent() && known.get().slot().equals(slot.slot())) {
            requireCurrent(db, known.get(), slot, origin);
            updateNumbers(db, slot, msisdn, origin);
            return;
        }
        if (known.isPresent() && known.get().slot().compareTo(slot.slot()) > 0) {
            throw new IllegalArgumentException("slot " + slot.slot() + " is past: the card is in slot "
                    + known.get().slot() + " here");
        }
        String sql = "INSERT OR REPLACE INTO card (" + COLUMNS + ", wrapped_keys, donor, handed_over, arrival_told)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql);
                OtaKeys keys = OtaKeys.of(slot);
                SecretBytes joined = keys.join()) {
            requireFree(db, slot, msisdn);
            insert.setString(1, slot.iccid().digits());
            insert.setString(2, slot.imsi().digits());
            insert.setString(3, msisdn.digits());
            insert.setInt(4, slot.slot().value());
            insert.setInt(5, slot.slotCount());
            insert.setString(6, slot.algorithm().name());
            insert.setLong(7, FIRST_COUNTER);
            insert.setString(8, status.name());
            insert.setInt(9, slot.slot().value());
            insert.setBytes(10, vault.wrap(joined, associatedData(slot.iccid(), slot.slot())));
            insert.setString(11, origin.map(from -> from.donor().value()).orElse(null));
            insert.setObject(12, origin.map(from -> from.at().toEpochMilli()).orElse(null));
            insert.setInt(13, origin.isPresent() ? 0 : 1);
            insert.executeUpdate();
        }
    }

    /** Hand-overs may come late and out of order: an old one must not bring back the IMSI of a move that came to nothing. */
    private void requireCurrent(Connection db, Card known, ReleasedSlot slot, Optional<HandedOver> origin)
            throws SQLException {
        if (slot.imsi().equals(known.imsi())) {
            return;
        }
        if (known.status() != CardStatus.INCOMING) {
            throw new IllegalArgumentException("it has arrived in slot " + slot.slot() + " with IMSI " + known.imsi()
                    + ", and cannot come with IMSI " + slot.imsi());
        }
        if (origin.isPresent() && origin.get().at().toEpochMilli() < handedOver(db, slot.iccid())) {
            throw new IllegalArgumentException(
                    "a younger hand-over gives it IMSI " + known.imsi() + " instead of " + slot.imsi());
        }
    }

    private static long handedOver(Connection db, Iccid iccid) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT handed_over FROM card WHERE iccid = ?")) {
            select.setString(1, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private void updateNumbers(Connection db, ReleasedSlot slot, Msisdn msisdn, Optional<HandedOver> origin)
            throws SQLException {
        requireFree(db, slot, msisdn);
        String sql = "UPDATE card SET imsi = ?, msisdn = ?, handed_over = max(coalesce(handed_over, 0), ?)"
                + " WHERE iccid = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, slot.imsi().digits());
            update.setString(2, msisdn.digits());
            update.setLong(3, origin.map(from -> from.at().toEpochMilli()).orElse(0L));
            update.setString(4, slot.iccid().digits());
            update.executeUpdate();
        }
    }

    /** No two cards share an IMSI or an MSISDN, not even with a card that has left: late answers still come from it. */
    private void requireFree(Connection db, ReleasedSlot slot, Msisdn msisdn) throws SQLException {
        String sql = "SELECT iccid FROM card WHERE (imsi = ? OR msisdn = ?) AND iccid <> ?"
                + " UNION ALL SELECT iccid FROM card_next WHERE imsi = ? AND iccid <> ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, slot.imsi().digits());
            select.setString(2, msisdn.digits());
            select.setString(3, slot.iccid().digits());
            select.setString(4, slot.imsi().digits());
            select.setString(5, slot.iccid().digits());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    throw new IllegalArgumentException("IMSI " + slot.imsi() + " or MSISDN " + msisdn
                            + " belongs to card " + row.getString(1) + " already");
                }
            }
        }
    }

    /**
     * Keeps the next slot of a card of our own beside the one that it is in, until it was seen there: {@link #rotated}.
     *
     * @return the card's number, which stays
     * @throws IllegalArgumentException where the card is not in a lower slot here, or another card has the IMSI
     */
    public Msisdn stage(Connection db, ReleasedSlot slot, HandedOver origin) throws SQLException {
        Card card = find(db, slot.iccid())
                .filter(known -> known.status() == CardStatus.HERE)
                .orElseThrow(() -> new IllegalArgumentException("it is not here, and so can't get another slot"));
        if (card.slot().compareTo(slot.slot()) >= 0) {
            throw new IllegalArgumentException("slot " + slot.slot() + " is not above its slot " + card.slot());
        }
        requireFree(db, slot, card.msisdn());
        String sql = "INSERT OR REPLACE INTO card_next (iccid, imsi, slot, algorithm, wrapped_keys, handed_over)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = db.prepareStatement(sql);
                OtaKeys keys = OtaKeys.of(slot);
                SecretBytes joined = keys.join()) {
            insert.setString(1, slot.iccid().digits());
            insert.setString(2, slot.imsi().digits());
            insert.setInt(3, slot.slot().value());
            insert.setString(4, slot.algorithm().name());
            insert.setBytes(5, vault.wrap(joined, associatedData(slot.iccid(), slot.slot())));
            insert.setLong(6, origin.at().toEpochMilli());
            insert.executeUpdate();
        }
        return card.msisdn();
    }

    /** A card of our own was seen in its next slot: that slot's IMSI, keys and fresh counter are its own from now on. */
    public void rotated(Connection db, Iccid iccid, SlotIndex home, OperatorId self) throws SQLException {
        String sql = "UPDATE card SET (imsi, slot, last_claimed, algorithm, wrapped_keys, handed_over) ="
                + " (SELECT imsi, slot, slot, algorithm, wrapped_keys, handed_over FROM card_next"
                + " WHERE card_next.iccid = card.iccid), next_counter = ?, claimed_for = NULL, donor = ?, arrival_told = 0"
                + " WHERE iccid = ? AND slot = ? AND iccid IN (SELECT iccid FROM card_next)";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setLong(1, FIRST_COUNTER);
            update.setString(2, self.value());
            update.setString(3, iccid.digits());
            update.setInt(4, home.value());
            update.executeUpdate();
        }
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM card_next WHERE iccid = ?")) {
            delete.setString(1, iccid.digits());
            delete.executeUpdate();
        }
    }

    /** The card with this ICCID. */
    public Optional<Card> find(Connection db, Iccid iccid) throws SQLException {
        return findBy(db, "iccid", iccid.digits());
    }

    /** The card with this IMSI. */
    public Optional<Card> find(Connection db, Imsi imsi) throws SQLException {
        return findBy(db, "imsi", imsi.digits());
    }

    /** Whether a card has this IMSI, or had it when it left. */
    public boolean hasImsi(Connection db, Imsi imsi) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT 1 FROM card WHERE imsi = ?")) {
            select.setString(1, imsi.digits());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Who a slot of this card was promised to last; empty where nobody, or the promise was taken back. */
    public Optional<OperatorId> claimedFor(Connection db, Iccid iccid) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT claimed_for FROM card WHERE iccid = ?")) {
            select.setString(1, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)).map(OperatorId::new) : Optional.empty();
            }
        }
    }

    /** The card with this MSISDN. */
    public Optional<Card> find(Connection db, Msisdn msisdn) throws SQLException {
        return findBy(db, "msisdn", msisdn.digits());
    }

    private static Optional<Card> findBy(Connection db, String column, String value) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM card WHERE " + column + " = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, value);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    /**
     * A card together with its OTA keys, which are wrapped.
     *
     * @param wrappedKeys to be opened by {@link #open}
     */
    public record Held(Card card, byte[] wrappedKeys) {
        /** Whether this is the same slot of the same card, with the very keys that the other one has. */
        public boolean hasKeysOf(Held other) {
            return wrappedKeys == other.wrappedKeys && card.slot().equals(other.card.slot());
        }
    }

    /** The card with this ICCID, and its keys. */
    public Optional<Held> hold(Connection db, Iccid iccid) throws SQLException {
        return holdBy(db, "iccid", iccid.digits());
    }

    /** The card with this MSISDN, and its keys. */
    public Optional<Held> hold(Connection db, Msisdn msisdn) throws SQLException {
        return holdBy(db, "msisdn", msisdn.digits());
    }

    private static Optional<Held> holdBy(Connection db, String column, String value) throws SQLException {
        String sql = "SELECT " + COLUMNS + ", wrapped_keys FROM card WHERE " + column + " = ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, value);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Held(read(row), row.getBytes(11))) : Optional.empty();
            }
        }
    }

    /** The OTA keys of a card; the caller closes them. */
    public OtaKeys open(Held held) {
        Card card = held.card();
        try (SecretBytes joined = vault.unwrap(held.wrappedKeys(), associatedData(card.iccid(), card.slot()))) {
            return OtaKeys.split(card.algorithm(), joined);
        }
    }

    /** Writes what transfers change of cards: counter, claim and status; nothing where a card is in another slot by now. */
    public void update(Connection db, List<Card> changed) throws SQLException {
        String sql =
                "UPDATE card SET next_counter = max(next_counter, ?), status = ?, last_claimed = ?, claimed_for = ?"
                        + " WHERE iccid = ? AND slot = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            for (Card card : changed) {
                update.setLong(1, card.nextCounter());
                update.setString(2, card.status().name());
                update.setInt(3, card.lastClaimed().value());
                update.setString(4, card.claimedFor().map(OperatorId::value).orElse(null));
                update.setString(5, card.iccid().digits());
                update.setInt(6, card.slot().value());
                update.executeUpdate();
            }
        }
    }

    /** The cards with this status, by ICCID. */
    public List<Card> list(Connection db, CardStatus status) throws SQLException {
        List<Card> cards = new ArrayList<>();
        String sql = "SELECT " + COLUMNS + " FROM card WHERE status = ? ORDER BY iccid";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, status.name());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    cards.add(read(row));
                }
            }
        }
        return cards;
    }

    private static Card read(ResultSet row) throws SQLException {
        return new Card(
                new Iccid(row.getString(1)),
                new Imsi(row.getString(2)),
                new Msisdn(row.getString(3)),
                new SlotIndex(row.getInt(4)),
                row.getInt(5),
                OtaAlgorithm.valueOf(row.getString(6)),
                row.getLong(7),
                CardStatus.valueOf(row.getString(8)),
                new SlotIndex(row.getInt(9)),
                Optional.ofNullable(row.getString(10)).map(OperatorId::new));
    }

    /** Cards that are here, or were, and whose arrival the escrow was not told yet; {@code limit} at most. */
    public List<Arrival> arrivalsToTell(Connection db, int limit) throws SQLException {
        List<Arrival> arrivals = new ArrayList<>();
        String sql = "SELECT " + COLUMNS + ", donor FROM card WHERE arrival_told = 0 AND status <> ? LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            select.setString(1, CardStatus.INCOMING.name());
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    arrivals.add(new Arrival(read(row), new OperatorId(row.getString(11))));
                }
            }
        }
        return arrivals;
    }

    /** Who has handed the card over; empty where the escrow has issued it, or there is no such card. */
    Optional<OperatorId> donor(Connection db, Iccid iccid) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT donor FROM card WHERE iccid = ?")) {
            select.setString(1, iccid.digits());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)).map(OperatorId::new) : Optional.empty();
            }
        }
    }

    /** Cards by ICCID, those after a given one. */
    List<Card> page(Connection db, Optional<CardStatus> status, Optional<Iccid> after, int limit) throws SQLException {
        List<Card> found = new ArrayList<>();
        String sql = "SELECT " + COLUMNS + " FROM card WHERE iccid > ? AND (? IS NULL OR status = ?)"
                + " ORDER BY iccid LIMIT ?";
        try (PreparedStatement select = db.prepareStatement(sql)) {
            String wanted = status.map(CardStatus::name).orElse(null);
            select.setString(1, after.map(Iccid::digits).orElse(""));
            select.setString(2, wanted);
            select.setString(3, wanted);
            select.setInt(4, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(read(row));
                }
            }
        }
        return found;
    }

    /** Writes down that the escrow knows of the card's arrival in this slot. */
    public void setArrivalTold(Connection db, Iccid iccid, SlotIndex slot) throws SQLException {
        String sql = "UPDATE card SET arrival_told = 1 WHERE iccid = ? AND slot = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setString(1, iccid.digits());
            update.setInt(2, slot.value());
            update.executeUpdate();
        }
    }

    /** Writes down where the card is. */
    public void setStatus(Connection db, Iccid iccid, CardStatus status) throws SQLException {
        try (PreparedStatement update = db.prepareStatement("UPDATE card SET status = ? WHERE iccid = ?")) {
            update.setString(1, status.name());
            update.setString(2, iccid.digits());
            update.executeUpdate();
        }
    }

    /** Writes down that {@code slot} is claimed for {@code recipient}; empty for spent. */
    public void setClaim(Connection db, Iccid iccid, SlotIndex slot, Optional<OperatorId> recipient)
            throws SQLException {
        String sql = "UPDATE card SET last_claimed = ?, claimed_for = ? WHERE iccid = ?";
        try (PreparedStatement update = db.prepareStatement(sql)) {
            update.setInt(1, slot.value());
            update.setString(2, recipient.map(OperatorId::value).orElse(null));
            update.setString(3, iccid.digits());
            update.executeUpdate();
        }
    }

    /** A counter of at least {@code atLeast} that no packet of this card's slot has used, and now none will again. */
    public Counter takeCounter(Connection db, Card card, long atLeast) throws SQLException {
        Counter counter = card.counter(atLeast);
        try (PreparedStatement update = db.prepareStatement("UPDATE card SET next_counter = ? WHERE iccid = ?")) {
            update.setLong(1, counter.value() + 1);
            update.setString(2, card.iccid().digits());
            update.executeUpdate();
        }
        return counter;
    }

    /** The card's OTA keys; the caller closes them. */
    public OtaKeys keys(Connection db, Card card) throws SQLException {
        try (PreparedStatement select = db.prepareStatement("SELECT wrapped_keys FROM card WHERE iccid = ?")) {
            select.setString(1, card.iccid().digits());
            try (ResultSet row = select.executeQuery();
                    SecretBytes joined = vault.unwrap(row.getBytes(1), associatedData(card.iccid(), card.slot()))) {
                return OtaKeys.split(card.algorithm(), joined);
            }
        }
    }

    private static byte[] associatedData(Iccid iccid, SlotIndex slot) {
        return (iccid + "|" + slot + "|ota|" + KEY_FORMAT_VERSION).getBytes(StandardCharsets.US_ASCII);
    }
}
