package io.simshift.cli.demo;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.RecordingLink;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.handset.Handset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One card and the device that it sits in. */
final class DemoCard implements AutoCloseable {
    private static final int CLA_UICC = 0x80;
    private static final int INS_ENVELOPE = 0xC2;
    private static final int INS_FETCH = 0x12;

    private final int number;
    private final Iccid iccid;
    private final Imsi firstImsi;
    private final SimulatedCard card;
    private final RecordingLink link;
    private final AtomicInteger resets = new AtomicInteger();
    private Handset handset;

    /**
     * @param number from 1
     * @param firstImsi goes with slot 1
     */
    DemoCard(int number, Iccid iccid, Imsi firstImsi, SimulatedCard card) {
        this.number = number;
        this.iccid = iccid;
        this.firstImsi = firstImsi;
        this.card = card;
        this.link = new RecordingLink(new CardLink() {
            @Override
            public byte[] reset() {
                resets.incrementAndGet();
                return card.reset();
            }

            @Override
            public byte[] transmit(byte[] commandApdu) {
                return card.transmit(commandApdu);
            }
        });
    }

    int number() {
        return number;
    }

    Iccid iccid() {
        return iccid;
    }

    Imsi firstImsi() {
        return firstImsi;
    }

    /** The link that the device uses; what goes over it is recorded. */
    CardLink link() {
        return link;
    }

    Handset handset() {
        return handset;
    }

    void putInto(Handset device) {
        this.handset = device;
    }

    /** The ENVELOPE commands that the device has given the card so far, in order. */
    List<byte[]> envelopes() {
        return link.exchanges().stream()
                .map(RecordingLink.Exchange::command)
                .filter(command -> (command[0] & 0xFF) == CLA_UICC && (command[1] & 0xFF) == INS_ENVELOPE)
                .toList();
    }

    /** Whether the bytes of a key were in any message to or from the card. Responses to AUTHENTICATE are no messages. */
    boolean carried(SecretBytes key) {
        byte[] wanted = key.reveal();
        return link.exchanges().stream()
                .anyMatch(exchange -> isMessage(exchange.command())
                        && (contains(exchange.command(), wanted) || contains(exchange.response(), wanted)));
    }

    private static boolean isMessage(byte[] command) {
        int ins = command[1] & 0xFF;
        return (command[0] & 0xFF) == CLA_UICC && (ins == INS_ENVELOPE || ins == INS_FETCH);
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int from = 0; from + wanted.length <= bytes.length; from++) {
            if (Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** How often the device has reset the card. */
    int resets() {
        return resets.get();
    }

    @Override
    public void close() {
        card.close();
    }

    @Override
    public String toString() {
        return "card " + number + " (" + iccid + ")";
    }
}
