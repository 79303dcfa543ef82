package io.simshift.server.campaign;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;

/**
 * One good row of an order.
 *
 * @param line where it stands
 */
public record OrderRow(int line, Iccid iccid, Imsi newImsi) {}
