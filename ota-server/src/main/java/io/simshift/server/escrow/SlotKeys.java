package io.simshift.server.escrow;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.util.Arrays;

/** The keys of one slot: K of 16 or 32 bytes, OPc of 16 or TOPc of 32, OTA keys of one length, 16, 24 or 32 bytes. */
public record SlotKeys(SecretBytes k, SecretBytes opc, SecretBytes kic, SecretBytes kid, SecretBytes kik)
        implements AutoCloseable {
    /** The shortest OTA keys that the escrow makes: no single DES. */
    static final int OTA_KEY_SIZE_BYTES_MIN = 16;

    private static final int SUBSCRIBER_KEY_SIZE_BYTES = 16;
    private static final int LONG_SUBSCRIBER_KEY_SIZE_BYTES = 32;
    private static final int OTA_KEYS = 3;

    public SlotKeys {
        boolean subscriberFits = isSubscriberKey(k) && isSubscriberKey(opc);
        boolean otaFits =
                kic.length() >= OTA_KEY_SIZE_BYTES_MIN && kid.length() == kic.length() && kik.length() == kic.length();
        if (!subscriberFits || !otaFits) {
            throw new IllegalArgumentException(
                    "K and OPc of a slot have 16 or 32 bytes, its OTA keys one length from 16 on");
        }
    }

    private static boolean isSubscriberKey(SecretBytes key) {
        return key.length() == SUBSCRIBER_KEY_SIZE_BYTES || key.length() == LONG_SUBSCRIBER_KEY_SIZE_BYTES;
    }

    /** Length of OPc, or of TOPc. */
    static int opcSizeBytes(AkaChoice aka) {
        return aka instanceof AkaChoice.Tuak ? LONG_SUBSCRIBER_KEY_SIZE_BYTES : SUBSCRIBER_KEY_SIZE_BYTES;
    }

    /** What proves that two parties hold the same keys, without showing one. */
    public CheckValues checkValues(OtaAlgorithm algorithm) {
        return CheckValues.of(k, opc, algorithm, kic, kid, kik);
    }

    /** K ‖ OPc ‖ KIc ‖ KID ‖ KIK. */
    SecretBytes join() {
        byte[] all = new byte[k.length() + opc.length() + OTA_KEYS * kic.length()];
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

    /** What {@link #join} has joined; what is left for K by the other lengths is its length. */
    static SlotKeys split(AkaChoice aka, OtaAlgorithm algorithm, SecretBytes joined) {
        int length = algorithm.keyLength();
        int opcLength = opcSizeBytes(aka);
        int kLength = joined.length() - opcLength - OTA_KEYS * length;
        if (kLength <= 0) {
            throw new IllegalArgumentException("the keys of a slot with " + AkaName.of(aka) + " and " + algorithm
                    + " do not have " + joined.length() + " bytes");
        }
        byte[] all = joined.reveal();
        try {
            int ota = kLength + opcLength;
            SlotKeys keys = new SlotKeys(
                    SecretBytes.copyOf(all, 0, kLength),
                    SecretBytes.copyOf(all, kLength, opcLength),
                    SecretBytes.copyOf(all, ota, length),
                    SecretBytes.copyOf(all, ota + length, length),
                    SecretBytes.copyOf(all, ota + 2 * length, length));
            aka.requireKeys(keys.k, keys.opc);
            return keys;
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    SlotKeys copy() {
        return new SlotKeys(k.copy(), opc.copy(), kic.copy(), kid.copy(), kik.copy());
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
