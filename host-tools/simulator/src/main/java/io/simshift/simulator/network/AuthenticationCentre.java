package io.simshift.simulator.network;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * HLR and AuC of one operator: who its subscribers are, and the challenges that prove it. Sequence numbers are not time
 * based, and each requesting node uses an index of its own (TS 33.102 C.3.2).
 */
final class AuthenticationCentre {
    private static final int RAND_LENGTH = 16;

    private final SecureRandom random;
    private final Map<Imsi, Entry> entries = new ConcurrentHashMap<>();
    private final Map<Msisdn, Imsi> numbers = new HashMap<>();

    AuthenticationCentre(SecureRandom random) {
        this.random = random;
    }

    /** Adds a subscriber, or gives a known one new keys; sequence numbers then begin anew. */
    synchronized void put(Subscriber subscriber) {
        Imsi holder = numbers.get(subscriber.msisdn());
        if (holder != null && !holder.equals(subscriber.imsi())) {
            throw new IllegalArgumentException("number " + subscriber.msisdn() + " belongs to IMSI " + holder);
        }
        putBeside(subscriber);
    }

    /** As {@link #put}, where the number may be another subscriber's: a card that changes its IMSI has two for a while. */
    synchronized void putBeside(Subscriber subscriber) {
        remove(subscriber.imsi());
        numbers.put(subscriber.msisdn(), subscriber.imsi());
        entries.put(subscriber.imsi(), new Entry(subscriber));
    }

    synchronized Optional<Subscriber> remove(Imsi imsi) {
        Entry removed = entries.remove(imsi);
        if (removed == null) {
            return Optional.empty();
        }
        numbers.remove(removed.subscriber.msisdn(), imsi);
        return Optional.of(removed.subscriber);
    }

    Optional<Subscriber> find(Imsi imsi) {
        return Optional.ofNullable(entries.get(imsi)).map(entry -> entry.subscriber);
    }

    /**
     * Challenges a card as the subscriber {@code imsi}; where its answer is a valid AUTS, sets the sequence number right
     * and challenges once more (TS 33.102 6.3.5).
     *
     * @param node IND of the node that asks, 0 to 31
     */
    ChallengeResult challenge(Imsi imsi, int node, CardAuthenticator card) {
        Entry entry = entries.get(imsi);
        if (entry == null) {
            return new ChallengeResult.UnknownSubscriber();
        }
        ChallengeResult first = challengeOnce(entry, node, card, false);
        boolean putRight = first instanceof ChallengeResult.SynchFailure failure && failure.autsVerified();
        return putRight ? challengeOnce(entry, node, card, true) : first;
    }

    private ChallengeResult challengeOnce(Entry entry, int node, CardAuthenticator card, boolean resynchronised) {
        byte[] rand = new byte[RAND_LENGTH];
        random.nextBytes(rand);
        AkaVector vector = entry.nextVector(rand, node);
        AuthenticationAnswer answer = card.authenticate(vector.rand(), vector.autn());
        if (answer instanceof AuthenticationAnswer.Success success) {
            return vector.accepts(success.res())
                    ? new ChallengeResult.Authenticated(resynchronised)
                    : new ChallengeResult.WrongResponse();
        }
        if (answer instanceof AuthenticationAnswer.SynchronisationFailure failure) {
            return new ChallengeResult.SynchFailure(entry.resynchronise(rand, failure.auts()));
        }
        if (answer instanceof AuthenticationAnswer.NoAnswer none) {
            return new ChallengeResult.NoAnswer(none.reason());
        }
        return new ChallengeResult.MacFailure();
    }

    /** A subscriber and the last sequence number that was used for it. */
    private static final class Entry {
        private final Subscriber subscriber;
        private final AkaAlgorithm algorithm;
        private SequenceNumber last = SequenceNumber.ZERO;

        Entry(Subscriber subscriber) {
            this.subscriber = subscriber;
            this.algorithm = subscriber.aka().algorithm(subscriber.k(), subscriber.opc());
        }

        synchronized AkaVector nextVector(byte[] rand, int node) {
            last = last.next(node);
            return AkaVector.generate(algorithm, rand, last, Amf.SEPARATED);
        }

        /** Whether the AUTS was made with this subscriber's K; if so, the next vector follows the card's number. */
        synchronized boolean resynchronise(byte[] rand, Auts auts) {
            Optional<SequenceNumber> onCard = auts.verify(algorithm, rand);
            onCard.ifPresent(number -> last = number);
            return onCard.isPresent();
        }
    }
}
