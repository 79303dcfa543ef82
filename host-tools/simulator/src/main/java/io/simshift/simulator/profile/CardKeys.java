package io.simshift.simulator.profile;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.List;

/** All keys of one card: the manufacturer's keyset (AES-128) and the slots in order. */
record CardKeys(SecretBytes kic, SecretBytes kid, SecretBytes kik, List<StoreSlotCommand> slots) {
    /** Bytes of K, OPc and the manufacturer's keys; OTA keys are as long as their algorithm's. */
    static final int KEY_BYTES = 16;

    CardKeys {
        slots = List.copyOf(slots);
    }
}
