package io.simshift.cli.world;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.QueryAnswer;
import java.util.List;
import java.util.Optional;

/** Opens the answers to QUERY that a card sends: slot, IMSI and keys that it speaks of must be of one subscription. */
final class CardsWord {
    /** As the servers ask (PoR ciphered, with CC, by SMS-SUBMIT). */
    private static final Spi SPI = Spi.secured(true);

    private final Judge judge;
    private int answers;

    CardsWord(Judge judge) {
        this.judge = judge;
    }

    /** @param userData of a message that the card has sent */
    void said(WorldCard card, byte[] userData) {
        for (int slot = 1; slot <= card.keys().slots(); slot++) {
            Optional<QueryAnswer> answer = open(card, slot, userData);
            if (answer.isPresent()) {
                answers++;
                hold(card, slot, answer.get());
                return;
            }
        }
    }

    private static Optional<QueryAnswer> open(WorldCard card, int slot, byte[] userData) {
        try {
            byte[] packet = PacketSegments.join(List.of(UserData.of(userData)));
            OpenedResponse opened =
                    SecuredPackets.openResponse(packet, SPI, card.keys().ota(slot));
            if (!opened.authenticated() || !opened.packet().status().isOk()) {
                return Optional.empty();
            }
            CompactResponse script = CompactResponse.decode(opened.packet().data());
            return script.status().isOk() ? Optional.of(QueryAnswer.decode(script.data())) : Optional.empty();
        } catch (WireFormatException e) {
            return Optional.empty(); // another slot's keys, or the answer to another command
        }
    }

    private void hold(WorldCard card, int keysOfSlot, QueryAnswer answer) {
        int active = answer.activeSlot().orElseThrow().value();
        int imsiOfSlot = answer.imsi().map(imsi -> judge.slotOf(card, imsi)).orElse(0);
        if (active != keysOfSlot || active != imsiOfSlot) {
            judge.violated(
                    Optional.of(card.iccid()),
                    "the card calls slot " + active + " active, speaks under the keys of slot " + keysOfSlot
                            + ", and has the IMSI of slot " + imsiOfSlot);
        }
    }

    /** QUERY answers seen so far. */
    int answers() {
        return answers;
    }
}
