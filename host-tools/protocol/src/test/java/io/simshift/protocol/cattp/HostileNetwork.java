package io.simshift.protocol.cattp;

import io.simshift.protocol.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;

/** Two ends in virtual time, and a network between them that loses, doubles, delays and damages; all from one seed. */
final class HostileNetwork {
    private static final int LATENCY_MILLIS = 40;

    final Peer card;
    final Peer server;
    long now;
    int datagrams;

    private final Random random;
    private final int troublePercent;
    private final PriorityQueue<Arrival> underWay = new PriorityQueue<>();
    private final CatTpSettings serverSettings;
    private Predicate<CatTpPdu> swallowed = pdu -> false;
    private long order;

    private record Arrival(long at, long order, boolean forServer, byte[] datagram) implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** One end and what it has received. */
    static final class Peer {
        CatTpConnection connection;
        final List<byte[]> received = new ArrayList<>();
    }

    HostileNetwork(long seed, int troublePercent, CatTpSettings cardSettings, CatTpSettings serverSettings) {
        this.random = new Random(seed);
        this.troublePercent = troublePercent;
        this.serverSettings = serverSettings;
        this.card = new Peer();
        this.server = new Peer();
        card.connection = CatTpConnection.active(
                1024, 8080, cardSettings, random.nextInt(0x10000), new byte[] {(byte) 0x98, 0x10});
    }

    /** From now on such PDUs get lost. */
    void swallow(Predicate<CatTpPdu> pdus) {
        swallowed = pdus;
    }

    void start() {
        carry(card, card.connection.start(now));
    }

    void send(Peer from, byte[] sdu) {
        carry(from, from.connection.send(sdu, now));
    }

    void finish(Peer peer) {
        carry(peer, peer.connection.finish(now));
    }

    void carry(Peer from, CatTpConnection.Output output) {
        from.received.addAll(output.sdus());
        for (CatTpPdu pdu : output.pdus()) {
            datagrams++;
            if (!swallowed.test(pdu) && !trouble()) {
                post(from, pdu.encode());
                if (trouble()) {
                    post(from, pdu.encode());
                }
            }
        }
    }

    private void post(Peer from, byte[] datagram) {
        if (trouble()) {
            datagram[random.nextInt(datagram.length)] ^= (byte) (1 << random.nextInt(8));
        }
        long latency = trouble() ? random.nextInt(20 * LATENCY_MILLIS) : LATENCY_MILLIS;
        underWay.add(new Arrival(now + latency, order++, from == card, datagram));
    }

    private boolean trouble() {
        return random.nextInt(100) < troublePercent;
    }

    /** Lets one thing happen; false where nothing is left to happen. */
    boolean step() {
        long cardDue = deadline(card);
        long serverDue = deadline(server);
        long arrival = underWay.isEmpty() ? Long.MAX_VALUE : underWay.peek().at();
        long next = Math.min(arrival, Math.min(cardDue, serverDue));
        if (next == Long.MAX_VALUE) {
            return false;
        }
        now = Math.max(now, next);
        if (next == arrival) {
            deliver(underWay.remove());
        } else {
            Peer due = cardDue == next ? card : server;
            carry(due, due.connection.tick(now));
        }
        return true;
    }

    private static long deadline(Peer peer) {
        return peer.connection == null
                ? Long.MAX_VALUE
                : peer.connection.deadline().orElse(Long.MAX_VALUE);
    }

    private void deliver(Arrival arrival) {
        CatTpPdu pdu;
        try {
            pdu = CatTpPdu.decode(arrival.datagram());
        } catch (WireFormatException damaged) {
            return;
        }
        Peer to = arrival.forServer() ? server : card;
        if (to.connection == null) {
            if (pdu instanceof CatTpPdu.Syn syn && !syn.acknowledges()) {
                to.connection = CatTpConnection.passive(syn, serverSettings, random.nextInt(0x10000));
                carry(to, to.connection.start(now));
            }
        } else {
            carry(to, to.connection.receive(pdu, now));
        }
    }

    /** Lets things happen until nothing more does; fails where that takes unreasonably long. */
    void run() {
        for (int i = 0; step(); i++) {
            if (i > 200_000) {
                throw new AssertionError("no end of it: " + card.connection.state() + " " + server.connection.state());
            }
        }
    }
}
