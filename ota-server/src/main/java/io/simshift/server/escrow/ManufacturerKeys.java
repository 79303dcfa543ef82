package io.simshift.server.escrow;

import io.simshift.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;

/** The keyset under which one card is personalised (key set F), AES-128; the card wipes it at FINALISE. */
public record ManufacturerKeys(SecretBytes kic, SecretBytes kid, SecretBytes kik) implements AutoCloseable {
    private static final int KEY_SIZE_BYTES = 16;

    static ManufacturerKeys random(SecureRandom random) {
        return new ManufacturerKeys(
                SecretBytes.random(KEY_SIZE_BYTES, random),
                SecretBytes.random(KEY_SIZE_BYTES, random),
                SecretBytes.random(KEY_SIZE_BYTES, random));
    }

    /** KIc ‖ KID ‖ KIK, 48 bytes. */
    SecretBytes join() {
        byte[] all = new byte[3 * KEY_SIZE_BYTES];
        int offset = 0;
        for (SecretBytes key : new SecretBytes[] {kic, kid, kik}) {
            byte[] bytes = key.reveal();
            System.arraycopy(bytes, 0, all, offset, KEY_SIZE_BYTES);
            Arrays.fill(bytes, (byte) 0);
            offset += KEY_SIZE_BYTES;
        }
        SecretBytes joined = SecretBytes.copyOf(all);
        Arrays.fill(all, (byte) 0);
        return joined;
    }

    static ManufacturerKeys split(SecretBytes joined) {
        if (joined.length() != 3 * KEY_SIZE_BYTES) {
            throw new IllegalArgumentException("the manufacturer's keys do not have " + joined.length() + " bytes");
        }
        byte[] all = joined.reveal();
        try (joined) {
            return new ManufacturerKeys(
                    SecretBytes.copyOf(all, 0, KEY_SIZE_BYTES),
                    SecretBytes.copyOf(all, KEY_SIZE_BYTES, KEY_SIZE_BYTES),
                    SecretBytes.copyOf(all, 2 * KEY_SIZE_BYTES, KEY_SIZE_BYTES));
        } finally {
            Arrays.fill(all, (byte) 0);
        }
    }

    ManufacturerKeys copy() {
        return new ManufacturerKeys(kic.copy(), kid.copy(), kik.copy());
    }

    /** Zeroes all of them. */
    @Override
    public void close() {
        kic.close();
        kid.close();
        kik.close();
    }
}
