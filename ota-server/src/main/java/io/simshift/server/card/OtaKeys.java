package io.simshift.server.card;

import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.ReleasedSlot;
import java.util.Arrays;

/** The OTA keys of one slot, 16 bytes each. */
public record OtaKeys(OtaAlgorithm algorithm, SecretBytes kic, SecretBytes kid, SecretBytes kik)
        implements AutoCloseable {
    private static final int KEY_SIZE_BYTES = 16;

    static OtaKeys of(ReleasedSlot slot) {
        try (SecretBytes joined =
                join(slot.keys().kic(), slot.keys().kid(), slot.keys().kik())) {
            return split(slot.algorithm(), joined);
        }
    }

    /** For securing packets; of the same life as this. */
    public PacketKeys packetKeys() {
        return algorithm.packetKeys(kic, kid);
    }

    SecretBytes join() {
        return join(kic, kid, kik);
    }

    private static SecretBytes join(SecretBytes... keys) {
        byte[] all = new byte[keys.length * KEY_SIZE_BYTES];
        for (int i = 0; i < keys.length; i++) {
            byte[] bytes = keys[i].reveal();
            System.arraycopy(bytes, 0, all, i * KEY_SIZE_BYTES, KEY_SIZE_BYTES);
            Arrays.fill(bytes, (byte) 0);
        }
        SecretBytes joined = SecretBytes.copyOf(all);
        Arrays.fill(all, (byte) 0);
        return joined;
    }

    static OtaKeys split(OtaAlgorithm algorithm, SecretBytes joined) {
        byte[] all = joined.reveal();
        OtaKeys keys = new OtaKeys(algorithm, part(all, 0), part(all, 1), part(all, 2));
        Arrays.fill(all, (byte) 0);
        return keys;
    }

    private static SecretBytes part(byte[] all, int index) {
        return SecretBytes.copyOf(all, index * KEY_SIZE_BYTES, KEY_SIZE_BYTES);
    }

    /** Zeroes all of them. */
    @Override
    public void close() {
        kic.close();
        kid.close();
        kik.close();
    }
}
