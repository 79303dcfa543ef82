package io.simshift.protocol.subscription;

import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.tlv.BerTlv;
import java.util.List;

/**
 * STAGE (commands.md 4.3): writes into the staged bank only, any number of times before the SWITCH.
 *
 * @param transferId of the SWITCH that is to take what was staged
 * @param fileUpdates none to open the staged bank for file commands of the same script
 */
public record StageCommand(TransferId transferId, List<FileUpdate> fileUpdates) implements SubscriptionCommand {
    public static final int INS = 0x3C;

    private static final String CLAUSE = "commands.md 4.3";
    private static final int TRANSFER_TAG = 0x82;

    public StageCommand {
        fileUpdates = List.copyOf(fileUpdates);
    }

    @Override
    public int instruction() {
        return INS;
    }

    @Override
    public byte[] encode() {
        return BerTlv.encodeAll(
                List.of(new BerTlv(TRANSFER_TAG, transferId.encode()), FileUpdate.encodeAll(fileUpdates)));
    }

    /** Reads the data field. */
    public static StageCommand decode(byte[] data) {
        TagSet tags = TagSet.decode(data, CLAUSE, TRANSFER_TAG, FileUpdate.LIST_TAG);
        TransferId transferId = tags.make(TRANSFER_TAG, TransferId.LENGTH, TransferId::decode);
        return new StageCommand(
                transferId,
                tags.optional(FileUpdate.LIST_TAG).map(FileUpdate::decodeAll).orElse(List.of()));
    }
}
