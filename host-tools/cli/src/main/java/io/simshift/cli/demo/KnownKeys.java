package io.simshift.cli.demo;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.escrow.ReleasedSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All that an operator ever learnt of its cards' keys: what an operator could try with a card that has left it. */
final class KnownKeys {
    /**
     * The keys of one slot.
     *
     * @param imsi the operator's, for that slot
     * @param ota KIc and KID
     * @param all K, OPc, KIc, KID and KIK, to look for them where they must not be
     */
    record Keys(Imsi imsi, PacketKeys ota, List<SecretBytes> all) {
        Keys {
            all = List.copyOf(all);
        }
    }

    private final Map<Iccid, Keys> keys = new ConcurrentHashMap<>();

    void learn(ReleasedSlot slot) {
        List<SecretBytes> all = new ArrayList<>();
        for (SecretBytes key : List.of(
                slot.keys().k(),
                slot.keys().opc(),
                slot.keys().kic(),
                slot.keys().kid(),
                slot.keys().kik())) {
            all.add(SecretBytes.copyOf(key.reveal()));
        }
        PacketKeys ota = slot.algorithm().packetKeys(all.get(2), all.get(3));
        keys.put(slot.iccid(), new Keys(slot.imsi(), ota, all));
    }

    /** What the operator knows of a card that it has served. */
    Keys of(Iccid iccid) {
        Keys known = keys.get(iccid);
        if (known == null) {
            throw new IllegalStateException("this operator never had card " + iccid);
        }
        return known;
    }
}
