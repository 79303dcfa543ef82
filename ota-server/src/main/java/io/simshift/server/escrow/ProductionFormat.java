package io.simshift.server.escrow;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What writer and reader of production files agree on: {@code docs/escrow.md} has the bytes. */
final class ProductionFormat {
    static final int MAGIC = 0x53535046;
    static final int VERSION = 2;
    static final int CARD = 1;
    static final int END = 0;
    static final String SIGNATURE = "SHA256withECDSA";
    /** Of HMAC-SHA256 the first half. */
    static final int TAG_SIZE_BYTES = 16;

    static final int TAG_KEY_SIZE_BYTES = 32;

    private static final String MAC = "HmacSHA256";

    private ProductionFormat() {}

    /** A fresh one for each card: HMAC-SHA256 under the file's key. */
    static Mac mac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(MAC);
        mac.init(new SecretKeySpec(key, MAC));
        return mac;
    }

    /** Ends a card: the tag over its number in the file and its bytes. */
    static byte[] tag(Mac mac, int number) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            mac.update((byte) (number >>> shift));
        }
        return Arrays.copyOf(mac.doFinal(), TAG_SIZE_BYTES);
    }

    static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
