package io.simshift.simulator.tear;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.personalisation.InitialFile;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The keys of the card that is torn: made from a fixed seed, so that each run tears the same card. They open nothing else. */
final class CardKeys {
    static final int SLOTS = 4;
    /** Stands for slot 1 with the keys that a re-key gives it. */
    static final int REKEYED = SLOTS + 1;

    static final int MANUFACTURER_KEYSET = 0xF;
    static final int ACTIVE_KEYSET = 1;

    static final Imsi FIRST_IMSI = new Imsi("001010123456789");
    static final Imsi NEXT_IMSI = new Imsi("001020987654321");

    private static final int KEY_BYTES = 16;
    private static final long SEED = 33_812;

    private final Random random = new Random(SEED);
    private final InstallParameters installed = InstallParameters.of(key(), key(), key());
    private final List<StoreSlotCommand> slots;
    private final StoreSlotCommand rekeyed;

    CardKeys() {
        // both algorithms that every card may have: 3DES in the second slot
        slots = IntStream.rangeClosed(1, SLOTS)
                .mapToObj(index -> slot(index, index == 2 ? OtaAlgorithm.TRIPLE_DES_2 : OtaAlgorithm.AES_128))
                .toList();
        rekeyed = slot(1, OtaAlgorithm.TRIPLE_DES_2);
    }

    private StoreSlotCommand slot(int index, OtaAlgorithm algorithm) {
        return new StoreSlotCommand(new SlotIndex(index), algorithm, key(), key(), key(), key(), key());
    }

    private SecretBytes key() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return SecretBytes.copyOf(bytes);
    }

    InstallParameters installed() {
        return new InstallParameters(
                SLOTS, InstallParameters.DEFAULT_DELTA_BITS, installed.kic(), installed.kid(), installed.kik());
    }

    StoreSlotCommand slot(int index) {
        return index == REKEYED ? rekeyed : slots.get(index - 1);
    }

    /** OTA keys of a slot; 0 stands for the manufacturer's. */
    PacketKeys packetKeys(int slot) {
        if (slot == 0) {
            return PacketKeys.aes(installed.kic(), installed.kid());
        }
        StoreSlotCommand keys = slot(slot);
        return keys.algorithm().packetKeys(keys.kic(), keys.kid());
    }

    Milenage milenage(int slot) {
        return new Milenage(slot(slot).k(), slot(slot).opc());
    }

    PersonalisationOrder order() {
        SmsAddress centre = SmsAddress.of(SmsAddress.INTERNATIONAL, "491700000");
        List<InitialFile> files = new ArrayList<>(new OperatorFiles(FIRST_IMSI, 2, "Operator A", centre).files());
        files.add(PinOperations.file());
        return new PersonalisationOrder(Iccid.withCheckDigit("898810000000000001"), installed(), slots, files);
    }
}
