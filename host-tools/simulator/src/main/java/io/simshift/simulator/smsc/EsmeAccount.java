package io.simshift.simulator.smsc;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.SmppAddress;

/**
 * An ESME that may bind.
 *
 * @param systemId at most 15 characters
 * @param password at most 8 bytes
 * @param address the number it serves: what subscribers send there reaches it, and it is TP-OA where it names no other
 */
public record EsmeAccount(String systemId, SecretBytes password, SmppAddress address) {
    public EsmeAccount {
        // The PDU's own constructor knows what fits.
        Bind.transceiver(1, systemId, password, "");
        if (address.digits().isEmpty()) {
            throw new IllegalArgumentException("the ESME " + systemId + " has no number");
        }
    }
}
