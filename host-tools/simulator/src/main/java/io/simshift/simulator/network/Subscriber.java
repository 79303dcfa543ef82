package io.simshift.simulator.network;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;

/**
 * One line of the HLR, authenticated with Milenage.
 *
 * @param k the subscriber key, 16 bytes
 * @param opc the operator variant derived for this key, 16 bytes
 */
public record Subscriber(Imsi imsi, Msisdn msisdn, SecretBytes k, SecretBytes opc) {
    private static final int KEY_LENGTH_BYTES = 16;

    public Subscriber {
        requireKey("K", k);
        requireKey("OPc", opc);
    }

    private static void requireKey(String name, SecretBytes key) {
        if (key.length() != KEY_LENGTH_BYTES) {
            throw new IllegalArgumentException(name + " has " + key.length() + " bytes, not " + KEY_LENGTH_BYTES);
        }
    }
}
