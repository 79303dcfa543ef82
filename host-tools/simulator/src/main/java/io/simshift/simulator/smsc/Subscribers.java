package io.simshift.simulator.smsc;

import io.simshift.protocol.identity.Msisdn;
import java.util.Optional;

/** Who can be reached now (the part of HLR and MSC that a message centre asks). */
public interface Subscribers {
    /** The handset that is attached under {@code destination} at this moment. */
    Optional<Terminal> attached(Msisdn destination);
}
