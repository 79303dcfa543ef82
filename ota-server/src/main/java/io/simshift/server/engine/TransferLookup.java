package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.transfer.TransferState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Finds transfers by what they are about. Each method runs in its caller's transaction. */
interface TransferLookup {
    /** The transfer of a card whose outcome is not known yet. */
    Optional<TransferState> openOf(Connection db, Iccid iccid) throws SQLException;

    /** The transfer that gives a card this IMSI: the one that is open, or else the youngest. */
    Optional<TransferState> latestTo(Connection db, Imsi newImsi) throws SQLException;
}
