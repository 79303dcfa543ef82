package io.simshift.simulator.light;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;

/** What light cards were personalised with. */
public interface LightKeys {
    /** A key of 16 bytes. @param card from 0 */
    SecretBytes key(int card, SlotIndex slot, LightNumbers.Key which);
}
