package io.simshift.server.engine;

import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Receipts that have come before the SMSC's answer to the submission. Where there are none, the store is not asked. */
final class EarlyReceipts {
    private final Database database;
    private final PacketStore packets;
    /** Never false where there is one. */
    private boolean mayBe;

    EarlyReceipts(Database database, PacketStore packets) {
        this.database = database;
        this.packets = packets;
        this.mayBe = database.read(packets::hasEarly);
    }

    void keep(Connection db, DeliveryReceipt receipt, Instant now) throws SQLException {
        mayBe = true;
        database.aboutToWrite(db);
        packets.keepEarly(db, receipt, now);
    }

    /** The receipt that came early for this message, which is then forgotten. */
    Optional<DeliveryReceipt.Outcome> take(Connection db, String messageId) throws SQLException {
        if (!mayBe || !packets.hasEarly(db)) {
            return Optional.empty();
        }
        database.aboutToWrite(db);
        return packets.takeEarly(db, messageId);
    }
}
