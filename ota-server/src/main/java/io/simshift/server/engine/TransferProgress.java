package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.transfer.Phase;
import java.time.Instant;

/**
 * One step of one transfer, already durable.
 *
 * @param reason for people; empty where all is well
 */
public record TransferProgress(
        TransferId id,
        String campaign,
        Iccid iccid,
        Imsi newImsi,
        SlotIndex targetSlot,
        Phase phase,
        Instant at,
        String reason) {}
