package io.simshift.server.escrow;

import io.simshift.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Key check values of a slot, as the card computes them for QUERY (tag 8A): AKA, KIc, KID, KIK, three bytes each. */
final class KeyCheck {
    static final int LENGTH = 12;
    private static final int CHECK_SIZE_BYTES = 3;

    private KeyCheck() {}

    static byte[] of(OtaAlgorithm algorithm, SlotKeys keys) {
        byte[] opc = keys.opc().reveal();
        ByteBuffer checks = ByteBuffer.allocate(LENGTH).put(check("AES", keys.k(), opc));
        Arrays.fill(opc, (byte) 0);
        for (SecretBytes key : new SecretBytes[] {keys.kic(), keys.kid(), keys.kik()}) {
            checks.put(
                    algorithm == OtaAlgorithm.AES_128 ? check("AES", key, ones()) : check("DESede", key, new byte[8]));
        }
        return checks.array();
    }

    private static byte[] ones() {
        byte[] block = new byte[16];
        Arrays.fill(block, (byte) 1);
        return block;
    }

    private static byte[] check(String cipherName, SecretBytes key, byte[] block) {
        byte[] bytes = key.reveal();
        // The JDK's DESede wants the first key once more behind the second.
        byte[] jdkKey = cipherName.equals("DESede") ? Arrays.copyOf(bytes, 24) : bytes;
        if (jdkKey != bytes) {
            System.arraycopy(bytes, 0, jdkKey, 16, 8);
        }
        try {
            Cipher cipher = Cipher.getInstance(cipherName + "/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(jdkKey, cipherName));
            return Arrays.copyOf(cipher.doFinal(block), CHECK_SIZE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a check value cannot be computed: " + e.getMessage(), e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(jdkKey, (byte) 0);
        }
    }
}
