package io.simshift.simulator.personalisation;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.FollowingLink;
import java.util.List;
import java.util.Optional;

/**
 * Scripts to a card's subscription management, straight over its contacts: each one a secured packet in an SMS-PP
 * download, its proof of receipt the answer to ENVELOPE. Believes nothing that the card's check value does not prove.
 */
final class SecuredChannel {
    /** Secured data that fit one message with CC and ciphering under AES (TS 31.115 4.2; TS 102 225 5.1). */
    static final int SCRIPT_BYTES_MAX = 98;

    private static final Spi SPI = Spi.secured(false);
    /** No service centre takes part: the card sees a number and a time that mean nothing. */
    private static final SmsAddress ORIGINATOR = SmsAddress.of(SmsAddress.UNKNOWN, "0000");

    private static final byte[] NO_TIME = new byte[SmsDeliver.TIMESTAMP_LENGTH];

    private final CardLink card;
    private final int keyset;
    private final PacketKeys keys;
    private Counter counter = Counter.ZERO;

    /** @param keyset the number that KIc and KID name, 0 to 15 */
    SecuredChannel(CardLink card, int keyset, PacketKeys keys) {
        this.card = new FollowingLink(card);
        this.keyset = keyset;
        this.keys = keys;
    }

    /** A card's answer is not what a card that executed the script says. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String what) {
            super(what);
        }
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
        if (data.length > SCRIPT_BYTES_MAX) {
            throw new IllegalArgumentException("a script of " + data.length + " bytes does not fit one message");
        }
        CommandPacket packet = CommandPacket.of(SPI, keyset, keys, Tar.SUBSCRIPTION_MANAGEMENT, counter, data);
        CompactResponse response = proven(envelope(SecuredPackets.secure(packet, keys)));
        boolean done = response.executed() == script.size() && response.status().letsScriptGoOn();
        if (!done) {
            throw new RefusedException("command " + response.executed() + " of " + script.size() + " was answered "
                    + response.status() + ", " + response.status().describe());
        }
        return response;
    }

    /** The response packet, as it comes back in the user data. */
    private byte[] envelope(byte[] packet) throws RefusedException {
        UserData userData = PacketSegments.ofCommand(packet, 0).get(0);
        byte[] tpdu = SmsDeliver.toUsim(ORIGINATOR, NO_TIME, userData).encode();
        CommandApdu command = new SmsPpDownload(Optional.empty(), tpdu).toApdu().withLe(CommandApdu.MAX_LE);
        ResponseApdu answer = ResponseApdu.decode(card.transmit(command.encode()));
        if (!answer.status().isOk() || answer.data().length == 0) {
            throw new RefusedException("no proof of receipt; ENVELOPE was answered " + answer.status() + ", "
                    + answer.status().describe());
        }
        SmsDeliverReport report = SmsDeliverReport.ofUsim(UserData.of(answer.data()));
        boolean responsePacket = report.header()
                .filter(header -> header.has(UserDataHeader.RESPONSE_PACKET_ID))
                .isPresent();
        if (!responsePacket) {
            throw new RefusedException("the answer to ENVELOPE is no response packet");
        }
        return report.payload();
    }

    private CompactResponse proven(byte[] packet) throws RefusedException {
        try {
            OpenedResponse opened = SecuredPackets.openResponse(packet, SPI, keys);
            ResponsePacket response = opened.packet();
            if (!response.status().isOk()) {
                throw new RefusedException("proof of receipt with status " + response.status() + ", "
                        + response.status().describe());
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
