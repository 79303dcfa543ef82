package io.simshift.protocol.subscription;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.tlv.BerTlv;
import java.util.List;

/** Answer data of SWITCH (commands.md 4.2). */
public record SwitchAnswer(CardState state, SlotIndex target, TransferId transferId) {
    private static final String CLAUSE = "commands.md 4.2";
    private static final int STATE_TAG = 0x87;
    private static final int TARGET_TAG = 0x81;
    private static final int TRANSFER_TAG = 0x82;

    /** Reads the answer data. */
    public static SwitchAnswer decode(byte[] data) {
        TagSet tags = TagSet.decode(data, CLAUSE, STATE_TAG, TARGET_TAG, TRANSFER_TAG);
        return new SwitchAnswer(
                CardState.decode(tags.requiredByte(STATE_TAG), CLAUSE),
                Slots.required(tags, TARGET_TAG),
                tags.make(TRANSFER_TAG, TransferId.LENGTH, TransferId::decode));
    }

    /** The answer data. */
    public byte[] encode() {
        return BerTlv.encodeAll(List.of(
                BerTlv.ofByte(STATE_TAG, state.code()),
                BerTlv.ofByte(TARGET_TAG, target.value()),
                new BerTlv(TRANSFER_TAG, transferId.encode())));
    }
}
