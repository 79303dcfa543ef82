package io.simshift.protocol.subscription;

import static io.simshift.protocol.subscription.StoreSlotCommand.AKA_KEYS_TAG;
import static io.simshift.protocol.subscription.StoreSlotCommand.CHECK_VALUES_TAG;
import static io.simshift.protocol.subscription.StoreSlotCommand.OTA_KEYS_TAG;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * STORE SLOT for the active slot under its own keyset: new keys for a subscription in use (TR 33.812 alternative 3a, step
 * 6) with Milenage, ciphered under the active KIK. What is absent stays as it is.
 *
 * @param slot the active slot
 * @param algorithm of the OTA keys: of the new ones, or of those that stay
 * @param subscriber new K and OPc
 * @param ota new OTA keys
 * @param minimumSecurity what packets under the keys have at least; empty to leave it
 * @param expected check values of all keys as they are afterwards; the card compares them before anything changes
 */
public record RekeyCommand(
        SlotIndex slot,
        OtaAlgorithm algorithm,
        Optional<SubscriberKeys> subscriber,
        Optional<RemoteKeys> ota,
        Optional<MinimumSecurity> minimumSecurity,
        CheckValues expected) {

    /** K and OPc, 16 bytes each. */
    public record SubscriberKeys(SecretBytes k, SecretBytes opc) {
        public SubscriberKeys {
            StoreSlotCommand.requireAkaKeys(k, opc);
        }
    }

    /** KIc, KID and KIK, each as long as the algorithm says. */
    public record RemoteKeys(SecretBytes kic, SecretBytes kid, SecretBytes kik) {}

    public RekeyCommand {
        ota.ifPresent(keys -> algorithm.requireKeys(keys.kic, keys.kid, keys.kik));
        if (subscriber.isEmpty() && ota.isEmpty()) {
            throw new IllegalArgumentException("a re-key has new subscriber keys, new OTA keys, or both");
        }
    }

    /** The data field; the keys in it are ciphered under the active keyset's KIK. */
    public byte[] encode(OtaAlgorithm activeAlgorithm, SecretBytes activeKik) {
        KeyWrap wrap = new KeyWrap(activeAlgorithm, activeKik);
        List<BerTlv> objects = new ArrayList<>();
        objects.add(BerTlv.ofByte(StoreSlotCommand.SLOT_TAG, slot.value()));
        objects.add(StoreSlotCommand.algorithms(AkaChoice.MILENAGE, algorithm));
        subscriber.ifPresent(keys -> objects.add(new BerTlv(AKA_KEYS_TAG, wrap.wrap(keys.k, keys.opc))));
        ota.ifPresent(keys -> objects.add(new BerTlv(OTA_KEYS_TAG, wrap.wrap(keys.kic, keys.kid, keys.kik))));
        minimumSecurity.ifPresent(
                level -> objects.add(BerTlv.ofByte(StoreSlotCommand.MINIMUM_SECURITY_TAG, level.spi1())));
        objects.add(new BerTlv(CHECK_VALUES_TAG, expected.encode()));
        return BerTlv.encodeAll(objects);
    }

    /** The command as it stands in a script. */
    public CommandApdu toApdu(OtaAlgorithm activeAlgorithm, SecretBytes activeKik) {
        return CommandApdu.of(SubscriptionCommand.CLA, StoreSlotCommand.INS, 0, 0, encode(activeAlgorithm, activeKik));
    }

    /** Reads the data field. */
    public static RekeyCommand decode(byte[] data, OtaAlgorithm activeAlgorithm, SecretBytes activeKik) {
        TagSet tags = StoreSlotCommand.tags(data);
        OtaAlgorithm algorithm = algorithm(tags);
        KeyWrap wrap = new KeyWrap(activeAlgorithm, activeKik);
        try {
            return new RekeyCommand(
                    Slots.required(tags, StoreSlotCommand.SLOT_TAG),
                    algorithm,
                    tags.has(AKA_KEYS_TAG) ? Optional.of(subscriber(wrap, tags)) : Optional.empty(),
                    tags.has(OTA_KEYS_TAG) ? Optional.of(ota(wrap, tags, algorithm)) : Optional.empty(),
                    StoreSlotCommand.minimumSecurity(tags),
                    tags.make(CHECK_VALUES_TAG, CheckValues.LENGTH, CheckValues::decode));
        } catch (IllegalArgumentException e) {
            throw tags.fail(e.getMessage());
        }
    }

    private static OtaAlgorithm algorithm(TagSet tags) {
        if (!StoreSlotCommand.aka(tags).equals(AkaChoice.MILENAGE)) {
            throw tags.fail("a re-key is of a subscription with Milenage");
        }
        return StoreSlotCommand.ota(tags);
    }

    private static SubscriberKeys subscriber(KeyWrap wrap, TagSet tags) {
        SecretBytes[] keys =
                wrap.unwrap(tags, AKA_KEYS_TAG, StoreSlotCommand.AKA_KEY_LENGTH, StoreSlotCommand.AKA_KEY_LENGTH);
        return new SubscriberKeys(keys[0], keys[1]);
    }

    private static RemoteKeys ota(KeyWrap wrap, TagSet tags, OtaAlgorithm algorithm) {
        SecretBytes[] keys =
                wrap.unwrap(tags, OTA_KEYS_TAG, algorithm.keyLength(), algorithm.keyLength(), algorithm.keyLength());
        return new RemoteKeys(keys[0], keys[1], keys[2]);
    }
}
