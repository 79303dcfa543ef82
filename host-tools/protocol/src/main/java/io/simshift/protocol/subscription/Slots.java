package io.simshift.protocol.subscription;

import io.simshift.protocol.identity.SlotIndex;
import java.util.Optional;

/** Slot indexes on the wire: one byte, where 00 can stand for none. */
final class Slots {
    private Slots() {}

    static Optional<SlotIndex> optional(TagSet tags, int tag) {
        return tags.requiredByte(tag) == 0 ? Optional.empty() : Optional.of(required(tags, tag));
    }

    static SlotIndex required(TagSet tags, int tag) {
        return tags.make(tag, 1, value -> new SlotIndex(value[0] & 0xFF));
    }

    static int encode(Optional<SlotIndex> slot) {
        return slot.map(SlotIndex::value).orElse(0);
    }
}
