package io.simshift.simulator.network;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;

/**
 * One line of the HLR.
 *
 * @param aka with which it is authenticated
 * @param k the subscriber key, 16 bytes; with TUAK 16 or 32
 * @param opc the operator variant derived for this key, 16 bytes; TUAK's TOPc 32
 */
public record Subscriber(Imsi imsi, Msisdn msisdn, AkaChoice aka, SecretBytes k, SecretBytes opc) {
    public Subscriber {
        aka.requireKeys(k, opc);
    }

    /** With Milenage. */
    public Subscriber(Imsi imsi, Msisdn msisdn, SecretBytes k, SecretBytes opc) {
        this(imsi, msisdn, AkaChoice.MILENAGE, k, opc);
    }
}
