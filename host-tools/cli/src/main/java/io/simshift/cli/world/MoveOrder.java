package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.engine.MoveOptions;
import io.simshift.server.operator.OperatorId;

/**
 * One card's move as it was ordered.
 *
 * @param formerImsi the donor's
 * @param newImsi the recipient's; no other order has it
 * @param home the donor's slot
 * @param target the recipient's slot
 */
record MoveOrder(
        TransferId id,
        Iccid iccid,
        OperatorId donor,
        Imsi formerImsi,
        Imsi newImsi,
        int home,
        int target,
        MoveOptions options) {}
