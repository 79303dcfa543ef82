package io.simshift.protocol.subscription;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.tlv.BerTlv;
import java.util.Optional;

/**
 * QUERY (commands.md 4.6): what the card says of itself.
 *
 * @param slot slot whose check values are wanted; empty for the active one
 */
public record QueryCommand(Optional<SlotIndex> slot) implements SubscriptionCommand {
    public static final int INS = 0x3F;

    private static final String CLAUSE = "commands.md 4.6";
    private static final int SLOT_TAG = 0x81;

    /** About the active slot. */
    public static QueryCommand ofActiveSlot() {
        return new QueryCommand(Optional.empty());
    }

    /** About this slot. */
    public static QueryCommand of(SlotIndex slot) {
        return new QueryCommand(Optional.of(slot));
    }

    @Override
    public int instruction() {
        return INS;
    }

    @Override
    public byte[] encode() {
        return slot.map(index -> BerTlv.ofByte(SLOT_TAG, index.value()).encode())
                .orElse(new byte[0]);
    }

    /** Reads the data field. */
    public static QueryCommand decode(byte[] data) {
        TagSet tags = TagSet.decode(data, CLAUSE, SLOT_TAG);
        return tags.has(SLOT_TAG) ? of(Slots.required(tags, SLOT_TAG)) : ofActiveSlot();
    }
}
