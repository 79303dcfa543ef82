package io.simshift.server.escrow;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.security.SecureRandom;
import java.util.Arrays;

/** The keys of one slot: K and OPc of 16 bytes, OTA keys of one length, 16, 24 or 32 bytes. */
public record SlotKeys(SecretBytes k, SecretBytes opc, SecretBytes kic, SecretBytes kid, SecretBytes kik)
        implements AutoCloseable {
    /** Length of K and of OPc, in bytes. */
    private static final int SUBSCRIBER_KEY_SIZE_BYTES = 16;
    /** The shortest OTA keys that the escrow makes: no single DES. */
    static final int OTA_KEY_SIZE_BYTES_MIN = 16;

    private static final int SUBSCRIBER_KEYS = 2;
    private static final int OTA_KEYS = 3;

    public SlotKeys {
        boolean subscriberFits = k.length() == SUBSCRIBER_KEY_SIZE_BYTES && opc.length() == SUBSCRIBER_KEY_SIZE_BYTES;
        boolean otaFits =
                kic.length() >= OTA_KEY_SIZE_BYTES_MIN && kid.length() == kic.length() && kik.length() == kic.length();
        if (!subscriberFits || !otaFits) {
            throw new IllegalArgumentException("K and OPc of a slot have 16 bytes, its OTA keys one length from 16 on");
        }
    }

    static SlotKeys random(OtaAlgorithm algorithm, SecureRandom random) {
        int length = algorithm.keyLength();
        return new SlotKeys(
                SecretBytes.random(SUBSCRIBER_KEY_SIZE_BYTES, random),
                SecretBytes.random(SUBSCRIBER_KEY_SIZE_BYTES, random),
                SecretBytes.random(length, random),
                SecretBytes.random(length, random),
                SecretBytes.random(length, random));
    }

    /** Length of {@link #join()} for OTA keys of this algorithm, in bytes. */
    static int joinedSizeBytes(OtaAlgorithm algorithm) {
        return SUBSCRIBER_KEYS * SUBSCRIBER_KEY_SIZE_BYTES + OTA_KEYS * algorithm.keyLength();
    }

    /** What proves that two parties hold the same keys, without showing one. */
    public CheckValues checkValues(OtaAlgorithm algorithm) {
        return CheckValues.of(k, opc, algorithm, kic, kid, kik);
    }

    /** K ‖ OPc ‖ KIc ‖ KID ‖ KIK. */
    SecretBytes join() {
        byte[] all = new byte[SUBSCRIBER_KEYS * SUBSCRIBER_KEY_SIZE_BYTES + OTA_KEYS * kic.length()];
        int offset = 0;
        for (SecretBytes key : new SecretBytes[] {k, opc, kic, kid, kik}) {
            byte[] bytes = key.reveal();
            System.arraycopy(bytes, 0, all, offset, bytes.length);
            offset += bytes.length;
            Arrays.fill(bytes, (byte) 0);
        }
        SecretBytes joined = SecretBytes.copyOf(all);
        Arrays.fill(all, (byte) 0);
        return joined;
    }

    static SlotKeys split(OtaAlgorithm algorithm, SecretBytes joined) {
        if (joined.length() != joinedSizeBytes(algorithm)) {
            throw new IllegalArgumentException("the keys of a slot with " + algorithm + " have "
                    + joinedSizeBytes(algorithm) + " bytes, not " + joined.length());
        }
        byte[] all = joined.reveal();
        int length = algorithm.keyLength();
        int ota = SUBSCRIBER_KEYS * SUBSCRIBER_KEY_SIZE_BYTES;
        SlotKeys keys = new SlotKeys(
                SecretBytes.copyOf(all, 0, SUBSCRIBER_KEY_SIZE_BYTES),
                SecretBytes.copyOf(all, SUBSCRIBER_KEY_SIZE_BYTES, SUBSCRIBER_KEY_SIZE_BYTES),
                SecretBytes.copyOf(all, ota, length),
                SecretBytes.copyOf(all, ota + length, length),
                SecretBytes.copyOf(all, ota + 2 * length, length));
        Arrays.fill(all, (byte) 0);
        return keys;
    }

    /** Zeroes all of them. */
    @Override
    public void close() {
        k.close();
        opc.close();
        kic.close();
        kid.close();
        kik.close();
    }
}
