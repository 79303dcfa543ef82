package io.simshift.applet;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.ResponseApdu;
import java.util.Arrays;
import java.util.Random;

/** A network that challenges a card. */
final class Usim {
    private final TestCard card;
    private final Random random = new Random(42);

    Usim(TestCard card) {
        this.card = card;
    }

    /** Sends a challenge made with the keys of a slot and this SEQ, IND 0. */
    ResponseApdu challenge(int slot, long seq) {
        AkaVector vector = vector(slot, SequenceNumber.of(seq, 0, 5));
        card.selectUsim();
        return card.transmit(AuthenticateAnswer.command(vector.rand(), vector.autn()));
    }

    AkaVector vector(int slot, SequenceNumber sqn) {
        byte[] rand = new byte[16];
        random.nextBytes(rand);
        return AkaVector.generate(Keys.milenage(slot), rand, sqn, Amf.SEPARATED);
    }

    /** Whether the card gave the RES that the slot's keys give. */
    boolean authenticate(int slot, long seq) {
        AkaVector vector = vector(slot, SequenceNumber.of(seq, 0, 5));
        card.selectUsim();
        byte[] answer = card.transmit(AuthenticateAnswer.command(vector.rand(), vector.autn()))
                .data();
        return answer.length > 10 && answer[0] == (byte) 0xDB && vector.accepts(Arrays.copyOfRange(answer, 2, 10));
    }
}
