package io.simshift.applet;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.Random;

/** Keys of the cards under test, the same in every run. */
final class Keys {
    static final SecretBytes MANUFACTURER_KIC = key(0, 1);
    static final SecretBytes MANUFACTURER_KID = key(0, 2);
    static final SecretBytes MANUFACTURER_KIK = key(0, 3);
    static final PacketKeys MANUFACTURER = PacketKeys.aes(MANUFACTURER_KIC, MANUFACTURER_KID);

    private Keys() {}

    private static SecretBytes key(int slot, int which) {
        return key(slot, which, 16);
    }

    private static SecretBytes key(int slot, int which, int length) {
        byte[] bytes = new byte[length];
        new Random(1000L * slot + which).nextBytes(bytes);
        return SecretBytes.copyOf(bytes);
    }

    static InstallParameters installParameters(int slots) {
        return new InstallParameters(
                slots, InstallParameters.DEFAULT_DELTA_BITS, MANUFACTURER_KIC, MANUFACTURER_KID, MANUFACTURER_KIK);
    }

    static StoreSlotCommand slot(int slot, OtaAlgorithm algorithm) {
        return new StoreSlotCommand(
                new SlotIndex(slot),
                algorithm,
                key(slot, 1),
                key(slot, 2),
                key(slot, 3, algorithm.keyLength()),
                key(slot, 4, algorithm.keyLength()),
                key(slot, 5, algorithm.keyLength()));
    }

    static StoreSlotCommand slot(int slot) {
        return slot(slot, OtaAlgorithm.AES_128);
    }

    static Milenage milenage(int slot) {
        return new Milenage(key(slot, 1), key(slot, 2));
    }

    /** Keys of an AES slot's keyset. */
    static PacketKeys ota(int slot) {
        return PacketKeys.aes(key(slot, 3), key(slot, 4));
    }

    /** Keys of a 3DES slot's keyset. */
    static PacketKeys tripleDes(int slot) {
        return PacketKeys.tripleDes(key(slot, 3), key(slot, 4));
    }
}
