package io.simshift.protocol.subscription;

import static io.simshift.protocol.subscription.StoreSlotCommand.AKA_KEYS_TAG;
import static io.simshift.protocol.subscription.StoreSlotCommand.CHECK_VALUES_TAG;
import static io.simshift.protocol.subscription.StoreSlotCommand.OTA_KEYS_TAG;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * STORE SLOT for the active slot under its own keyset: new keys for a subscription in use (TR 33.812 alternative 3a, step
 * 6), ciphered under the active KIK. What is absent stays as it is.
 *
 * @param slot the active slot
 * @param aka the algorithm that it has
 * @param algorithm of the OTA keys: of the new ones, or of those that stay
 * @param subscriber new K and OPc
 * @param ota new OTA keys
 * @param minimumSecurity what packets under the keys have at least; empty to leave it
 * @param expected check values of all keys as they are afterwards; the card compares them before anything changes
 */
public record RekeyCommand(
        SlotIndex slot,
        AkaKind aka,
        OtaAlgorithm algorithm,
        Optional<SubscriberKeys> subscriber,
        Optional<RemoteKeys> ota,
        Optional<MinimumSecurity> minimumSecurity,
        CheckValues expected) {

    /** K and OPc, 16 bytes each; with TUAK K of 16 or 32, and TOPc of 32. */
    public record SubscriberKeys(SecretBytes k, SecretBytes opc) {}

    /** KIc, KID and KIK, each as long as the algorithm says. */
    public record RemoteKeys(SecretBytes kic, SecretBytes kid, SecretBytes kik) {}

    public RekeyCommand {
        ota.ifPresent(keys -> algorithm.requireKeys(keys.kic, keys.kid, keys.kik));
        if (subscriber.isEmpty() && ota.isEmpty()) {
            throw new IllegalArgumentException("a re-key has new subscriber keys, new OTA keys, or both");
        }
        boolean fits = subscriber
                .map(keys -> aka.takesK(keys.k.length()) && keys.opc.length() == aka.opcBytes())
                .orElse(true);
        if (!fits) {
            throw new IllegalArgumentException("these are no keys of " + aka + ": K has "
                    + subscriber.get().k.length() + " bytes, OPc or TOPc "
                    + subscriber.get().opc.length());
        }
    }

    /** Of a slot with Milenage. */
    public RekeyCommand(
            SlotIndex slot,
            OtaAlgorithm algorithm,
            Optional<SubscriberKeys> subscriber,
            Optional<RemoteKeys> ota,
            Optional<MinimumSecurity> minimumSecurity,
            CheckValues expected) {
        this(slot, AkaKind.MILENAGE, algorithm, subscriber, ota, minimumSecurity, expected);
    }

    /** The data field; the keys in it are ciphered under the active keyset's KIK. */
    public byte[] encode(OtaAlgorithm activeAlgorithm, SecretBytes activeKik) {
        KeyWrap wrap = new KeyWrap(activeAlgorithm, activeKik);
        List<BerTlv> objects = new ArrayList<>();
        objects.add(BerTlv.ofByte(StoreSlotCommand.SLOT_TAG, slot.value()));
        objects.add(new BerTlv(
                StoreSlotCommand.ALGORITHMS_TAG,
                new WireWriter().u8(aka.code()).u8(algorithm.code()).toByteArray()));
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
        byte[] algorithms = tags.required(StoreSlotCommand.ALGORITHMS_TAG, 2);
        KeyWrap wrap = new KeyWrap(activeAlgorithm, activeKik);
        try {
            AkaKind aka = AkaKind.decode(algorithms[0] & 0xFF);
            OtaAlgorithm algorithm = OtaAlgorithm.decode(algorithms[1] & 0xFF);
            return new RekeyCommand(
                    Slots.required(tags, StoreSlotCommand.SLOT_TAG),
                    aka,
                    algorithm,
                    tags.has(AKA_KEYS_TAG) ? Optional.of(subscriber(wrap, tags, aka)) : Optional.empty(),
                    tags.has(OTA_KEYS_TAG) ? Optional.of(ota(wrap, tags, algorithm)) : Optional.empty(),
                    StoreSlotCommand.minimumSecurity(tags),
                    tags.make(CHECK_VALUES_TAG, CheckValues.LENGTH, CheckValues::decode));
        } catch (IllegalArgumentException e) {
            throw tags.fail(e.getMessage());
        }
    }

    private static SubscriberKeys subscriber(KeyWrap wrap, TagSet tags, AkaKind aka) {
        SecretBytes[] keys =
                wrap.unwrap(tags, AKA_KEYS_TAG, StoreSlotCommand.kLength(tags, aka.opcBytes()), aka.opcBytes());
        return new SubscriberKeys(keys[0], keys[1]);
    }

    private static RemoteKeys ota(KeyWrap wrap, TagSet tags, OtaAlgorithm algorithm) {
        SecretBytes[] keys =
                wrap.unwrap(tags, OTA_KEYS_TAG, algorithm.keyLength(), algorithm.keyLength(), algorithm.keyLength());
        return new RemoteKeys(keys[0], keys[1], keys[2]);
    }
}
