package io.simshift.cli.world;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.escrow.PersonalisationRecord;
import java.util.ArrayList;
import java.util.List;

/** All keys of one card. Nobody in the world has them; only who watches over it. */
final class CardKeys {
    private record Slot(Milenage milenage, PacketKeys ota) {}

    private final List<Slot> slots = new ArrayList<>();

    CardKeys(PersonalisationRecord record) {
        for (PersonalisationRecord.Slot slot : record.slots()) {
            Milenage milenage =
                    new Milenage(copy(slot.keys().k()), copy(slot.keys().opc()));
            PacketKeys ota = slot.algorithm()
                    .packetKeys(copy(slot.keys().kic()), copy(slot.keys().kid()));
            slots.add(new Slot(milenage, ota));
        }
    }

    /** The record's keys are zeroed behind it. */
    private static SecretBytes copy(SecretBytes key) {
        return SecretBytes.copyOf(key.reveal());
    }

    int slots() {
        return slots.size();
    }

    /** @param slot from 1 */
    Milenage milenage(int slot) {
        return slots.get(slot - 1).milenage();
    }

    /** @param slot from 1 */
    PacketKeys ota(int slot) {
        return slots.get(slot - 1).ota();
    }
}
