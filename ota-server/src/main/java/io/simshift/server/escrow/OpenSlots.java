package io.simshift.server.escrow;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Slots that a transaction gives away, until they are sealed. That happens in the caller's thread once the transaction is on the
 * disk: what was recorded and not sealed, because the process ended, goes out when it is asked for again.
 */
final class OpenSlots implements AutoCloseable {
    private final List<ReleasedSlot> slots = new ArrayList<>();

    void add(ReleasedSlot slot) {
        slots.add(slot);
    }

    /** Nothing where there are none. */
    byte[] seal(EscrowCore core, X509Certificate recipient) {
        return slots.isEmpty() ? new byte[0] : SealedSlots.seal(slots, core.identity(), recipient, core.random());
    }

    @Override
    public void close() {
        slots.forEach(ReleasedSlot::close);
    }
}
