package io.simshift.simulator.auc;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.aka.SequenceNumberArray;
import io.simshift.protocol.identity.Imsi;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes authentication vectors (TS 33.102 6.3.2). Sequence numbers are not time based (C.3.2), all with one IND, and on disk
 * before a vector leaves. Safe for use from any thread.
 */
public final class VectorIssuer {
    private static final int IND_MAX = (1 << SequenceNumber.DEFAULT_INDEX_BITS) - 1;

    private final Map<Imsi, AucSubscriber> subscribers;
    private final SequenceFile sequence;
    private final int ind;
    private final Amf amf;
    private final SecureRandom random;
    /** Challenge of the newest vector of each subscriber, until its AUTS comes. */
    private final Map<Imsi, byte[]> newest = new HashMap<>();

    /**
     * @param ind index of the USIM's array that this AuC's client uses, 0 to 31 (TS 33.102 C.1.1)
     * @param amf goes into each AUTN; EAP-AKA' and EPS want {@link Amf#SEPARATED}
     * @param random makes the challenges
     */
    public VectorIssuer(
            Map<Imsi, AucSubscriber> subscribers, SequenceFile sequence, int ind, Amf amf, SecureRandom random) {
        if (ind < 0 || ind > IND_MAX) {
            throw new IllegalArgumentException("IND is 0 to " + IND_MAX + ", not " + ind);
        }
        this.subscribers = Map.copyOf(subscribers);
        this.sequence = sequence;
        this.ind = ind;
        this.amf = amf;
        this.random = random;
        warmUp();
    }

    /** The first vector of a process takes long, and hostapd waits for one second: so it is made before anybody asks. */
    private void warmUp() {
        subscribers.values().stream()
                .findFirst()
                .ifPresent(any -> AkaVector.generate(any.algorithm(), rand(), SequenceNumber.ZERO, amf));
    }

    /** How many subscribers there are. */
    public int size() {
        return subscribers.size();
    }

    /** What came of an AUTS. */
    public enum Resynchronisation {
        /** The next vector follows the USIM's highest number. */
        DONE,
        /** The next vector would be accepted as it is: the AUTS is an old one, or another answered already. */
        NOT_NEEDED,
        /** MAC-S is wrong: it was not made with the subscriber's K, or not for this RAND. */
        MAC_FAILURE,
        UNKNOWN_SUBSCRIBER
    }

    /**
     * Vectors with sequence numbers in a row.
     *
     * @param count from 1
     * @return nothing where there is no such subscriber
     * @throws IOException where the numbers can't be put on disk: no vector is made then
     */
    public synchronized Optional<List<AkaVector>> vectors(Imsi imsi, int count) throws IOException {
        AucSubscriber subscriber = subscribers.get(imsi);
        if (subscriber == null) {
            return Optional.empty();
        }
        SequenceNumber sqn = sequence.last(imsi);
        List<SequenceNumber> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sqn = sqn.next(ind);
            numbers.add(sqn);
        }
        sequence.record(imsi, sqn);
        List<AkaVector> vectors = numbers.stream()
                .map(number -> AkaVector.generate(subscriber.algorithm(), rand(), number, amf))
                .toList();
        newest.put(imsi, vectors.get(count - 1).rand());
        return Optional.of(vectors);
    }

    /** GSM triplets, which have no sequence number; nothing where there is no such subscriber. */
    public Optional<List<GsmTriplet>> triplets(Imsi imsi, int count) {
        return Optional.ofNullable(subscribers.get(imsi)).map(subscriber -> {
            List<GsmTriplet> triplets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                triplets.add(GsmTriplet.of(subscriber.algorithm(), rand()));
            }
            return triplets;
        });
    }

    private byte[] rand() {
        byte[] rand = new byte[AkaAlgorithm.RAND_BYTES];
        random.nextBytes(rand);
        return rand;
    }

    /**
     * Takes over the USIM's sequence number where its proof holds and ours would not be accepted (TS 33.102 6.3.5). That
     * is so where it answers the newest vector, whatever the USIM's limit; of an older one our own reckoning decides, so
     * that an AUTS that comes again sets nothing back.
     *
     * @param rand of the challenge that the AUTS answers
     * @throws IOException where the number can't be put on disk
     */
    public synchronized Resynchronisation resynchronise(Imsi imsi, byte[] rand, Auts auts) throws IOException {
        AucSubscriber subscriber = subscribers.get(imsi);
        if (subscriber == null) {
            return Resynchronisation.UNKNOWN_SUBSCRIBER;
        }
        Optional<SequenceNumber> onCard = auts.verify(subscriber.algorithm(), rand);
        if (onCard.isEmpty()) {
            return Resynchronisation.MAC_FAILURE;
        }
        long lead = sequence.last(imsi).seq() - onCard.get().seq();
        boolean acceptable = lead >= 0 && lead < SequenceNumberArray.DEFAULT_DELTA;
        if (acceptable && !Arrays.equals(newest.get(imsi), rand)) {
            return Resynchronisation.NOT_NEEDED;
        }
        sequence.record(imsi, onCard.get());
        newest.remove(imsi);
        return Resynchronisation.DONE;
    }
}
