package io.simshift.protocol.subscription;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * SWITCH (commands.md 4.2): go to another slot with a new IMSI and new operator files.
 *
 * @param imsi the new identity
 * @param target slot to go to; empty for the first FREE one above the active one
 * @param transferId names the change of operator; the same one again gives the same answer
 * @param expectedActive slot that the sender believes active; the card refuses if it is not
 * @param fallback when the card comes home
 * @param fileUpdates operator files, written over a clean copy in this order
 * @param refresh whether a REFRESH (UICC reset) follows once the PoR went out
 */
public record SwitchCommand(
        Imsi imsi,
        Optional<SlotIndex> target,
        TransferId transferId,
        SlotIndex expectedActive,
        FallbackRule fallback,
        List<FileUpdate> fileUpdates,
        boolean refresh)
        implements SubscriptionCommand {
    public static final int INS = 0x3B;

    private static final String CLAUSE = "commands.md 4.2";
    private static final int IMSI_TAG = 0x80;
    private static final int TARGET_TAG = 0x81;
    private static final int TRANSFER_TAG = 0x82;
    private static final int EXPECTED_TAG = 0x83;
    private static final int REFRESH_TAG = 0x86;
    private static final int IMSI_LENGTH = 9;

    public SwitchCommand {
        fileUpdates = List.copyOf(fileUpdates);
    }

    /** With no fallback, no file updates and a REFRESH. */
    public static SwitchCommand to(SlotIndex target, Imsi imsi, TransferId transferId, SlotIndex expectedActive) {
        return new SwitchCommand(
                imsi, Optional.of(target), transferId, expectedActive, FallbackRule.NEVER, List.of(), true);
    }

    @Override
    public int instruction() {
        return INS;
    }

    @Override
    public byte[] encode() {
        List<BerTlv> objects = new ArrayList<>();
        objects.add(new BerTlv(IMSI_TAG, imsi.encode()));
        objects.add(BerTlv.ofByte(TARGET_TAG, target.map(SlotIndex::value).orElse(0)));
        objects.add(new BerTlv(TRANSFER_TAG, transferId.encode()));
        objects.add(BerTlv.ofByte(EXPECTED_TAG, expectedActive.value()));
        if (!fallback.isNever()) {
            objects.add(fallback.encode());
        }
        if (!fileUpdates.isEmpty()) {
            objects.add(FileUpdate.encodeAll(fileUpdates));
        }
        if (!refresh) {
            objects.add(BerTlv.ofByte(REFRESH_TAG, 0));
        }
        return BerTlv.encodeAll(objects);
    }

    /** Reads the data field. */
    public static SwitchCommand decode(byte[] data) {
        TagSet tags = TagSet.decode(
                data,
                CLAUSE,
                IMSI_TAG,
                TARGET_TAG,
                TRANSFER_TAG,
                EXPECTED_TAG,
                FallbackRule.TAG,
                FileUpdate.LIST_TAG,
                REFRESH_TAG);
        return new SwitchCommand(
                tags.make(IMSI_TAG, IMSI_LENGTH, Imsi::decode),
                Slots.optional(tags, TARGET_TAG),
                tags.make(TRANSFER_TAG, TransferId.LENGTH, TransferId::decode),
                Slots.required(tags, EXPECTED_TAG),
                tags.optional(FallbackRule.TAG).map(FallbackRule::decode).orElse(FallbackRule.NEVER),
                tags.optional(FileUpdate.LIST_TAG).map(FileUpdate::decodeAll).orElse(List.of()),
                refresh(tags));
    }

    private static boolean refresh(TagSet tags) {
        if (!tags.has(REFRESH_TAG)) {
            return true;
        }
        int value = tags.requiredByte(REFRESH_TAG);
        if (value > 1) {
            throw tags.fail("tag 86 is 00 or 01");
        }
        return value == 1;
    }
}
