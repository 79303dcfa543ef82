package io.simshift.protocol.subscription;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.aka.MilenageConstants;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * STORE SLOT (commands.md 4.7) at personalisation: the keys of one slot, ciphered under the manufacturer's KIK.
 *
 * @param slot which slot
 * @param aka AKA algorithm
 * @param algorithm of the OTA keys
 * @param k subscriber key, 16 bytes; with TUAK 16 or 32
 * @param opc operator variant, 16 bytes; TOPc of TUAK 32
 * @param kic OTA key for ciphering, as long as the algorithm says
 * @param kid OTA key for check values, as long as the algorithm says
 * @param kik OTA key for keys, as long as the algorithm says
 * @param minimumSecurity what packets under these keys have at least; empty for the card's default
 * @param expected check values that the card compares before anything changes; empty for no comparison
 */
public record StoreSlotCommand(
        SlotIndex slot,
        AkaChoice aka,
        OtaAlgorithm algorithm,
        SecretBytes k,
        SecretBytes opc,
        SecretBytes kic,
        SecretBytes kid,
        SecretBytes kik,
        Optional<MinimumSecurity> minimumSecurity,
        Optional<CheckValues> expected) {
    public static final int INS = 0x40;

    static final String CLAUSE = "commands.md 4.7";
    static final int AKA_KEY_LENGTH = 16;
    private static final int LONG_AKA_KEY_LENGTH = 32;
    static final int SLOT_TAG = 0x80;
    static final int ALGORITHMS_TAG = 0x81;
    static final int AKA_KEYS_TAG = 0x82;
    static final int OTA_KEYS_TAG = 0x83;
    static final int MINIMUM_SECURITY_TAG = 0x84;
    static final int CHECK_VALUES_TAG = 0x85;
    static final int CONSTANTS_TAG = 0x86;

    public StoreSlotCommand {
        aka.requireKeys(k, opc);
        algorithm.requireKeys(kic, kid, kik);
    }

    /** With Milenage. */
    public StoreSlotCommand(
            SlotIndex slot,
            OtaAlgorithm algorithm,
            SecretBytes k,
            SecretBytes opc,
            SecretBytes kic,
            SecretBytes kid,
            SecretBytes kik,
            Optional<MinimumSecurity> minimumSecurity,
            Optional<CheckValues> expected) {
        this(slot, AkaChoice.MILENAGE, algorithm, k, opc, kic, kid, kik, minimumSecurity, expected);
    }

    /** With Milenage, without a minimum security level of its own and without check values. */
    public StoreSlotCommand(
            SlotIndex slot,
            OtaAlgorithm algorithm,
            SecretBytes k,
            SecretBytes opc,
            SecretBytes kic,
            SecretBytes kid,
            SecretBytes kik) {
        this(slot, algorithm, k, opc, kic, kid, kik, Optional.empty(), Optional.empty());
    }

    static void requireAkaKeys(SecretBytes k, SecretBytes opc) {
        for (SecretBytes key : List.of(k, opc)) {
            if (key.length() != AKA_KEY_LENGTH) {
                throw new IllegalArgumentException("K and OPc have 16 bytes each, not " + key.length());
            }
        }
    }

    /** The same with another minimum security level. */
    public StoreSlotCommand withMinimumSecurity(MinimumSecurity level) {
        return new StoreSlotCommand(slot, aka, algorithm, k, opc, kic, kid, kik, Optional.of(level), expected);
    }

    /** The same with another AKA algorithm for the same keys. */
    public StoreSlotCommand with(AkaChoice other) {
        return new StoreSlotCommand(slot, other, algorithm, k, opc, kic, kid, kik, minimumSecurity, expected);
    }

    /** The same with the check values of its keys, so that the card stores nothing that was damaged on the way. */
    public StoreSlotCommand withCheckValues() {
        return expecting(checkValues());
    }

    /** The same with these check values. */
    public StoreSlotCommand expecting(CheckValues values) {
        return new StoreSlotCommand(slot, aka, algorithm, k, opc, kic, kid, kik, minimumSecurity, Optional.of(values));
    }

    /** The data field; the keys in it are ciphered under {@code manufacturerKik}, AES-128. */
    public byte[] encode(SecretBytes manufacturerKik) {
        KeyWrap wrap = new KeyWrap(OtaAlgorithm.AES_128, manufacturerKik);
        List<BerTlv> objects = new ArrayList<>();
        objects.add(BerTlv.ofByte(SLOT_TAG, slot.value()));
        objects.add(algorithms(aka, algorithm));
        objects.add(new BerTlv(AKA_KEYS_TAG, wrap.wrap(k, opc)));
        objects.add(new BerTlv(OTA_KEYS_TAG, wrap.wrap(kic, kid, kik)));
        minimumSecurity.ifPresent(level -> objects.add(BerTlv.ofByte(MINIMUM_SECURITY_TAG, level.spi1())));
        expected.ifPresent(values -> objects.add(new BerTlv(CHECK_VALUES_TAG, values.encode())));
        if (aka instanceof AkaChoice.OwnMilenage own) {
            own.constants().ifPresent(constants -> objects.add(new BerTlv(CONSTANTS_TAG, constants.encode())));
        }
        return BerTlv.encodeAll(objects);
    }

    static BerTlv algorithms(AkaChoice aka, OtaAlgorithm algorithm) {
        return new BerTlv(
                ALGORITHMS_TAG,
                new WireWriter()
                        .u8(aka.code())
                        .u8(algorithm.code())
                        .bytes(aka.parameters())
                        .toByteArray());
    }

    private static byte[] algorithms(TagSet tags) {
        byte[] algorithms = tags.optional(ALGORITHMS_TAG).orElseThrow(() -> tags.fail("tag 81 is missing"));
        if (algorithms.length < 2) {
            throw tags.fail("tag 81 has 2 or 4 bytes, not " + algorithms.length);
        }
        return algorithms;
    }

    static AkaChoice aka(TagSet tags) {
        byte[] algorithms = algorithms(tags);
        AkaChoice aka = tags.make(ALGORITHMS_TAG, algorithms.length, AkaChoice::decode);
        if (!tags.has(CONSTANTS_TAG)) {
            return aka;
        }
        if (!(aka instanceof AkaChoice.OwnMilenage)) {
            throw tags.fail("tag 86 is of Milenage with the card's constants alone");
        }
        return new AkaChoice.OwnMilenage(
                Optional.of(tags.make(CONSTANTS_TAG, MilenageConstants.ENCODED_BYTES, MilenageConstants::decode)));
    }

    static OtaAlgorithm ota(TagSet tags) {
        return OtaAlgorithm.decode(algorithms(tags)[1] & 0xFF);
    }

    /** Length of the K in tag 82: all but OPc or TOPc. */
    static int kLength(TagSet tags, int opcLength) {
        int length = tags.optional(AKA_KEYS_TAG).orElseThrow(() -> tags.fail("tag 82 is missing")).length - opcLength;
        if (length != AKA_KEY_LENGTH && length != LONG_AKA_KEY_LENGTH) {
            throw tags.fail("tag 82 has no K of 16 or 32 bytes");
        }
        return length;
    }

    static TagSet tags(byte[] data) {
        return TagSet.decode(
                data,
                CLAUSE,
                SLOT_TAG,
                ALGORITHMS_TAG,
                AKA_KEYS_TAG,
                OTA_KEYS_TAG,
                MINIMUM_SECURITY_TAG,
                CHECK_VALUES_TAG,
                CONSTANTS_TAG);
    }

    static Optional<MinimumSecurity> minimumSecurity(TagSet tags) {
        return tags.has(MINIMUM_SECURITY_TAG)
                ? Optional.of(MinimumSecurity.decode(tags, MINIMUM_SECURITY_TAG))
                : Optional.empty();
    }

    /** The command as it stands in a script. */
    public CommandApdu toApdu(SecretBytes manufacturerKik) {
        return CommandApdu.of(SubscriptionCommand.CLA, INS, 0, 0, encode(manufacturerKik));
    }

    /** Reads the data field. */
    public static StoreSlotCommand decode(byte[] data, SecretBytes manufacturerKik) {
        TagSet tags = tags(data);
        AkaChoice aka = aka(tags);
        OtaAlgorithm algorithm = ota(tags);
        KeyWrap wrap = new KeyWrap(OtaAlgorithm.AES_128, manufacturerKik);
        int opcLength = aka instanceof AkaChoice.Tuak ? LONG_AKA_KEY_LENGTH : AKA_KEY_LENGTH;
        SecretBytes[] subscriber = wrap.unwrap(tags, AKA_KEYS_TAG, kLength(tags, opcLength), opcLength);
        int otaLength = algorithm.keyLength();
        SecretBytes[] ota = wrap.unwrap(tags, OTA_KEYS_TAG, otaLength, otaLength, otaLength);
        try {
            return new StoreSlotCommand(
                    Slots.required(tags, SLOT_TAG),
                    aka,
                    algorithm,
                    subscriber[0],
                    subscriber[1],
                    ota[0],
                    ota[1],
                    ota[2],
                    minimumSecurity(tags),
                    tags.has(CHECK_VALUES_TAG)
                            ? Optional.of(tags.make(CHECK_VALUES_TAG, CheckValues.LENGTH, CheckValues::decode))
                            : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw tags.fail(e.getMessage());
        }
    }

    /** The check values that the card will show for this slot. */
    public CheckValues checkValues() {
        return CheckValues.of(k, opc, algorithm, kic, kid, kik);
    }
}
