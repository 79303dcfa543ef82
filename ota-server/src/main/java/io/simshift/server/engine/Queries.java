package io.simshift.server.engine;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SubmitResult;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.TransferPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * QUERY commands that wait for their answers. They are asked anew rather than resumed after a restart. Where the card finds
 * the counter too low, the QUERY goes out again with a higher one, as often and as far as the policy says.
 */
final class Queries {
    private record Key(Iccid iccid, long counter) {}

    /** What somebody wants to know, over all the messages that it takes. */
    private record Question(Iccid iccid, SmsEgress egress, CompletableFuture<QueryAnswer> future) {}

    private record Pending(Question question, int raises, Instant deadline) {}

    private final Database database;
    private final CardRegistry cards;
    private final PacketBuilder builder;
    private final Clock clock;
    private final Duration timeout;
    private final TransferPolicy policy;
    private final Map<Key, Pending> pending = new ConcurrentHashMap<>();

    Queries(
            Database database,
            CardRegistry cards,
            PacketBuilder builder,
            Clock clock,
            Duration timeout,
            TransferPolicy policy) {
        this.database = database;
        this.cards = cards;
        this.builder = builder;
        this.clock = clock;
        this.timeout = timeout;
        this.policy = policy;
    }

    /** Asks; fails with {@link QueryException} where the card does not answer. */
    CompletableFuture<QueryAnswer> ask(Iccid iccid, SmsEgress egress) {
        Question question = new Question(iccid, egress, new CompletableFuture<>());
        send(question, 0, 0);
        return question.future();
    }

    private void send(Question question, long atLeastCounter, int raises) {
        Iccid iccid = question.iccid();
        database.write(db -> {
                    CardRegistry.Held held = cards.hold(db, iccid)
                            .orElseThrow(() -> new QueryException("card " + iccid + " is not registered here"));
                    return builder.buildQuery(db, held, atLeastCounter);
                })
                .whenComplete((prepared, failure) -> {
                    if (failure != null) {
                        question.future().completeExceptionally(failure);
                    } else {
                        submit(question, prepared, raises);
                    }
                });
    }

    private void submit(Question question, PacketBuilder.Built prepared, int raises) {
        Key key = new Key(question.iccid(), prepared.counter().value());
        pending.put(key, new Pending(question, raises, clock.instant().plus(timeout)));
        OutgoingSms message = CardMessages.toCard(prepared.msisdn(), prepared.userData(), timeout);
        try {
            question.egress().submit(message).whenComplete((result, failure) -> {
                if (failure != null) {
                    fail(key, "the message could not be sent: " + failure.getMessage());
                } else if (result instanceof SubmitResult.Refused refused) {
                    fail(key, String.format("the SMSC refused the message: %08X", refused.commandStatus()));
                }
            });
        } catch (RuntimeException e) {
            fail(key, "the message could not be sent: " + e.getMessage());
        }
    }

    /** Takes the answer to a QUERY that waits; false where none with this counter does. */
    boolean answered(Iccid iccid, ResponsePacket response) {
        Pending waiting = pending.remove(new Key(iccid, response.counter().value()));
        if (waiting == null) {
            return false;
        }
        long counter = response.counter().value();
        if (response.status().equals(PorStatus.COUNTER_LOW) && waiting.raises() < policy.maxRebuilds()) {
            long step = policy.counterStep(waiting.raises(), counter);
            send(waiting.question(), counter + step, waiting.raises() + 1);
            return true;
        }
        CompletableFuture<QueryAnswer> future = waiting.question().future();
        try {
            if (!response.status().isOk()) {
                throw new QueryException("the card refused the packet: PoR status " + response.status() + ", "
                        + response.status().describe());
            }
            CompactResponse script = CompactResponse.decode(response.data());
            if (!script.status().isOk()) {
                throw new QueryException("the card refused QUERY: status word " + script.status());
            }
            future.complete(QueryAnswer.decode(script.data()));
        } catch (WireFormatException e) {
            future.completeExceptionally(new QueryException("the answer is malformed: " + e.getMessage()));
        } catch (QueryException e) {
            future.completeExceptionally(e);
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
            waiting.question()
                    .future()
                    .completeExceptionally(new QueryException("QUERY to card " + key.iccid() + ": " + why));
        }
    }
}
