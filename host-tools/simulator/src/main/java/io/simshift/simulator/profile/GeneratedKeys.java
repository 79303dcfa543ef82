package io.simshift.simulator.profile;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys that no file holds yet: fresh ones, or those that a seed always gives for one card. */
final class GeneratedKeys {
    private static final String MAC = "HmacSHA256";

    private final OtaAlgorithm algorithm;
    private final Source source;

    @FunctionalInterface
    private interface Source {
        SecretBytes key(String name, int length);
    }

    private GeneratedKeys(OtaAlgorithm algorithm, Source source) {
        this.algorithm = algorithm;
        this.source = source;
    }

    /** Fresh keys. */
    static CardKeys random(int slots, OtaAlgorithm algorithm, SecureRandom random) {
        return new GeneratedKeys(algorithm, (name, length) -> SecretBytes.random(length, random)).make(slots);
    }

    /** The first bytes of HMAC-SHA-256 under the seed over ICCID, a space and the key's name (docs/profiles.md 3). */
    static CardKeys derived(int slots, OtaAlgorithm algorithm, SecretBytes seed, Iccid iccid) {
        return new GeneratedKeys(algorithm, (name, length) -> derive(seed, iccid + " " + name, length)).make(slots);
    }

    private CardKeys make(int count) {
        List<StoreSlotCommand> slots = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            slots.add(new StoreSlotCommand(
                    new SlotIndex(i),
                    algorithm,
                    slotKey(i, KeyFields.K, CardKeys.KEY_BYTES),
                    slotKey(i, KeyFields.OPC, CardKeys.KEY_BYTES),
                    slotKey(i, KeyFields.KIC, algorithm.keyLength()),
                    slotKey(i, KeyFields.KID, algorithm.keyLength()),
                    slotKey(i, KeyFields.KIK, algorithm.keyLength())));
        }
        String of = KeyFields.MANUFACTURER + " ";
        return new CardKeys(
                source.key(of + KeyFields.KIC, CardKeys.KEY_BYTES),
                source.key(of + KeyFields.KID, CardKeys.KEY_BYTES),
                source.key(of + KeyFields.KIK, CardKeys.KEY_BYTES),
                slots);
    }

    private SecretBytes slotKey(int slot, String name, int length) {
        return source.key(slot + " " + name, length);
    }

    private static SecretBytes derive(SecretBytes seed, String name, int length) {
        byte[] key = seed.reveal();
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            byte[] derived = mac.doFinal(name.getBytes(StandardCharsets.US_ASCII));
            SecretBytes result = SecretBytes.copyOf(derived, 0, length);
            Arrays.fill(derived, (byte) 0);
            return result;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " is not available", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
