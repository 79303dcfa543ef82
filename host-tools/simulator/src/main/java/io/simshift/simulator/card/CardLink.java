package io.simshift.simulator.card;

/** A terminal's contacts to one card: simulated, behind a reader, or decorated. One caller at a time. */
public interface CardLink {
    /**
     * Resets the card.
     *
     * @return the answer to reset
     * @throws CardLinkException where no card answers
     */
    byte[] reset();

    /**
     * Sends one short command APDU (TS 102 221 10.1).
     *
     * @param commandApdu CLA INS P1 P2 [Lc data] [Le]
     * @return the response data, if any, and the two bytes of the status word
     * @throws CardLinkException where no card answers, or not with a response APDU
     */
    byte[] transmit(byte[] commandApdu);
}
