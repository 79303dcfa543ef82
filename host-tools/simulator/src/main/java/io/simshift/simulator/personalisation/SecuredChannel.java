package io.simshift.simulator.personalisation;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.ota.Delivery;
import io.simshift.simulator.ota.OtaTerminal;
import java.util.List;

/**
 * Scripts to a card's subscription management, straight over its contacts: each one a secured packet in an SMS-PP
 * download, its proof of receipt the answer to ENVELOPE. Believes nothing that the card's check value does not prove.
 */
final class SecuredChannel {
    /**
     * Secured data that fit one message with CC and ciphering under AES (TS 31.115 4.2; TS 102 225 5.1). What can be
     * split is kept as short; longer scripts go in several messages, which not every card takes.
     */
    static final int SCRIPT_BYTES_MAX = 98;

    private static final Spi SPI = Spi.secured(false);
    /** No service centre takes part: the card sees a number and a time that mean nothing. */
    private static final SmsAddress ORIGINATOR = SmsAddress.of(SmsAddress.UNKNOWN, "0000");

    private final OtaTerminal terminal;
    private final int keyset;
    private final PacketKeys keys;
    private Counter counter = Counter.ZERO;

    /** @param keyset the number that KIc and KID name, 0 to 15 */
    SecuredChannel(CardLink card, int keyset, PacketKeys keys) {
        this.terminal = new OtaTerminal(card, ORIGINATOR, 0);
        this.keyset = keyset;
        this.keys = keys;
    }

    /** A card's answer is not what a card that executed the script says. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Of the proof of receipt; null where none came, or it was not to be believed. */
        private final PorStatus status;

        RefusedException(String what) {
            this(what, null);
        }

        RefusedException(String what, PorStatus status) {
            super(what);
            this.status = status;
        }

        /** Whether the card answered with this response status. */
        boolean isFor(PorStatus expected) {
            return expected.equals(status);
        }
    }

    /** The next packet has a counter that is {@code step} above the one it would have. */
    void skip(long step) {
        counter = new Counter(counter.value() + step);
    }

    /**
     * Runs a script.
     *
     * @return the answer to its last command
     * @throws RefusedException where the card did not execute all of it, or can't prove that it did
     */
    CompactResponse run(List<CommandApdu> script) throws RefusedException {
        counter = counter.next();
        byte[] data = new CompactScript(script).encode();
        CommandPacket packet = CommandPacket.of(SPI, keyset, keys, Tar.SUBSCRIPTION_MANAGEMENT, counter, data);
        CompactResponse response = proven(deliver(SecuredPackets.secure(packet, keys)));
        boolean done = response.executed() == script.size() && response.status().letsScriptGoOn();
        if (!done) {
            throw new RefusedException("command " + response.executed() + " of " + script.size() + " was answered "
                    + response.status() + ", " + response.status().describe());
        }
        return response;
    }

    /** The response packet, its parts joined. */
    private byte[] deliver(byte[] packet) throws RefusedException {
        Delivery delivery = terminal.deliver(packet, false);
        if (delivery.responses().isEmpty()) {
            String other = delivery.remarks().isEmpty() ? "" : "; " + String.join("; ", delivery.remarks());
            throw new RefusedException("no proof of receipt; ENVELOPE was answered " + delivery.status() + ", "
                    + delivery.status().describe() + other);
        }
        return delivery.responses().get(0).packet();
    }

    private CompactResponse proven(byte[] packet) throws RefusedException {
        try {
            OpenedResponse opened = SecuredPackets.openResponse(packet, SPI, keys);
            ResponsePacket response = opened.packet();
            if (!response.status().isOk()) {
                throw new RefusedException(
                        "proof of receipt with status " + response.status() + ", "
                                + response.status().describe(),
                        response.status());
            }
            if (!opened.authenticated() || !response.counter().equals(counter)) {
                throw new RefusedException("the proof of receipt is not the one for this packet");
            }
            return CompactResponse.decode(response.data());
        } catch (WireFormatException e) {
            throw new RefusedException("the proof of receipt does not hold: " + e.getMessage());
        }
    }
}
