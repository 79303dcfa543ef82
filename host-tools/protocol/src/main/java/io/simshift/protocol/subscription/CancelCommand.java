package io.simshift.protocol.subscription;

import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.tlv.BerTlv;

/** CANCEL (commands.md 4.5): drops a PENDING switch or what was staged. */
public record CancelCommand(TransferId transferId) implements SubscriptionCommand {
    public static final int INS = 0x3E;

    private static final String CLAUSE = "commands.md 4.5";
    private static final int TRANSFER_TAG = 0x82;

    @Override
    public int instruction() {
        return INS;
    }

    @Override
    public byte[] encode() {
        return new BerTlv(TRANSFER_TAG, transferId.encode()).encode();
    }

    /** Reads the data field. */
    public static CancelCommand decode(byte[] data) {
        TagSet tags = TagSet.decode(data, CLAUSE, TRANSFER_TAG);
        return new CancelCommand(tags.make(TRANSFER_TAG, TransferId.LENGTH, TransferId::decode));
    }
}
