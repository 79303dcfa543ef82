package io.simshift.server.transfer;

import io.simshift.server.sms.DeliveryReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The part of the machine that calls a transfer off. Where a SWITCH may have reached the card, only the card's answer to
 * CANCEL (commands.md 4.5) says that it will not move: its counter is higher than that of every SWITCH, so none of them is
 * executed after it.
 */
final class CallOff {
    /** How often a CANCEL still goes out when the window of the order has ended. */
    private static final int COPIES_AFTER_THE_WINDOW = 3;

    private final TransferPolicy policy;

    CallOff(TransferPolicy policy) {
        this.policy = policy;
    }

    /** What follows from somebody's wish. */
    Decision request(TransferState state, String by) {
        String reason = "cancelled by " + by;
        return switch (state.phase()) {
            case ORDERED, RESERVED, PROVISIONED -> Decision.of(state.in(Phase.CANCELLED, null, reason));
            case QUEUED ->
                state.unresolved() == 0
                        ? Decision.of(state.in(Phase.CANCELLED, null, reason))
                        : tellTheCard(state, reason);
            case SENT, ACCEPTED, ACKNOWLEDGED, UNKNOWN -> tellTheCard(state, reason);
            default -> TransferMachine.ignore(state);
        };
    }

    private static Decision tellTheCard(TransferState state, String reason) {
        return Decision.of(state.withRebuilds(0).in(Phase.CANCELLING, null, reason), new Effect.BuildCancel(0));
    }

    /** The decision where the event is about a CANCEL, or this phase has its own rule; empty where the others' rules hold. */
    Optional<Decision> decide(TransferState state, Event event, Instant now) {
        boolean cancelling = state.phase() == Phase.CANCELLING;
        if (event instanceof Event.PorArrived por && (cancelling || por.command() == Event.Command.CANCEL)) {
            return Optional.of(proofOfReceipt(state, por, now));
        } else if (!cancelling) {
            return Optional.empty();
        } else if (event instanceof Event.PacketStored stored) {
            return Optional.of(send(state.withPacket(stored.counter()), now));
        } else if (event instanceof Event.BuildFailed failed) {
            return Optional.of(unknown(state, now, failed.reason()));
        } else if (event instanceof Event.TimerFired) {
            boolean due = state.dueAt() != null && !now.isBefore(state.dueAt());
            return Optional.of(due ? again(state, now) : TransferMachine.ignore(state));
        } else if (event instanceof Event.Resumed) {
            return Optional.of(again(state, now));
        }
        return bearer(state, event, now);
    }

    private Decision send(TransferState state, Instant now) {
        TransferState sent =
                state.withSubmission().in(Phase.CANCELLING, now.plus(policy.submitTimeout()), state.reason());
        return Decision.of(sent, new Effect.Send(sent.counter(), sent.submissions()));
    }

    private Decision again(TransferState state, Instant now) {
        boolean enough = TransferMachine.isPastDeadline(state, now) && state.copies() >= COPIES_AFTER_THE_WINDOW;
        return enough ? unknown(state, now, "the card does not answer") : send(state, now);
    }

    private Optional<Decision> bearer(TransferState state, Event event, Instant now) {
        Duration pause = policy.retryDelay(state.copies());
        Instant retryAt = now.plus(pause);
        if (event instanceof Event.SubmitAccepted accepted) {
            Instant answerBy = now.plus(policy.smsValidity()).plus(policy.porTimeout());
            return ifCurrent(state, accepted.submission(), waiting(state, answerBy));
        } else if (event instanceof Event.SubmitUnknown unknown) {
            return ifCurrent(state, unknown.submission(), waiting(state, retryAt));
        } else if (event instanceof Event.SubmitRefused refused) {
            TransferState undelivered = state.withOneUndelivered();
            Decision decision = refused.mayRetry()
                    ? waiting(undelivered, retryAt)
                    : unknown(undelivered, now, "the SMSC refused the message");
            return ifCurrent(state, refused.submission(), decision);
        } else if (event instanceof Event.ReceiptArrived receipt) {
            DeliveryReceipt.Outcome outcome = receipt.outcome();
            Decision decision = switch (outcome) {
                // What takes a CANCEL and never answers as it should has other keys: no reason to ask it every few
                // minutes.
                case DELIVERED -> waiting(state, now.plus(longer(policy.porTimeout(), pause)));
                case EXPIRED, FAILED -> waiting(state, retryAt);
                case UNKNOWN -> TransferMachine.ignore(state);
            };
            return ifCurrent(state, receipt.submission(), decision);
        }
        return Optional.empty();
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static Optional<Decision> ifCurrent(TransferState state, int submission, Decision decision) {
        return Optional.of(submission == state.submissions() ? decision : TransferMachine.ignore(state));
    }

    private static Decision waiting(TransferState state, Instant until) {
        return Decision.of(state.in(Phase.CANCELLING, until, state.reason()));
    }

    private Decision proofOfReceipt(TransferState state, Event.PorArrived por, Instant now) {
        boolean cancelling = state.phase() == Phase.CANCELLING;
        boolean open = cancelling || state.phase() == Phase.UNKNOWN;
        boolean ofCancel = por.command() == Event.Command.CANCEL;
        if (!open || !ofCancel || por.authenticated() && por.counter() != state.counter()) {
            // What the card says to the SWITCH is history: the CANCEL comes after it.
            return TransferMachine.ignore(state);
        }
        boolean executed = por.porStatus() == 0x00;
        if (executed && !por.authenticated()) {
            return TransferMachine.ignore(state);
        }
        if (executed && por.statusWord() == TransferMachine.NO_ERROR) {
            String reason = cancelling ? state.reason() : "the card has called the SWITCH off";
            return Decision.of(state.in(Phase.CANCELLED, null, reason));
        }
        return cancelling ? refused(state, por, now) : TransferMachine.ignore(state);
    }

    private Decision refused(TransferState state, Event.PorArrived por, Instant now) {
        return switch (por.porStatus()) {
            case 0x00 -> unknown(state, now, String.format("the card refused CANCEL: %04X", por.statusWord()));
            case 0x02 -> por.authenticated() ? rebuild(state, now) : TransferMachine.ignore(state);
            case 0x08, 0x0B, 0x0C ->
                waiting(state, now.plus(longer(policy.porTimeout(), policy.retryDelay(state.copies()))));
            default -> unknown(state, now, String.format("the card refused CANCEL: PoR status %02X", por.porStatus()));
        };
    }

    private Decision rebuild(TransferState state, Instant now) {
        return TransferMachine.raised(state, policy)
                .map(atLeast -> Decision.of(
                        state.withRebuilds(TransferMachine.raisesWith(state))
                                .in(Phase.CANCELLING, null, state.reason()),
                        new Effect.BuildCancel(atLeast)))
                .orElseGet(() -> unknown(state, now, "the card's counter is out of reach"));
    }

    private Decision unknown(TransferState state, Instant now, String why) {
        return TransferMachine.unknown(state, now, policy, state.reason() + ", too late perhaps: " + why);
    }
}
