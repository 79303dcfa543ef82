package io.simshift.server.engine;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SubmitResult;
import io.simshift.server.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** QUERY commands that wait for their answers. They are asked anew rather than resumed after a restart. */
final class Queries {
    private record Key(Iccid iccid, long counter) {}

    private record Pending(CompletableFuture<QueryAnswer> future, Instant deadline) {}

    private record Prepared(Card card, Counter counter, byte[] userData) {}

    private final Database database;
    private final CardRegistry cards;
    private final PacketStore packets;
    private final PacketBuilder builder;
    private final Clock clock;
    private final Duration timeout;
    private final Map<Key, Pending> pending = new ConcurrentHashMap<>();

    Queries(
            Database database,
            CardRegistry cards,
            PacketStore packets,
            PacketBuilder builder,
            Clock clock,
            Duration timeout) {
        this.database = database;
        this.cards = cards;
        this.packets = packets;
        this.builder = builder;
        this.clock = clock;
        this.timeout = timeout;
    }

    /** Sends one QUERY; fails with {@link QueryException} where the card does not answer it. */
    CompletableFuture<QueryAnswer> ask(Iccid iccid, SmsEgress egress) {
        return database.write(db -> {
                    Card card = cards.find(db, iccid)
                            .orElseThrow(() -> new QueryException("card " + iccid + " is not registered here"));
                    Counter counter = builder.buildQuery(db, card);
                    byte[] userData = packets.find(db, iccid, card.slot(), counter.value())
                            .orElseThrow()
                            .userData();
                    return new Prepared(card, counter, userData);
                })
                .thenCompose(prepared -> send(prepared, egress));
    }

    private CompletableFuture<QueryAnswer> send(Prepared prepared, SmsEgress egress) {
        Key key = new Key(prepared.card().iccid(), prepared.counter().value());
        CompletableFuture<QueryAnswer> future = new CompletableFuture<>();
        pending.put(key, new Pending(future, clock.instant().plus(timeout)));
        OutgoingSms message = CardMessages.toCard(prepared.card().msisdn(), prepared.userData(), timeout);
        egress.submit(message).whenComplete((result, failure) -> {
            if (failure != null) {
                fail(key, "the message could not be sent: " + failure.getMessage());
            } else if (result instanceof SubmitResult.Refused refused) {
                fail(key, String.format("the SMSC refused the message: %08X", refused.commandStatus()));
            }
        });
        return future;
    }

    /** Takes the answer to a QUERY that waits; false where none with this counter does. */
    boolean answered(Iccid iccid, ResponsePacket response) {
        Pending waiting = pending.remove(new Key(iccid, response.counter().value()));
        if (waiting == null) {
            return false;
        }
        try {
            if (!response.status().isOk()) {
                throw new QueryException("the card refused the packet: PoR status " + response.status() + ", "
                        + response.status().describe());
            }
            CompactResponse script = CompactResponse.decode(response.data());
            if (!script.status().isOk()) {
                throw new QueryException("the card refused QUERY: status word " + script.status());
            }
            waiting.future().complete(QueryAnswer.decode(script.data()));
        } catch (WireFormatException e) {
            waiting.future().completeExceptionally(new QueryException("the answer is malformed: " + e.getMessage()));
        } catch (QueryException e) {
            waiting.future().completeExceptionally(e);
        }
        return true;
    }

    /** Counters of the QUERY packets that this card has not answered. */
    List<Long> waiting(Iccid iccid) {
        return pending.keySet().stream()
                .filter(key -> key.iccid().equals(iccid))
                .map(Key::counter)
                .toList();
    }

    /** Takes the card's refusal, in clear, of the QUERY with this counter. */
    void refused(Iccid iccid, long counter, ResponsePacket response) {
        fail(
                new Key(iccid, counter),
                "the card refused the packet: PoR status " + response.status() + ", "
                        + response.status().describe());
    }

    /** Gives up what has waited too long. */
    void expire() {
        Instant now = clock.instant();
        pending.forEach((key, waiting) -> {
            if (!now.isBefore(waiting.deadline())) {
                fail(key, "the card did not answer in " + timeout.toSeconds() + " s");
            }
        });
    }

    /** Gives up all. */
    void close() {
        pending.keySet().forEach(key -> fail(key, "the server was closed"));
    }

    private void fail(Key key, String why) {
        Pending waiting = pending.remove(key);
        if (waiting != null) {
            waiting.future().completeExceptionally(new QueryException("QUERY to card " + key.iccid() + ": " + why));
        }
    }
}
