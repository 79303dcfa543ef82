package io.simshift.simulator.profile;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.List;

/** All keys of one card: the manufacturer's keyset (AES-128) and the slots in order. */
record CardKeys(SecretBytes kic, SecretBytes kid, SecretBytes kik, List<StoreSlotCommand> slots) {
    static final int KEY_BYTES = 16;

    CardKeys {
        slots = List.copyOf(slots);
    }
}
