package io.simshift.server.card;

import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.ReleasedSlot;
import java.util.Arrays;

/** The OTA keys of one slot, each as long as the algorithm's. */
public record OtaKeys(OtaAlgorithm algorithm, SecretBytes kic, SecretBytes kid, SecretBytes kik)
        implements AutoCloseable {
    private static final int KEYS = 3;

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
        int length = keys[0].length();
        byte[] all = new byte[keys.length * length];
        for (int i = 0; i < keys.length; i++) {
            byte[] bytes = keys[i].reveal();
            System.arraycopy(bytes, 0, all, i * length, length);
            Arrays.fill(bytes, (byte) 0);
        }
        SecretBytes joined = SecretBytes.copyOf(all);
        Arrays.fill(all, (byte) 0);
        return joined;
    }

    static OtaKeys split(OtaAlgorithm algorithm, SecretBytes joined) {
        int length = algorithm.keyLength();
        if (joined.length() != KEYS * length) {
            throw new IllegalArgumentException(
                    "keys of " + algorithm + " have " + KEYS * length + " bytes, not " + joined.length());
        }
        byte[] all = joined.reveal();
        OtaKeys keys = new OtaKeys(
                algorithm,
                SecretBytes.copyOf(all, 0, length),
                SecretBytes.copyOf(all, length, length),
                SecretBytes.copyOf(all, 2 * length, length));
        Arrays.fill(all, (byte) 0);
        return keys;
    }

    /** Zeroes all of them. */
    @Override
    public void close() {
        kic.close();
        kid.close();
        kik.close();
    }
}
