package io.simshift.simulator.light;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedCommand;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.FallbackCause;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.SwitchAnswer;
import io.simshift.protocol.subscription.SwitchCommand;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fleet of light cards: SWITCH, CANCEL and QUERY in secured packets, as commands.md has them. Each card takes a counter once,
 * and remembers the bytes that came with its last one, so that two packets under one counter are noticed.
 */
public final class LightFleet {
    private static final SlotIndex FIRST_SLOT = new SlotIndex(1);
    private static final int LOCKS = 1024;
    private static final int COUNTER_OFFSET = 10;
    private static final Spi REFUSAL_IN_CLEAR = Spi.of(0x1621);

    private final LightNumbers numbers;
    private final LightKeys keys;
    private final long[] counters;
    /** The IMSI of each card; 0 for that of its first slot. */
    private final long[] imsis;

    private final long[] pendingImsis;

    private final long[] transfers;
    private final int[] packetHashes;
    private final byte[] slots;
    private final byte[] pendingSlots;
    private final byte[] switches;
    private final Object[] locks = new Object[LOCKS];
    private final AtomicLong switched = new AtomicLong();
    private final AtomicInteger reusedCounters = new AtomicInteger();

    /** Hash of the packet that came with each counter of each card and slot; null where nobody asks for it. */
    private final Map<String, Integer> packetOfCounter;

    public LightFleet(LightNumbers numbers, int cards) {
        this(numbers, numbers, cards, null);
    }

    /** A fleet that remembers every packet, and so notices each counter that comes with two, however late. */
    public static LightFleet watchful(LightNumbers numbers, int cards) {
        return new LightFleet(numbers, numbers, cards, new ConcurrentHashMap<>());
    }

    /** A fleet whose cards have other keys than those that follow from the seed. */
    public LightFleet(LightNumbers numbers, LightKeys keys, int cards) {
        this(numbers, keys, cards, null);
    }

    private LightFleet(LightNumbers numbers, LightKeys keys, int cards, Map<String, Integer> packetOfCounter) {
        this.keys = keys;
        this.imsis = new long[cards];
        this.pendingImsis = new long[cards];
        this.packetOfCounter = packetOfCounter;
        this.numbers = numbers;
        this.counters = new long[cards];
        this.transfers = new long[cards];
        this.packetHashes = new int[cards];
        this.slots = new byte[cards];
        this.pendingSlots = new byte[cards];
        this.switches = new byte[cards];
        Arrays.fill(slots, (byte) 1);
        Arrays.setAll(locks, i -> new Object());
    }

    /** Number of cards. */
    public int size() {
        return counters.length;
    }

    /** SWITCH commands executed, by all cards. */
    public long switched() {
        return switched.get();
    }

    /** How often a card has executed a SWITCH. */
    public int switchesOf(int card) {
        return switches[card];
    }

    /** The slot that is active. */
    public int slotOf(int card) {
        return slots[card];
    }

    /** Whether a SWITCH waits for a reset. */
    public boolean isPending(int card) {
        return pendingSlots[card] != 0;
    }

    /** How often a packet came with the counter of another packet. */
    public int reusedCounters() {
        return reusedCounters.get();
    }

    /** A reset and a first authentication in the new network; false where no SWITCH waits for it. */
    public boolean reset(int card) {
        synchronized (lock(card)) {
            if (pendingSlots[card] == 0) {
                return false;
            }
            slots[card] = pendingSlots[card];
            imsis[card] = pendingImsis[card];
            pendingSlots[card] = 0;
            counters[card] = 0;
            packetHashes[card] = 0;
            return true;
        }
    }

    /** The IMSI that the card has now. */
    public Imsi imsiOf(int card) {
        synchronized (lock(card)) {
            return imsis[card] == 0 ? numbers.imsi(card, FIRST_SLOT) : new Imsi(String.format("%015d", imsis[card]));
        }
    }

    private Object lock(int card) {
        return locks[card & (LOCKS - 1)];
    }

    private PacketKeys keys(int card) {
        SlotIndex slot = new SlotIndex(slots[card]);
        return LightNumbers.ALGORITHM.packetKeys(
                keys.key(card, slot, LightNumbers.Key.KIC), keys.key(card, slot, LightNumbers.Key.KID));
    }

    /**
     * A message has come to a card.
     *
     * @param userData TP-UD
     * @return TP-UD of the proof of receipt
     */
    public byte[] receive(int card, byte[] userData) {
        synchronized (lock(card)) {
            byte[] packet = PacketSegments.join(java.util.List.of(UserData.of(userData)));
            PacketKeys packetKeys = keys(card);
            ResponsePacket response;
            Spi spi = SecuredPackets.peek(packet).spi();
            try {
                response = execute(card, SecuredPackets.open(packet, packetKeys), Arrays.hashCode(packet));
            } catch (WireFormatException e) {
                // As a card does that could not trust what it deciphered: the bytes of the counter as they came.
                Counter asSent =
                        Counter.decode(Arrays.copyOfRange(packet, COUNTER_OFFSET, COUNTER_OFFSET + Counter.LENGTH));
                response = new ResponsePacket(Tar.SUBSCRIPTION_MANAGEMENT, asSent, PorStatus.CHECK_FAILED, new byte[0]);
                spi = REFUSAL_IN_CLEAR;
            }
            byte[] answer = SecuredPackets.secure(response, spi, packetKeys);
            return PacketSegments.ofResponse(answer, 0).get(0).bytes();
        }
    }

    private ResponsePacket execute(int card, OpenedCommand opened, int hash) {
        Counter counter = opened.packet().counter();
        if (isReused(card, counter.value(), hash)) {
            reusedCounters.incrementAndGet();
        }
        if (counter.value() <= counters[card]) {
            return new ResponsePacket(opened.packet().tar(), counter, PorStatus.COUNTER_LOW, new byte[0]);
        }
        counters[card] = counter.value();
        packetHashes[card] = hash;
        CommandApdu command =
                CompactScript.decode(opened.packet().data()).commands().get(0);
        CompactResponse result = switch (command.ins()) {
            case SwitchCommand.INS -> doSwitch(card, SwitchCommand.decode(command.data()));
            case CancelCommand.INS -> cancel(card, CancelCommand.decode(command.data()));
            default -> query(card, counter);
        };
        return new ResponsePacket(opened.packet().tar(), counter, PorStatus.OK, result.encode());
    }

    private boolean isReused(int card, long counter, int hash) {
        if (packetOfCounter == null) {
            return counter == counters[card] && packetHashes[card] != hash;
        }
        Integer before = packetOfCounter.putIfAbsent(card + "|" + slots[card] + "|" + counter, hash);
        return before != null && before != hash;
    }

    private CompactResponse doSwitch(int card, SwitchCommand command) {
        long transfer = command.transferId().value();
        boolean repeated = transfers[card] == transfer;
        boolean pending = pendingSlots[card] != 0;
        if (pending && !repeated || command.expectedActive().value() != slots[card]) {
            return new CompactResponse(1, StatusWord.CONDITIONS_NOT_SATISFIED, new byte[0]);
        }
        SlotIndex target = command.target().orElse(new SlotIndex(slots[card] + 1));
        if (target.value() > LightNumbers.SLOTS || target.value() <= slots[card]) {
            return new CompactResponse(1, StatusWord.REFERENCED_DATA_NOT_FOUND, new byte[0]);
        }
        if (!pending) {
            switches[card]++;
            switched.incrementAndGet();
        }
        transfers[card] = transfer;
        pendingImsis[card] = Long.parseLong(command.imsi().digits());
        pendingSlots[card] = (byte) target.value();
        byte[] answer = new SwitchAnswer(CardState.PENDING, target, command.transferId()).encode();
        return new CompactResponse(1, StatusWord.OK, answer);
    }

    private CompactResponse cancel(int card, CancelCommand command) {
        if (transfers[card] == command.transferId().value() && pendingSlots[card] != 0) {
            pendingSlots[card] = 0;
            switches[card]--;
            switched.decrementAndGet();
        }
        return new CompactResponse(1, StatusWord.OK, new byte[0]);
    }

    private CompactResponse query(int card, Counter counter) {
        SlotIndex active = new SlotIndex(slots[card]);
        boolean pending = pendingSlots[card] != 0;
        CheckValues checkValues = CheckValues.of(
                keys.key(card, active, LightNumbers.Key.K),
                keys.key(card, active, LightNumbers.Key.OPC),
                LightNumbers.ALGORITHM,
                keys.key(card, active, LightNumbers.Key.KIC),
                keys.key(card, active, LightNumbers.Key.KID),
                keys.key(card, active, LightNumbers.Key.KIK));
        QueryAnswer answer = new QueryAnswer(
                Optional.of(numbers.iccid(card)),
                Optional.of(imsiOf(card)),
                Optional.of(active),
                pending ? CardState.PENDING : CardState.STABLE,
                transfers[card] == 0 ? Optional.empty() : Optional.of(new TransferId(transfers[card])),
                pending ? Optional.of(new SlotIndex(pendingSlots[card])) : Optional.empty(),
                LightNumbers.SLOTS - active.value(),
                new QueryAnswer.SlotReport(active, SlotState.ACTIVE, checkValues),
                counter,
                FallbackCause.NONE,
                new QueryAnswer.Capabilities(1));
        return new CompactResponse(1, StatusWord.OK, answer.encode());
    }
}
