package io.simshift.protocol.cattp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one end has received: PDUs put in order, SDUs put together. Holds a window of PDUs and one SDU at most. */
final class Inbound {
    private final int windowPdus;
    private final int maxSduBytes;
    private final ByteArrayOutputStream sdu = new ByteArrayOutputStream();

    /** By distance from {@link #first}, which does not move: a number of 16 bits has no order of its own. */
    private final SortedMap<Long, CatTpPdu> ahead = new TreeMap<>();

    private final int first;
    private long last;

    /** What became of a PDU. */
    enum Fate {
        /** In order or to be kept until it is. */
        TAKEN,
        /** Seen before, or beyond the window. */
        IGNORED,
        /** It makes an SDU longer than this end takes. */
        TOO_LONG
    }

    /** @param initial the number of the other end's SYN */
    Inbound(int initial, int windowPdus, int maxSduBytes) {
        this.first = initial;
        this.windowPdus = windowPdus;
        this.maxSduBytes = maxSduBytes;
    }

    /** The number up to which everything is there. */
    int last() {
        return SequenceNumbers.plus(first, (int) (last & 0xFFFF));
    }

    /** Numbers beyond {@link #last()} that are there. */
    List<Integer> received() {
        List<Integer> numbers = new ArrayList<>();
        ahead.keySet().forEach(place -> numbers.add(SequenceNumbers.plus(first, (int) (place & 0xFFFF))));
        return numbers;
    }

    /** Takes a PDU that has a number of its own; SDUs that it completes go behind {@code complete}. */
    Fate take(CatTpPdu pdu, List<byte[]> complete) {
        int distance = SequenceNumbers.distance(pdu.header().sequence(), last());
        if (distance <= 0 || distance > windowPdus) {
            return Fate.IGNORED;
        }
        if (ahead.putIfAbsent(last + distance, pdu) != null) {
            return Fate.IGNORED;
        }
        while (!ahead.isEmpty() && ahead.firstKey() == last + 1) {
            last++;
            if (!append(ahead.remove(last), complete)) {
                return Fate.TOO_LONG;
            }
        }
        return Fate.TAKEN;
    }

    private boolean append(CatTpPdu pdu, List<byte[]> complete) {
        if (pdu instanceof CatTpPdu.Ack ack) {
            byte[] data = ack.data();
            if (data.length > maxSduBytes - sdu.size()) {
                return false;
            }
            sdu.writeBytes(data);
            if (!ack.more()) {
                complete.add(sdu.toByteArray());
                sdu.reset();
            }
        }
        return true;
    }
}
