package io.simshift.server.escrow;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.security.SecureRandom;
import java.util.Arrays;

/** The keys of one slot, 16 bytes each. */
public record SlotKeys(SecretBytes k, SecretBytes opc, SecretBytes kic, SecretBytes kid, SecretBytes kik)
        implements AutoCloseable {
    /** Length of each key, in bytes. */
    public static final int KEY_SIZE_BYTES = 16;

    private static final int KEYS = 5;

    public SlotKeys {
        for (SecretBytes key : new SecretBytes[] {k, opc, kic, kid, kik}) {
            if (key.length() != KEY_SIZE_BYTES) {
                throw new IllegalArgumentException("a key of a slot has " + key.length() + " bytes, not 16");
            }
        }
    }

    static SlotKeys random(SecureRandom random) {
        return new SlotKeys(fresh(random), fresh(random), fresh(random), fresh(random), fresh(random));
    }

    private static SecretBytes fresh(SecureRandom random) {
        return SecretBytes.random(KEY_SIZE_BYTES, random);
    }

    /** What proves that two parties hold the same keys, without showing one. */
    public CheckValues checkValues(OtaAlgorithm algorithm) {
        return CheckValues.of(k, opc, algorithm, kic, kid, kik);
    }

    /** K ‖ OPc ‖ KIc ‖ KID ‖ KIK, 80 bytes. */
    SecretBytes join() {
        byte[] all = new byte[KEYS * KEY_SIZE_BYTES];
        int offset = 0;
        for (SecretBytes key : new SecretBytes[] {k, opc, kic, kid, kik}) {
            byte[] bytes = key.reveal();
            System.arraycopy(bytes, 0, all, offset, KEY_SIZE_BYTES);
            Arrays.fill(bytes, (byte) 0);
            offset += KEY_SIZE_BYTES;
        }
        SecretBytes joined = SecretBytes.copyOf(all);
        Arrays.fill(all, (byte) 0);
        return joined;
    }

    static SlotKeys split(SecretBytes joined) {
        if (joined.length() != KEYS * KEY_SIZE_BYTES) {
            throw new IllegalArgumentException("the keys of a slot have " + joined.length() + " bytes, not 80");
        }
        byte[] all = joined.reveal();
        SlotKeys keys = new SlotKeys(part(all, 0), part(all, 1), part(all, 2), part(all, 3), part(all, 4));
        Arrays.fill(all, (byte) 0);
        return keys;
    }

    private static SecretBytes part(byte[] all, int index) {
        return SecretBytes.copyOf(all, index * KEY_SIZE_BYTES, KEY_SIZE_BYTES);
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
