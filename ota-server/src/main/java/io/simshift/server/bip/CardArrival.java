package io.simshift.server.bip;

import java.util.HexFormat;

/**
 * Somebody who says to be a card.
 *
 * @param identification what the bearer gives: the identification packet's or the SYN's bytes, usually EF.ICCID; the PSK
 *     identity over HTTPS
 * @param peer address and port, for logs
 */
public record CardArrival(Bearer bearer, byte[] identification, String peer) {
    public CardArrival {
        identification = identification.clone();
    }

    @Override
    public byte[] identification() {
        return identification.clone();
    }

    @Override
    public String toString() {
        return bearer + " " + peer + " as " + HexFormat.of().formatHex(identification);
    }
}
