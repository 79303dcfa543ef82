package io.simshift.protocol.subscription;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imei;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Answer data of QUERY (commands.md 4.6).
 *
 * @param iccid empty while EF.ICCID has not been written
 * @param imsi of the bank in use; empty while EF.IMSI has not been written
 * @param activeSlot empty before FINALISE
 * @param state of the card
 * @param transferId of the last SWITCH; empty if there was none
 * @param otherSlot target while PENDING, home while PROVISIONAL, otherwise empty
 * @param freeSlots number of FREE slots
 * @param slot the slot asked about
 * @param counter of the keyset that secured the packet
 * @param fallbackCause why the card last came home
 * @param capabilities what the card can do
 * @param failedChecks wrong check values in a row under the keyset that secured the packet; empty from a card that does
 *     not count them
 * @param concatenationCells parts of long messages that the card keeps at a time; empty from a card that does not say
 * @param pairing what the card thinks of its device; empty from a card that does not say
 * @param device seen last; empty if the card has seen none, had no room to say, or was told digits that are none
 */
public record QueryAnswer(
        Optional<Iccid> iccid,
        Optional<Imsi> imsi,
        Optional<SlotIndex> activeSlot,
        CardState state,
        Optional<TransferId> transferId,
        Optional<SlotIndex> otherSlot,
        int freeSlots,
        SlotReport slot,
        Counter counter,
        FallbackCause fallbackCause,
        Capabilities capabilities,
        OptionalInt failedChecks,
        OptionalInt concatenationCells,
        Optional<PairingState> pairing,
        Optional<Imei> device) {
    private static final String CLAUSE = "commands.md 4.6";
    private static final int ICCID_TAG = 0x88;
    private static final int IMSI_TAG = 0x80;
    private static final int ACTIVE_TAG = 0x83;
    private static final int STATE_TAG = 0x87;
    private static final int TRANSFER_TAG = 0x82;
    private static final int OTHER_TAG = 0x81;
    private static final int FREE_TAG = 0x89;
    private static final int SLOT_TAG = 0x8A;
    private static final int COUNTER_TAG = 0x8C;
    private static final int CAUSE_TAG = 0x8D;
    private static final int CAPABILITIES_TAG = 0x8E;
    private static final int FAILED_CHECKS_TAG = 0x8F;
    private static final int CELLS_TAG = 0x90;
    private static final int PAIRING_TAG = 0x91;
    private static final int DEVICE_TAG = 0x92;
    private static final int ICCID_LENGTH = 10;
    private static final int IMSI_LENGTH = 9;
    private static final TransferId NO_TRANSFER = new TransferId(0);

    /** What the card says of one slot. */
    public record SlotReport(SlotIndex index, SlotState state, CheckValues checkValues) {
        static final int LENGTH = 2 + CheckValues.LENGTH;

        private static SlotReport decode(byte[] bytes) {
            WireReader in = new WireReader(bytes, CLAUSE);
            SlotIndex index = new SlotIndex(in.u8("slot index"));
            return new SlotReport(index, SlotState.decode(in.u8("slot state"), CLAUSE), CheckValues.read(in));
        }

        private byte[] encode() {
            return new WireWriter()
                    .u8(index.value())
                    .u8(state.code())
                    .bytes(checkValues.encode())
                    .toByteArray();
        }
    }

    /**
     * What a card can do, two bytes: bit 1 3DES, bit 2 AES with 192 and 256 bits, bit 3 hardware random, bit 4 messages of
     * several parts.
     */
    public record Capabilities(int bits) {
        public Capabilities {
            if ((bits & ~0xFFFF) != 0) {
                throw new IllegalArgumentException("capabilities are two bytes");
            }
        }

        public boolean tripleDes() {
            return (bits & 1) != 0;
        }

        public boolean longAesKeys() {
            return (bits & 2) != 0;
        }

        public boolean hardwareRandom() {
            return (bits & 4) != 0;
        }

        public boolean concatenation() {
            return (bits & 8) != 0;
        }
    }

    public QueryAnswer {
        if ((freeSlots & ~0xFF) != 0) {
            throw new IllegalArgumentException("the number of free slots is one byte");
        }
        if (((failedChecks.orElse(0) | concatenationCells.orElse(0)) & ~0xFF) != 0) {
            throw new IllegalArgumentException("failed checks and concatenation cells are one byte each");
        }
    }

    /** Of a card that tells neither failed checks, nor concatenation cells, nor anything of its device. */
    public QueryAnswer(
            Optional<Iccid> iccid,
            Optional<Imsi> imsi,
            Optional<SlotIndex> activeSlot,
            CardState state,
            Optional<TransferId> transferId,
            Optional<SlotIndex> otherSlot,
            int freeSlots,
            SlotReport slot,
            Counter counter,
            FallbackCause fallbackCause,
            Capabilities capabilities) {
        this(
                iccid,
                imsi,
                activeSlot,
                state,
                transferId,
                otherSlot,
                freeSlots,
                slot,
                counter,
                fallbackCause,
                capabilities,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Reads the answer data. */
    public static QueryAnswer decode(byte[] data) {
        TagSet tags = TagSet.decode(
                data,
                CLAUSE,
                ICCID_TAG,
                IMSI_TAG,
                ACTIVE_TAG,
                STATE_TAG,
                TRANSFER_TAG,
                OTHER_TAG,
                FREE_TAG,
                SLOT_TAG,
                COUNTER_TAG,
                CAUSE_TAG,
                CAPABILITIES_TAG,
                FAILED_CHECKS_TAG,
                CELLS_TAG,
                PAIRING_TAG,
                DEVICE_TAG);
        byte[] capabilities = tags.required(CAPABILITIES_TAG, 2);
        return new QueryAnswer(
                written(tags, ICCID_TAG, ICCID_LENGTH, Iccid::decode),
                written(tags, IMSI_TAG, IMSI_LENGTH, Imsi::decode),
                Slots.optional(tags, ACTIVE_TAG),
                CardState.decode(tags.requiredByte(STATE_TAG), CLAUSE),
                Optional.of(tags.make(TRANSFER_TAG, TransferId.LENGTH, TransferId::decode))
                        .filter(id -> !id.equals(NO_TRANSFER)),
                Slots.optional(tags, OTHER_TAG),
                tags.requiredByte(FREE_TAG),
                tags.make(SLOT_TAG, SlotReport.LENGTH, SlotReport::decode),
                tags.make(COUNTER_TAG, Counter.LENGTH, Counter::decode),
                FallbackCause.decode(tags.requiredByte(CAUSE_TAG), CLAUSE),
                new Capabilities((capabilities[0] & 0xFF) << 8 | capabilities[1] & 0xFF),
                RemoteManagement.optionalByte(tags, FAILED_CHECKS_TAG),
                RemoteManagement.optionalByte(tags, CELLS_TAG),
                tags.has(PAIRING_TAG)
                        ? Optional.of(PairingState.decode(tags.requiredByte(PAIRING_TAG), CLAUSE))
                        : Optional.empty(),
                tags.has(DEVICE_TAG) ? Imei.read(tags.required(DEVICE_TAG, Imei.LENGTH_BYTES)) : Optional.empty());
    }

    /** A file that holds only FF has not been written. */
    private static <T> Optional<T> written(TagSet tags, int tag, int length, Function<byte[], T> decoder) {
        return Arrays.equals(tags.required(tag, length), blank(length))
                ? Optional.empty()
                : Optional.of(tags.make(tag, length, decoder));
    }

    private static byte[] blank(int length) {
        return new WireWriter().fill(0xFF, length).toByteArray();
    }

    /** The answer data. */
    public byte[] encode() {
        List<BerTlv> objects = new ArrayList<>(List.of(
                new BerTlv(ICCID_TAG, iccid.map(Iccid::encode).orElse(blank(ICCID_LENGTH))),
                new BerTlv(IMSI_TAG, imsi.map(Imsi::encode).orElse(blank(IMSI_LENGTH))),
                BerTlv.ofByte(ACTIVE_TAG, Slots.encode(activeSlot)),
                BerTlv.ofByte(STATE_TAG, state.code()),
                new BerTlv(TRANSFER_TAG, transferId.orElse(NO_TRANSFER).encode()),
                BerTlv.ofByte(OTHER_TAG, Slots.encode(otherSlot)),
                BerTlv.ofByte(FREE_TAG, freeSlots),
                new BerTlv(SLOT_TAG, slot.encode()),
                new BerTlv(COUNTER_TAG, counter.encode()),
                BerTlv.ofByte(CAUSE_TAG, fallbackCause.code()),
                new BerTlv(
                        CAPABILITIES_TAG,
                        new WireWriter().u16(capabilities.bits()).toByteArray())));
        failedChecks.ifPresent(count -> objects.add(BerTlv.ofByte(FAILED_CHECKS_TAG, count)));
        concatenationCells.ifPresent(cells -> objects.add(BerTlv.ofByte(CELLS_TAG, cells)));
        pairing.ifPresent(seen -> objects.add(BerTlv.ofByte(PAIRING_TAG, seen.code())));
        device.ifPresent(imei -> objects.add(new BerTlv(DEVICE_TAG, imei.encode())));
        return BerTlv.encodeAll(objects);
    }
}
