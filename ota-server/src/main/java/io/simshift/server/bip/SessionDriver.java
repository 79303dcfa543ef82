package io.simshift.server.bip;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sessions have in common whatever the bearer: their gate, their place in the table, their clocks. Event loop only. */
final class SessionDriver {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDriver.class);

    private final CardGate gate;
    private final SessionTable table;
    private final BipLimits limits;
    private final EventLoop loop;
    private final Consumer<String> closing;

    private Optional<CardSession> session = Optional.empty();
    private SessionTable.Entry entry;
    private ScheduledFuture<?> phase;
    private ScheduledFuture<?> whole;
    private boolean ended;

    /** @param closing ends the connection for this reason; called once, and not where {@link #end} brings the reason */
    SessionDriver(CardGate gate, SessionTable table, BipLimits limits, EventLoop loop, Consumer<String> closing) {
        this.gate = gate;
        this.table = table;
        this.limits = limits;
        this.loop = loop;
        this.closing = closing;
    }

    BipLimits limits() {
        return limits;
    }

    /** A connection is there; who it is, it has to say in time. */
    void begin() {
        whole = after(limits.session(), "the session took too long");
        expect(limits.identification(), "nobody said who it is");
    }

    /** The other end has its turn. */
    void awaitAnswer() {
        expect(limits.answer(), "no answer in time");
    }

    private void expect(Duration within, String otherwise) {
        if (phase != null) {
            phase.cancel(false);
        }
        phase = ended ? null : after(within, otherwise);
    }

    private ScheduledFuture<?> after(Duration delay, String why) {
        return loop.schedule(() -> close(why), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Somebody has said who it is: {@code then} runs if it is welcome. */
    void arrive(CardArrival arrival, Runnable then) {
        expect(limits.answer(), "the server does not know what to do");
        follow(gate.arrived(arrival), found -> {
            if (found.isEmpty()) {
                close("nothing for it");
                return;
            }
            session = found;
            entry = new SessionTable.Entry(
                    arrival.bearer().authenticates(), () -> loop.execute(() -> close("another session of this card")));
            if (table.enter(found.get().card(), entry)) {
                LOG.debug("{}: session of card {}", arrival, found.get().card());
                then.run();
            } else {
                close("the card has a session already");
            }
        });
    }

    /** Asks what comes next. */
    void ask(Optional<ScriptAnswer> answer, Consumer<Optional<Script>> then) {
        expect(limits.answer(), "the server does not know what to do");
        follow(session.orElseThrow().next(answer), then);
    }

    private <T> void follow(CompletionStage<T> stage, Consumer<T> then) {
        stage.whenComplete((value, failure) -> loop.execute(() -> {
            if (ended) {
                return;
            }
            if (failure != null) {
                LOG.warn("the server failed a card", failure);
                close("the server failed");
            } else {
                then.accept(value);
            }
        }));
    }

    /** Ends session and connection. */
    void close(String why) {
        if (!ended) {
            end(why);
            closing.accept(why);
        }
    }

    /** The connection is gone. */
    void end(String why) {
        if (ended) {
            return;
        }
        ended = true;
        if (phase != null) {
            phase.cancel(false);
        }
        if (whole != null) {
            whole.cancel(false);
        }
        session.ifPresent(gone -> {
            table.leave(gone.card(), entry);
            gone.ended(why);
        });
    }

    boolean isEnded() {
        return ended;
    }
}
