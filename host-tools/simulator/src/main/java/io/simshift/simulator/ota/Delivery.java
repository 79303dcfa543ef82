package io.simshift.simulator.ota;

import io.simshift.protocol.apdu.StatusWord;
import java.util.List;

/**
 * What became of one command packet at the card.
 *
 * @param messages short messages that the card was given
 * @param ofMessages how many the packet needs; more than {@code messages} where the card refused one
 * @param status status word of the last ENVELOPE
 * @param responses response packets, in the order in which they came
 * @param remarks what else the card did, in words
 * @param reset whether the card asked for a UICC reset, and got it
 */
public record Delivery(
        int messages,
        int ofMessages,
        StatusWord status,
        List<ReceivedResponse> responses,
        List<String> remarks,
        boolean reset) {
    public Delivery {
        responses = List.copyOf(responses);
        remarks = List.copyOf(remarks);
    }
}
