package io.simshift.simulator.ota;

/**
 * A response packet as it came from the card, its parts joined.
 *
 * @param packet from RPL on
 * @param way how it came
 * @param messages in how many short messages
 */
public record ReceivedResponse(byte[] packet, Way way, int messages) {
    /** How a card sends a response packet (TS 31.115 4.3). */
    public enum Way {
        DELIVER_REPORT("SMS-DELIVER-REPORT"),
        SUBMIT("SMS-SUBMIT");

        private final String text;

        Way(String text) {
            this.text = text;
        }

        /** As the standard writes it. */
        public String describe() {
            return text;
        }
    }

    public ReceivedResponse {
        packet = packet.clone();
    }

    @Override
    public byte[] packet() {
        return packet.clone();
    }
}
