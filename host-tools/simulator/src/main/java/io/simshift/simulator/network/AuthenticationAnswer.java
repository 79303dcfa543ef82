package io.simshift.simulator.network;

import io.simshift.protocol.secret.SecretBytes;

/** A card's answer to AUTHENTICATE in 3G context (TS 31.102 7.1.2.1). */
public sealed interface AuthenticationAnswer {
    /**
     * DB: the network proved that it holds K.
     *
     * @param res 4 to 16 bytes, for the network
     * @param ck 16 bytes, stay in the terminal
     * @param ik 16 bytes, stay in the terminal
     */
    record Success(byte[] res, SecretBytes ck, SecretBytes ik) implements AuthenticationAnswer {
        public Success {
            res = res.clone();
        }

        @Override
        public byte[] res() {
            return res.clone();
        }

        @Override
        public String toString() {
            return "Success";
        }
    }

    /** DC: the sequence number is not fresh; {@code auts} has 14 bytes. */
    record SynchronisationFailure(byte[] auts) implements AuthenticationAnswer {
        public SynchronisationFailure {
            auts = auts.clone();
        }

        @Override
        public byte[] auts() {
            return auts.clone();
        }
    }

    /** Status word 9862: whoever made the challenge does not hold the card's K. */
    record MacFailure() implements AuthenticationAnswer {}

    /** The card gave neither, or there is no card. */
    record NoAnswer(String reason) implements AuthenticationAnswer {}
}
