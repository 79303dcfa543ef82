package io.simshift.protocol.subscription;

import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.tlv.BerTlv;

/** CONFIRM (commands.md 4.4): ends PROVISIONAL now, the old slot is wiped. */
public record ConfirmCommand(TransferId transferId) implements SubscriptionCommand {
    public static final int INS = 0x3D;

    private static final String CLAUSE = "commands.md 4.4";
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
    public static ConfirmCommand decode(byte[] data) {
        TagSet tags = TagSet.decode(data, CLAUSE, TRANSFER_TAG);
        return new ConfirmCommand(tags.make(TRANSFER_TAG, TransferId.LENGTH, TransferId::decode));
    }
}
