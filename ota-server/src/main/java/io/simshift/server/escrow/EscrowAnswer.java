package io.simshift.server.escrow;

import io.simshift.server.handover.HandoverEntry;

/** The escrow's word on one card of a hand-over. */
public sealed interface EscrowAnswer {
    /** The card that this is about. */
    HandoverEntry entry();

    /** As asked for; also where the same was granted before. */
    record Granted(HandoverEntry entry) implements EscrowAnswer {}

    /**
     * Not granted; nothing has changed.
     *
     * @param detail one readable line
     */
    record Refused(HandoverEntry entry, Refusal reason, String detail) implements EscrowAnswer {}
}
