package io.simshift.simulator.ota;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.ProactiveCommand.SendShortMessage;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import io.simshift.simulator.card.CardLink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Opens secured packets in any number of messages and answers them; what it answers, a test decides. */
public final class ModelCard implements CardLink {
    private final PacketKeys keys;
    private final TreeMap<Integer, UserData> parts = new TreeMap<>();
    /** What the card wants from the terminal: BER-TLVs D0. */
    public final Deque<byte[]> proactive = new ArrayDeque<>();

    public final List<CompactScript> scripts = new ArrayList<>();
    public final List<CommandPacket> packets = new ArrayList<>();
    public final List<Integer> messageBytes = new ArrayList<>();
    public final List<TerminalProfile> profiles = new ArrayList<>();
    public final List<TerminalResponse> responses = new ArrayList<>();
    public int resets;
    public int polls;
    public Function<CompactScript, CompactResponse> execute =
            script -> new CompactResponse(script.commands().size(), StatusWord.OK, new byte[0]);
    public UnaryOperator<ResponsePacket> alterResponse = UnaryOperator.identity();
    public UnaryOperator<byte[]> alterBytes = UnaryOperator.identity();
    /** Order and number of the messages of an answer by SMS-SUBMIT. */
    public UnaryOperator<List<UserData>> alterMessages = UnaryOperator.identity();
    /** Answers to the next ENVELOPEs instead of looking at them. */
    public final Deque<StatusWord> refusals = new ArrayDeque<>();
    /** Kept back until a STATUS comes. */
    public boolean answersLate;

    private final Deque<byte[]> late = new ArrayDeque<>();

    public ModelCard(PacketKeys keys) {
        this.keys = keys;
    }

    @Override
    public byte[] reset() {
        resets++;
        proactive.clear();
        return new byte[] {0x3B, 0};
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        CommandApdu command = CommandApdu.decode(commandApdu);
        return switch (command.ins()) {
            case 0x10 -> {
                profiles.add(new TerminalProfile(command.data()));
                yield answer(new byte[0]);
            }
            case 0x12 -> answer(proactive.remove());
            case 0x14 -> {
                responses.add(TerminalResponse.decode(command.data()));
                yield answer(new byte[0]);
            }
            case 0xF2 -> {
                polls++;
                proactive.addAll(late);
                late.clear();
                yield answer(new byte[0]);
            }
            case 0xC2 -> envelope(command);
            default -> new ResponseApdu(new byte[0], StatusWord.INS_NOT_SUPPORTED).encode();
        };
    }

    private byte[] answer(byte[] data) {
        byte[] waiting = proactive.peek();
        StatusWord status = waiting == null ? StatusWord.OK : StatusWord.of(0x91, waiting.length);
        return new ResponseApdu(data, status).encode();
    }

    private byte[] envelope(CommandApdu envelope) {
        if (!refusals.isEmpty()) {
            return new ResponseApdu(new byte[0], refusals.remove()).encode();
        }
        SmsDeliver message =
                SmsDeliver.decode(SmsPpDownload.decode(envelope.data()).tpdu());
        messageBytes.add(message.userData().bytes().length);
        List<UserData> whole = whole(message);
        if (whole.isEmpty()) {
            return answer(new byte[0]);
        }
        CommandPacket command =
                SecuredPackets.open(PacketSegments.join(whole), keys).packet();
        packets.add(command);
        CompactScript script = CompactScript.decode(command.data());
        scripts.add(script);
        ResponsePacket response = alterResponse.apply(new ResponsePacket(
                command.tar(),
                command.counter(),
                PorStatus.OK,
                execute.apply(script).encode()));
        byte[] secured = SecuredPackets.secure(response, command.spi(), keys);
        List<UserData> messages = PacketSegments.ofResponse(secured, 9);
        if (!command.spi().porBySubmit()) {
            return answer(alterBytes.apply(messages.get(0).bytes()));
        }
        for (UserData each : alterMessages.apply(messages)) {
            (answersLate ? late : proactive).add(submit(message, each));
        }
        return answer(new byte[0]);
    }

    private static byte[] submit(SmsDeliver command, UserData userData) {
        byte[] tpdu = new SmsSubmit(
                        SmsSubmit.USER_DATA_HEADER | 1, 0, command.originator(), 0x7F, 0xF6, new byte[0], userData)
                .encode();
        return SendShortMessage.of(1, tpdu).encode();
    }

    private List<UserData> whole(SmsDeliver message) {
        var place = message.header().orElseThrow().concatenation();
        if (place.isEmpty()) {
            return List.of(message.userData());
        }
        parts.put(place.get().sequence(), message.userData());
        if (parts.size() < place.get().total()) {
            return List.of();
        }
        List<UserData> whole = List.copyOf(parts.values());
        parts.clear();
        return whole;
    }
}
