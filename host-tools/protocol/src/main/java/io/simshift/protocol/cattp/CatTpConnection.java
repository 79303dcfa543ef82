package io.simshift.protocol.cattp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One end of a CAT_TP connection (TS 102 127 5.3, 5.4). It neither sends nor waits: every call says what to send and what has
 * come, and {@link #deadline()} when to call {@link #tick}. Times are milliseconds of any clock that never goes back. One
 * thread at a time.
 */
public final class CatTpConnection {
    private static final int MAX_DOUBLINGS = 6;

    private final CatTpSettings settings;
    private final int localPort;
    private final int remotePort;
    private final int initial;
    private final byte[] identification;
    private final boolean active;
    private final Outbound outbound;

    private State state;
    private Inbound inbound;
    private int peerInitial;
    private int peerMaxPduBytes;
    private int peerMaxSduBytes;
    private byte[] peerIdentification = {};
    private String end = "";
    private boolean finishing;
    private int attempts;
    private long deadline = Long.MAX_VALUE;
    private long lastActivity;

    private List<CatTpPdu> pdus = new ArrayList<>();
    private List<byte[]> sdus = new ArrayList<>();

    /** Where a connection stands. */
    public enum State {
        SYN_SENT,
        SYN_RECEIVED,
        OPEN,
        CLOSED
    }

    /**
     * What one call brought.
     *
     * @param pdus to be sent, in this order
     * @param sdus that have come, in the order in which the other end sent them
     */
    public record Output(List<CatTpPdu> pdus, List<byte[]> sdus) {
        public Output {
            pdus = List.copyOf(pdus);
            sdus = List.copyOf(sdus);
        }
    }

    private CatTpConnection(
            boolean active, int localPort, int remotePort, CatTpSettings settings, int initial, byte[] identification) {
        this.active = active;
        this.localPort = localPort;
        this.remotePort = remotePort;
        this.settings = settings;
        this.initial = initial;
        this.identification = identification.clone();
        this.outbound = new Outbound(initial);
        this.state = active ? State.SYN_SENT : State.SYN_RECEIVED;
    }

    /**
     * The end that asks, as a card does; {@link #start} gives its SYN.
     *
     * @param initial number of the SYN, which nobody should be able to guess
     * @param identification who asks
     */
    public static CatTpConnection active(
            int localPort, int remotePort, CatTpSettings settings, int initial, byte[] identification) {
        return new CatTpConnection(true, localPort, remotePort, settings, initial, identification);
    }

    /** The end that {@code syn} asks; {@link #start} gives its answer. It has no identification of its own. */
    public static CatTpConnection passive(CatTpPdu.Syn syn, CatTpSettings settings, int initial) {
        if (syn.acknowledges()) {
            throw new IllegalArgumentException("a SYN that acknowledges asks for nothing");
        }
        CatTpHeader header = syn.header();
        CatTpConnection connection = new CatTpConnection(
                false, header.destinationPort(), header.sourcePort(), settings, initial, new byte[0]);
        connection.meet(syn);
        return connection;
    }

    /** The RST for a PDU that belongs to no connection; none for an RST (5.10). */
    public static Optional<CatTpPdu> refuse(CatTpPdu pdu, ResetReason reason) {
        if (pdu instanceof CatTpPdu.Rst) {
            return Optional.empty();
        }
        CatTpHeader header = pdu.header();
        return Optional.of(new CatTpPdu.Rst(
                new CatTpHeader(
                        header.destinationPort(), header.sourcePort(), header.acknowledgement(), header.sequence(), 0),
                true,
                reason.code()));
    }

    /** The first PDU of this end. */
    public Output start(long now) {
        lastActivity = now;
        if (state == State.SYN_RECEIVED && peerMaxPduBytes <= CatTpPdu.HEADER_BYTES) {
            reset(ResetReason.ILLEGAL_PARAMETERS, "the other end takes no data");
        } else {
            sendSyn();
            expectAnswer(now);
        }
        return output();
    }

    /** A PDU has come; one that names other ports is none of this connection. */
    public Output receive(CatTpPdu pdu, long now) {
        boolean ours =
                pdu.header().destinationPort() == localPort && pdu.header().sourcePort() == remotePort;
        if (state == State.CLOSED || !ours) {
            return output();
        }
        lastActivity = now;
        if (pdu instanceof CatTpPdu.Rst rst) {
            peerReset(rst);
        } else if (pdu instanceof CatTpPdu.Syn syn) {
            peerSyn(syn, now);
        } else {
            peerData(pdu, now);
        }
        finishIfDone();
        return output();
    }

    /**
     * Sends an SDU; before the connection is open it waits.
     *
     * @throws IllegalArgumentException where it has no byte or more than {@link #peerMaxSduBytes()}
     * @throws IllegalStateException where the connection is closed or closing
     */
    public Output send(byte[] sdu, long now) {
        if (state == State.CLOSED || finishing) {
            throw new IllegalStateException("the connection is closed");
        }
        if (state == State.SYN_SENT) {
            throw new IllegalStateException("the connection is not open yet");
        }
        if (sdu.length == 0 || sdu.length > peerMaxSduBytes) {
            throw new IllegalArgumentException(
                    "an SDU of " + sdu.length + " bytes for an end that takes 1 to " + peerMaxSduBytes);
        }
        outbound.add(sdu, Math.min(peerMaxPduBytes, settings.maxPduBytes()) - CatTpPdu.HEADER_BYTES);
        release(now);
        return output();
    }

    /** Closes as soon as the other end has everything. */
    public Output finish(long now) {
        finishing = true;
        lastActivity = now;
        finishIfDone();
        return output();
    }

    /** Closes at once. */
    public Output abort(ResetReason reason) {
        if (state != State.CLOSED) {
            reset(reason, reason.name());
        }
        return output();
    }

    /** To be called when the deadline has come; too early does no harm. */
    public Output tick(long now) {
        if (state == State.CLOSED || deadline().orElse(Long.MAX_VALUE) > now) {
            return output();
        }
        if (deadline == Long.MAX_VALUE) {
            outbound.addNul(); // nothing is under way: the deadline was that of the keep-alive
            pdus.addAll(outbound.again(this::header));
            expectAnswer(now);
        } else if (attempts == settings.retransmissions()) {
            reset(ResetReason.MAX_RETRIES, "no answer to " + (attempts + 1) + " attempts");
        } else {
            attempts++;
            if (state == State.OPEN) {
                pdus.addAll(outbound.again(this::header));
            } else {
                sendSyn();
            }
            expectAnswer(now);
        }
        return output();
    }

    /** When {@link #tick} is due. */
    public OptionalLong deadline() {
        if (state == State.CLOSED) {
            return OptionalLong.empty();
        }
        if (deadline != Long.MAX_VALUE) {
            return OptionalLong.of(deadline);
        }
        return settings.keepAliveMillis() == 0 || state != State.OPEN
                ? OptionalLong.empty()
                : OptionalLong.of(lastActivity + settings.keepAliveMillis());
    }

    /** Where the connection stands. */
    public State state() {
        return state;
    }

    /** Why it is closed, in one line; empty before. */
    public String end() {
        return end;
    }

    /** Who the other end says it is; no bytes where it did not say. */
    public byte[] peerIdentification() {
        return peerIdentification.clone();
    }

    /** The longest SDU that the other end takes. */
    public int peerMaxSduBytes() {
        return peerMaxSduBytes;
    }

    /** Whether {@code syn} is the one that this passive end was made for, come once more. */
    public boolean isFor(CatTpPdu.Syn syn) {
        return !active && syn.header().sequence() == peerInitial;
    }

    private void meet(CatTpPdu.Syn syn) {
        peerInitial = syn.header().sequence();
        peerMaxPduBytes = syn.maxPduBytes();
        peerMaxSduBytes = syn.maxSduBytes();
        peerIdentification = syn.identification();
        inbound = new Inbound(peerInitial, settings.windowPdus(), settings.maxSduBytes());
        // the window counts from the number of this end's SYN, also where the SYN acknowledges nothing yet
        outbound.acknowledge(initial, syn.header().window(), List.of());
    }

    private void peerReset(CatTpPdu.Rst rst) {
        boolean forThis = state == State.SYN_SENT
                ? rst.acknowledges() && rst.header().acknowledgement() == initial
                : Math.abs(SequenceNumbers.distance(rst.header().sequence(), inbound.last()))
                        <= settings.windowPdus() + 1;
        // a forged one would have to guess these numbers
        if (forThis) {
            close("the other end: " + ResetReason.describe(rst.reason()));
        }
    }

    private void peerSyn(CatTpPdu.Syn syn, long now) {
        if (state == State.SYN_SENT) {
            answered(syn, now);
        } else if (active ? syn.acknowledges() && syn.header().sequence() == peerInitial : isFor(syn)) {
            // this end's answer was lost
            if (state == State.OPEN) {
                sendAck();
            } else {
                sendSyn();
            }
        } else {
            reset(ResetReason.UNEXPECTED_PDU, "the other end began anew");
        }
    }

    private void answered(CatTpPdu.Syn syn, long now) {
        if (!syn.acknowledges() || syn.header().acknowledgement() != initial) {
            reset(ResetReason.UNEXPECTED_PDU, "a SYN that does not answer this one");
        } else if (syn.maxPduBytes() <= CatTpPdu.HEADER_BYTES) {
            reset(ResetReason.ILLEGAL_PARAMETERS, "the other end takes no data");
        } else {
            meet(syn);
            open();
            sendAck();
            release(now);
        }
    }

    private void open() {
        state = State.OPEN;
        attempts = 0;
        deadline = Long.MAX_VALUE;
    }

    private void peerData(CatTpPdu pdu, long now) {
        if (state == State.SYN_SENT) {
            reset(ResetReason.UNEXPECTED_PDU, "data before the connection was open");
            return;
        }
        CatTpHeader header = pdu.header();
        if (state == State.SYN_RECEIVED) {
            if (header.acknowledgement() != initial) {
                reset(ResetReason.UNEXPECTED_PDU, "the answer to another SYN");
                return;
            }
            open();
        }
        List<Integer> received = pdu instanceof CatTpPdu.Ack ack ? ack.received() : List.of();
        boolean news = outbound.acknowledge(header.acknowledgement(), header.window(), received);
        if (news) {
            deadline = Long.MAX_VALUE;
        }
        if (news || header.window() == 0) {
            attempts = 0; // the other end is there, though it may take nothing for the moment
        }
        if (pdu instanceof CatTpPdu.Ack ack && ack.data().length > settings.maxPduBytes() - CatTpPdu.HEADER_BYTES) {
            reset(ResetReason.ILLEGAL_PARAMETERS, "a PDU of more than " + settings.maxPduBytes() + " bytes");
            return;
        }
        boolean numbered = pdu instanceof CatTpPdu.Nul || pdu instanceof CatTpPdu.Ack ack && ack.hasData();
        if (numbered && inbound.take(pdu, sdus) == Inbound.Fate.TOO_LONG) {
            reset(ResetReason.ILLEGAL_PARAMETERS, "an SDU of more than " + settings.maxSduBytes() + " bytes");
            return;
        }
        if (numbered) {
            sendAck();
        }
        release(now);
    }

    private void release(long now) {
        if (state == State.OPEN) {
            pdus.addAll(outbound.release(this::header));
            if (!outbound.isDone() && deadline == Long.MAX_VALUE) {
                expectAnswer(now);
            }
        }
    }

    private void finishIfDone() {
        if (finishing && state != State.CLOSED && outbound.isDone()) {
            reset(ResetReason.NORMAL, "done");
        }
    }

    private void expectAnswer(long now) {
        lastActivity = now;
        deadline = now + (settings.retransmitAfterMillis() << Math.min(attempts, MAX_DOUBLINGS));
    }

    private void sendSyn() {
        CatTpHeader header =
                new CatTpHeader(localPort, remotePort, initial, active ? 0 : inbound.last(), settings.windowPdus());
        pdus.add(new CatTpPdu.Syn(header, !active, settings.maxPduBytes(), settings.maxSduBytes(), identification));
    }

    private void sendAck() {
        int room = (Math.min(peerMaxPduBytes, settings.maxPduBytes()) - CatTpPdu.HEADER_BYTES) / 2;
        List<Integer> received = inbound.received();
        pdus.add(CatTpPdu.Ack.of(header(outbound.next()), received.subList(0, Math.min(room, received.size()))));
    }

    private CatTpHeader header(int sequence) {
        return new CatTpHeader(localPort, remotePort, sequence, inbound.last(), settings.windowPdus());
    }

    private void reset(ResetReason reason, String why) {
        boolean met = inbound != null;
        CatTpHeader header = new CatTpHeader(localPort, remotePort, outbound.next(), met ? inbound.last() : 0, 0);
        pdus.add(new CatTpPdu.Rst(header, met, reason.code()));
        close(why);
    }

    private void close(String why) {
        state = State.CLOSED;
        end = why;
    }

    private Output output() {
        Output output = new Output(pdus, sdus);
        pdus = new ArrayList<>();
        sdus = new ArrayList<>();
        return output;
    }
}
