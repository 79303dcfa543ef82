package io.simshift.protocol.cattp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/** What one end has to send: SDUs in pieces (TS 102 127 5.2), those under way and those that wait for the window. */
final class Outbound {
    private static final byte[] NOTHING = {};

    private final Deque<Piece> waiting = new ArrayDeque<>();
    private final Deque<Piece> underWay = new ArrayDeque<>();
    private int next;
    private int acknowledged;
    private int windowEnd;

    /** One PDU's worth; without data it is a NUL. */
    private static final class Piece {
        private final byte[] data;
        private final boolean more;
        private int sequence;
        private boolean received;

        Piece(byte[] data, boolean more) {
            this.data = data;
            this.more = more;
        }

        CatTpPdu pdu(IntFunction<CatTpHeader> headers) {
            CatTpHeader header = headers.apply(sequence);
            return data.length == 0 ? new CatTpPdu.Nul(header) : new CatTpPdu.Ack(header, more, List.of(), data);
        }
    }

    /** @param initial the number of the SYN */
    Outbound(int initial) {
        this.acknowledged = initial;
        this.next = SequenceNumbers.after(initial);
    }

    void add(byte[] sdu, int pieceBytes) {
        for (int offset = 0; offset < sdu.length; offset += pieceBytes) {
            int end = Math.min(sdu.length, offset + pieceBytes);
            waiting.addLast(new Piece(Arrays.copyOfRange(sdu, offset, end), end < sdu.length));
        }
    }

    void addNul() {
        waiting.addLast(new Piece(NOTHING, false));
    }

    boolean isDone() {
        return waiting.isEmpty() && underWay.isEmpty();
    }

    /** The number of the next new PDU. */
    int next() {
        return next;
    }

    /**
     * @param received numbers beyond {@code acknowledgement}
     * @return whether the other end has got more than was known
     */
    boolean acknowledge(int acknowledgement, int window, List<Integer> received) {
        int ahead = SequenceNumbers.distance(acknowledgement, acknowledged);
        if (ahead < 0 || SequenceNumbers.distance(acknowledgement, next) >= 0) {
            return false; // an old one, or of what was never sent
        }
        acknowledged = acknowledgement;
        windowEnd = SequenceNumbers.plus(acknowledgement, window);
        while (!underWay.isEmpty() && SequenceNumbers.distance(underWay.peekFirst().sequence, acknowledgement) <= 0) {
            underWay.removeFirst();
        }
        boolean news = ahead > 0;
        for (Piece piece : underWay) {
            if (!piece.received && received.contains(piece.sequence)) {
                piece.received = true;
                news = true;
            }
        }
        return news;
    }

    /** What the window lets out now. */
    List<CatTpPdu> release(IntFunction<CatTpHeader> headers) {
        List<CatTpPdu> released = new ArrayList<>();
        while (!waiting.isEmpty() && SequenceNumbers.distance(next, windowEnd) <= 0) {
            released.add(sendNext(headers));
        }
        return released;
    }

    /** What has to go out again; where only a shut window holds all up, one PDU that asks about it. */
    List<CatTpPdu> again(IntFunction<CatTpHeader> headers) {
        List<CatTpPdu> repeated = new ArrayList<>();
        for (Piece piece : underWay) {
            if (!piece.received) {
                repeated.add(piece.pdu(headers));
            }
        }
        if (underWay.isEmpty() && !waiting.isEmpty()) {
            repeated.add(sendNext(headers));
        }
        return repeated;
    }

    private CatTpPdu sendNext(IntFunction<CatTpHeader> headers) {
        Piece piece = waiting.removeFirst();
        piece.sequence = next;
        next = SequenceNumbers.after(next);
        underWay.addLast(piece);
        return piece.pdu(headers);
    }
}
