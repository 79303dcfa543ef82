package io.simshift.simulator.network;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;

/** Told by a network who comes and goes. Called on a handset's turn: answers quickly, or hands the work on. */
public interface AttachListener {
    /** The subscriber passed authentication and can be reached. */
    void attached(Imsi imsi, Msisdn msisdn);

    /** The subscriber can no longer be reached. */
    default void detached(Imsi imsi, Msisdn msisdn) {}
}
