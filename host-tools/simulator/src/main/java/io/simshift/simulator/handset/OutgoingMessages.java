package io.simshift.simulator.handset;

import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.simulator.handset.ProactiveSession.SendResult;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.smsc.SubmitOutcome;
import io.simshift.simulator.smsc.SubmitOutcome.RpError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Short messages of the card's: out through the serving network, and what became of them for TERMINAL RESPONSE. */
final class OutgoingMessages {
    /** Additional information "no service" (TS 102 223 8.12.2). */
    private static final byte[] NO_SERVICE = {0x04};

    private static final byte[] NO_CAUSE = {0x00};

    private final Handset.Surroundings surroundings;
    private final Consumer<HandsetEvent> events;

    OutgoingMessages(Handset.Surroundings surroundings, Consumer<HandsetEvent> events) {
        this.surroundings = surroundings;
        this.events = events;
    }

    /**
     * Sends a message; the result comes within the handset's send timeout, whatever the network does.
     *
     * @param serving null where the handset is not attached
     */
    CompletionStage<SendResult> send(OperatorNetwork serving, Msisdn source, byte[] smsSubmitTpdu) {
        if (serving == null) {
            return CompletableFuture.completedFuture(
                    failed("no service", new SendResult(TerminalResponse.TERMINAL_UNABLE, NO_SERVICE)));
        }
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        AtomicBoolean answered = new AtomicBoolean();
        submit(serving, source, smsSubmitTpdu).whenComplete((outcome, failure) -> {
            if (answered.compareAndSet(false, true)) {
                result.complete(result(outcome, failure));
            }
        });
        surroundings.delays().after(surroundings.settings().sendTimeout(), () -> {
            if (answered.compareAndSet(false, true)) {
                result.complete(failed(
                        "the network does not answer", new SendResult(TerminalResponse.NETWORK_UNABLE, NO_CAUSE)));
            }
        });
        return result;
    }

    /** The card waits for an answer: a network that fails before it has taken the message is one, too. */
    private static CompletionStage<SubmitOutcome> submit(OperatorNetwork serving, Msisdn source, byte[] tpdu) {
        try {
            return serving.submit(source, tpdu);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private SendResult result(SubmitOutcome outcome, Throwable failure) {
        if (failure != null) {
            return failed(
                    "the network failed: " + failure.getMessage(),
                    new SendResult(TerminalResponse.NETWORK_UNABLE, NO_CAUSE));
        }
        if (outcome instanceof RpError error) {
            return failed(
                    "RP-ERROR " + error.cause(),
                    new SendResult(TerminalResponse.SMS_RP_ERROR, new byte[] {(byte) error.cause()}));
        }
        events.accept(new HandsetEvent.CardMessageSent(surroundings.clock().instant(), true, ""));
        return new SendResult(TerminalResponse.OK, new byte[0]);
    }

    private SendResult failed(String why, SendResult result) {
        events.accept(new HandsetEvent.CardMessageSent(surroundings.clock().instant(), false, why));
        return result;
    }
}
