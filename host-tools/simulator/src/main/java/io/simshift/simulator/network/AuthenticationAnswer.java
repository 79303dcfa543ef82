package io.simshift.simulator.network;

import io.simshift.protocol.aka.Auts;

/** A card's answer to AUTHENTICATE in 3G context (TS 31.102 7.1.2.1). */
public sealed interface AuthenticationAnswer {
    /**
     * DB: the network proved that it holds K. CK and IK stay in the terminal.
     *
     * @param res 4 to 16 bytes
     */
    record Success(byte[] res) implements AuthenticationAnswer {
        public Success {
            res = res.clone();
        }

        @Override
        public byte[] res() {
            return res.clone();
        }
    }

    /** DC: the sequence number is not fresh. */
    record SynchronisationFailure(Auts auts) implements AuthenticationAnswer {}

    /** Status word 9862: whoever made the challenge does not hold the card's K. */
    record MacFailure() implements AuthenticationAnswer {}

    /** The card gave neither, or there is no card. */
    record NoAnswer(String reason) implements AuthenticationAnswer {}
}
