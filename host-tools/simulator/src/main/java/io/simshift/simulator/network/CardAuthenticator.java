package io.simshift.simulator.network;

import io.simshift.protocol.aka.Autn;

/** A terminal's card, as far as a network may use it. */
@FunctionalInterface
public interface CardAuthenticator {
    /**
     * Has the card answer a challenge in 3G context (TS 31.102 7.1.2.1).
     *
     * @param rand the challenge, 16 bytes
     * @param autn what proves who made it
     */
    AuthenticationAnswer authenticate(byte[] rand, Autn autn);
}
