package io.simshift.server.bip;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Iccid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Scripts that wait in memory for their cards. A script is given until it is answered: a card that was cut off gets the same
 * one again, an answer that comes twice counts once.
 */
public final class ScriptQueue implements CardGate {
    private final Map<String, Deque<Script>> waiting = new ConcurrentHashMap<>();
    private final Function<CardArrival, Optional<String>> names;
    private final Listener listener;

    /** Hears what happens, on network threads. */
    public interface Listener {
        /** A card has come. */
        void arrived(String card, CardArrival arrival);

        /** A card has answered a script, which is done now. */
        void answered(String card, Script script, ScriptAnswer answer);

        /** A card's session is over. */
        void ended(String card, String why);

        /** Somebody came whom nobody knows. */
        void unknown(CardArrival arrival);
    }

    /** @param names which card has come; empty for none that is known */
    public ScriptQueue(Function<CardArrival, Optional<String>> names, Listener listener) {
        this.names = names;
        this.listener = listener;
    }

    /** The ICCID that an identification of secured packets is, or the PSK identity as text. */
    public static Optional<String> iccidOrIdentity(CardArrival arrival) {
        if (arrival.bearer() == Bearer.HTTPS) {
            return Optional.of(new String(arrival.identification(), StandardCharsets.UTF_8));
        }
        try {
            return Optional.of(Iccid.decode(arrival.identification()).digits());
        } catch (WireFormatException e) {
            return Optional.empty();
        }
    }

    /** Puts a script behind those that wait for a card. */
    public void add(String card, Script script) {
        Deque<Script> scripts = waiting.computeIfAbsent(card, name -> new ArrayDeque<>());
        synchronized (scripts) {
            scripts.addLast(script);
        }
    }

    /** Scripts without answer. */
    public int size(String card) {
        Deque<Script> scripts = waiting.get(card);
        if (scripts == null) {
            return 0;
        }
        synchronized (scripts) {
            return scripts.size();
        }
    }

    @Override
    public CompletionStage<Optional<CardSession>> arrived(CardArrival arrival) {
        Optional<String> card = names.apply(arrival).filter(waiting::containsKey);
        if (card.isEmpty()) {
            listener.unknown(arrival);
            return CompletableFuture.completedStage(Optional.empty());
        }
        listener.arrived(card.get(), arrival);
        return CompletableFuture.completedStage(Optional.of(new Session(card.get(), waiting.get(card.get()))));
    }

    private final class Session implements CardSession {
        private final String card;
        private final Deque<Script> scripts;

        Session(String card, Deque<Script> scripts) {
            this.card = card;
            this.scripts = scripts;
        }

        @Override
        public String card() {
            return card;
        }

        @Override
        public CompletionStage<Optional<Script>> next(Optional<ScriptAnswer> answer) {
            Optional<Script> done = Optional.empty();
            Optional<Script> next;
            synchronized (scripts) {
                Script first = scripts.peekFirst();
                if (first != null && answer.isPresent() && answer.get().id().equals(first.id())) {
                    done = Optional.of(scripts.removeFirst());
                }
                next = Optional.ofNullable(scripts.peekFirst());
            }
            done.ifPresent(script -> listener.answered(card, script, answer.orElseThrow()));
            return CompletableFuture.completedStage(next);
        }

        @Override
        public void ended(String why) {
            listener.ended(card, why);
        }
    }
}
