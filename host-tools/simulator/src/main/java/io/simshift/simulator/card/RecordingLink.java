package io.simshift.simulator.card;

import java.util.ArrayList;
import java.util.List;

/** Keeps every exchange in memory, for tests and replays. What it holds may be secret: it is never written anywhere. */
public final class RecordingLink implements CardLink {
    private final CardLink card;
    private final List<Exchange> exchanges = new ArrayList<>();

    public RecordingLink(CardLink card) {
        this.card = card;
    }

    @Override
    public byte[] reset() {
        return card.reset();
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        byte[] response = card.transmit(commandApdu);
        synchronized (exchanges) {
            exchanges.add(new Exchange(commandApdu, response));
        }
        return response;
    }

    /** What went over the link so far, in order. */
    public List<Exchange> exchanges() {
        synchronized (exchanges) {
            return List.copyOf(exchanges);
        }
    }

    /** One command APDU and its response APDU. */
    public record Exchange(byte[] command, byte[] response) {
        public Exchange {
            command = command.clone();
            response = response.clone();
        }

        @Override
        public byte[] command() {
            return command.clone();
        }

        @Override
        public byte[] response() {
            return response.clone();
        }

        /** The lengths only: an exchange may carry session keys. */
        @Override
        public String toString() {
            return "Exchange[" + command.length + " bytes, " + response.length + " bytes]";
        }
    }
}
