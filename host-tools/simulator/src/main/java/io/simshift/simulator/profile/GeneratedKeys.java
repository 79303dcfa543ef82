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
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys that no file holds yet: fresh ones, or those that a seed always gives for one card. */
final class GeneratedKeys {
    private static final String MAC = "HmacSHA256";

    private final OtaAlgorithm algorithm;
    private final Function<String, SecretBytes> source;

    private GeneratedKeys(OtaAlgorithm algorithm, Function<String, SecretBytes> source) {
        this.algorithm = algorithm;
        this.source = source;
    }

    /** Fresh keys. */
    static CardKeys random(int slots, OtaAlgorithm algorithm, SecureRandom random) {
        return new GeneratedKeys(algorithm, name -> SecretBytes.random(CardKeys.KEY_BYTES, random)).make(slots);
    }

    /** The first 16 bytes of HMAC-SHA-256 under the seed over ICCID, a space and the key's name (docs/profiles.md 3). */
    static CardKeys derived(int slots, OtaAlgorithm algorithm, SecretBytes seed, Iccid iccid) {
        return new GeneratedKeys(algorithm, name -> derive(seed, iccid + " " + name)).make(slots);
    }

    private CardKeys make(int count) {
        List<StoreSlotCommand> slots = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            slots.add(new StoreSlotCommand(
                    new SlotIndex(i),
                    algorithm,
                    slotKey(i, KeyFields.K),
                    slotKey(i, KeyFields.OPC),
                    slotKey(i, KeyFields.KIC),
                    slotKey(i, KeyFields.KID),
                    slotKey(i, KeyFields.KIK)));
        }
        String of = KeyFields.MANUFACTURER + " ";
        return new CardKeys(
                source.apply(of + KeyFields.KIC),
                source.apply(of + KeyFields.KID),
                source.apply(of + KeyFields.KIK),
                slots);
    }

    private SecretBytes slotKey(int slot, String name) {
        return source.apply(slot + " " + name);
    }

    private static SecretBytes derive(SecretBytes seed, String name) {
        byte[] key = seed.reveal();
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            byte[] derived = mac.doFinal(name.getBytes(StandardCharsets.US_ASCII));
            SecretBytes result = SecretBytes.copyOf(derived, 0, CardKeys.KEY_BYTES);
            Arrays.fill(derived, (byte) 0);
            return result;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(MAC + " is not available", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
