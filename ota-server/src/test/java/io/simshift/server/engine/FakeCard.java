package io.simshift.server.engine;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.CommandHeader;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedCommand;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.FallbackCause;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.SwitchAnswer;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.server.escrow.PersonalisationRecord;
import io.simshift.server.escrow.SlotKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A card by the contract of commands.md, as far as a server sees it: keysets, counters, SWITCH, QUERY, flip. */
final class FakeCard {
    private static final int COUNTER_OFFSET = 10;

    private record Keyset(PacketKeys keys, CheckValues checkValues) {}

    final Iccid iccid;
    final List<byte[]> received = new ArrayList<>();
    Imsi imsi;
    SlotIndex active = new SlotIndex(1);
    CardState state = CardState.STABLE;
    FallbackCause fallbackCause = FallbackCause.NONE;
    volatile Optional<SwitchCommand> lastSwitch = Optional.empty();
    int switchesTaken;
    /** Bytes behind the data of each answer, so that a PoR needs several messages. */
    int surplusBytes;

    private int porReference;
    private final List<byte[]> rawKeys = new ArrayList<>();
    private final Map<SlotIndex, Keyset> keysets = new HashMap<>();
    private final Map<SlotIndex, Long> counters = new HashMap<>();

    FakeCard(PersonalisationRecord record) {
        iccid = record.iccid();
        imsi = record.imsi();
        for (PersonalisationRecord.Slot slot : record.slots()) {
            SlotKeys keys = slot.keys();
            List.of(keys.k(), keys.opc(), keys.kic(), keys.kid(), keys.kik()).forEach(key -> rawKeys.add(key.reveal()));
            PacketKeys packetKeys = slot.algorithm()
                    .packetKeys(
                            io.simshift.protocol.secret.SecretBytes.copyOf(
                                    keys.kic().reveal()),
                            io.simshift.protocol.secret.SecretBytes.copyOf(
                                    keys.kid().reveal()));
            keysets.put(slot.index(), new Keyset(packetKeys, keys.checkValues(slot.algorithm())));
            counters.put(slot.index(), 0L);
        }
    }

    /** True where one of the card's keys stands in {@code content}, in bytes or in hexadecimal digits. */
    boolean occursIn(byte[] content) {
        String bytes = new String(content, StandardCharsets.ISO_8859_1);
        return rawKeys.stream()
                .anyMatch(key -> bytes.contains(new String(key, StandardCharsets.ISO_8859_1))
                        || bytes.contains(HexFormat.of().formatHex(key)));
    }

    /** Raises the stored counter, as if another server had talked to the card. */
    void raiseCounterTo(long value) {
        counters.put(active, value);
    }

    /** Takes TP-UD of a message and gives TP-UD of the PoR, which fits one message. */
    byte[] receive(byte[] userData) {
        List<byte[]> parts = receiveLong(userData);
        if (parts.size() != 1) {
            throw new AssertionError("the PoR needs " + parts.size() + " messages");
        }
        return parts.get(0);
    }

    /** Takes TP-UD of a message and gives TP-UD of each message of the PoR. */
    List<byte[]> receiveLong(byte[] userData) {
        received.add(userData.clone());
        byte[] packet = PacketSegments.join(List.of(UserData.of(userData)));
        CommandHeader header = SecuredPackets.peek(packet);
        PacketKeys keys = keysets.get(active).keys();
        ResponsePacket response;
        boolean plain = false;
        try {
            response = execute(SecuredPackets.open(packet, keys));
        } catch (WireFormatException e) {
            // as a card does that could not trust what it deciphered: the bytes of the counter as they came
            Counter asSent =
                    Counter.decode(Arrays.copyOfRange(packet, COUNTER_OFFSET, COUNTER_OFFSET + Counter.LENGTH));
            response = new ResponsePacket(header.tar(), asSent, PorStatus.CHECK_FAILED, new byte[0]);
            plain = true;
        }
        byte[] answer = plain
                ? SecuredPackets.secure(response, Spi.of(0x1621), keys)
                : SecuredPackets.secure(response, header.spi(), keys);
        return PacketSegments.ofResponse(answer, porReference++).stream()
                .map(UserData::bytes)
                .toList();
    }

    private ResponsePacket execute(OpenedCommand opened) {
        Counter counter = opened.packet().counter();
        if (counter.value() <= counters.get(active)) {
            return new ResponsePacket(opened.packet().tar(), counter, PorStatus.COUNTER_LOW, new byte[0]);
        }
        counters.put(active, counter.value());
        CommandApdu command =
                CompactScript.decode(opened.packet().data()).commands().get(0);
        CompactResponse result = switch (command.ins()) {
            case SwitchCommand.INS -> doSwitch(SwitchCommand.decode(command.data()));
            case CancelCommand.INS -> cancel(CancelCommand.decode(command.data()));
            default -> query(command, counter);
        };
        byte[] data = result.encode();
        return new ResponsePacket(
                opened.packet().tar(), counter, PorStatus.OK, Arrays.copyOf(data, data.length + surplusBytes));
    }

    private CompactResponse doSwitch(SwitchCommand command) {
        boolean repeated = lastSwitch
                .filter(last -> last.transferId().equals(command.transferId()))
                .isPresent();
        if (state == CardState.PENDING && !repeated || !command.expectedActive().equals(active)) {
            return new CompactResponse(1, StatusWord.CONDITIONS_NOT_SATISFIED, new byte[0]);
        }
        SlotIndex target = command.target().orElseThrow();
        if (!keysets.containsKey(target) || target.compareTo(active) <= 0) {
            return new CompactResponse(1, StatusWord.REFERENCED_DATA_NOT_FOUND, new byte[0]);
        }
        if (state != CardState.PENDING) {
            switchesTaken++;
        }
        lastSwitch = Optional.of(command);
        state = CardState.PENDING;
        byte[] answer = new SwitchAnswer(state, target, command.transferId()).encode();
        return new CompactResponse(1, StatusWord.OK, answer);
    }

    private CompactResponse cancel(CancelCommand command) {
        boolean known = lastSwitch
                .filter(last -> last.transferId().equals(command.transferId()))
                .isPresent();
        if (known && state == CardState.PENDING) {
            state = CardState.STABLE;
        }
        return new CompactResponse(1, StatusWord.OK, new byte[0]);
    }

    private CompactResponse query(CommandApdu command, Counter counter) {
        SlotIndex asked = QueryCommand.decode(command.data()).slot().orElse(active);
        Optional<TransferId> transfer = lastSwitch.map(SwitchCommand::transferId);
        Optional<SlotIndex> other =
                state == CardState.PENDING ? lastSwitch.flatMap(SwitchCommand::target) : Optional.empty();
        QueryAnswer answer = new QueryAnswer(
                Optional.of(iccid),
                Optional.of(imsi),
                Optional.of(active),
                state,
                transfer,
                other,
                keysets.size() - active.value(),
                new QueryAnswer.SlotReport(
                        asked, SlotState.ACTIVE, keysets.get(asked).checkValues()),
                counter,
                fallbackCause,
                new QueryAnswer.Capabilities(1));
        return new CompactResponse(1, StatusWord.OK, answer.encode());
    }

    /** A reset followed by a successful authentication in the new network. */
    void flip() {
        SwitchCommand command = lastSwitch.orElseThrow();
        active = command.target().orElseThrow();
        imsi = command.imsi();
        state = CardState.STABLE;
    }

    /** A reset, no success in the new network, and the way home. */
    void flipAndComeHome() {
        state = CardState.STABLE;
        fallbackCause = FallbackCause.FAILED_AUTHENTICATIONS;
    }
}
