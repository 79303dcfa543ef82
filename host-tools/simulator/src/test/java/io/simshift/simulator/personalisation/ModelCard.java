package io.simshift.simulator.personalisation;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.simulator.card.CardLink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Opens secured packets and answers them; what it answers, a test decides. */
final class ModelCard implements CardLink {
    private final PacketKeys keys;
    final List<CompactScript> scripts = new ArrayList<>();
    final List<Integer> packetBytes = new ArrayList<>();
    Function<CompactScript, CompactResponse> execute =
            script -> new CompactResponse(script.commands().size(), StatusWord.OK, new byte[0]);
    UnaryOperator<ResponsePacket> alterResponse = UnaryOperator.identity();
    UnaryOperator<byte[]> alterBytes = UnaryOperator.identity();

    ModelCard(PacketKeys keys) {
        this.keys = keys;
    }

    @Override
    public byte[] reset() {
        return new byte[] {0x3B, 0};
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        CommandApdu envelope = CommandApdu.decode(commandApdu);
        SmsDeliver message =
                SmsDeliver.decode(SmsPpDownload.decode(envelope.data()).tpdu());
        byte[] packet = message.payload();
        packetBytes.add(packet.length);
        CommandPacket command = SecuredPackets.open(packet, keys).packet();
        CompactScript script = CompactScript.decode(command.data());
        scripts.add(script);
        ResponsePacket response = alterResponse.apply(new ResponsePacket(
                command.tar(),
                command.counter(),
                PorStatus.OK,
                execute.apply(script).encode()));
        byte[] secured = SecuredPackets.secure(response, command.spi(), keys);
        byte[] userData = PacketSegments.ofResponse(secured, 0).get(0).bytes();
        return new ResponseApdu(alterBytes.apply(userData), StatusWord.OK).encode();
    }
}
