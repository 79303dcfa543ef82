package io.simshift.server.transfer;

import io.simshift.server.sms.DeliveryReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The rules of a transfer: a pure function of state, event and time.
 *
 * <p>A packet goes out again with identical bytes. A new counter is taken only when the card has said that it executes
 * nothing with the old one. An event that does not fit the state (late, twice, out of order) changes nothing: the
 * decision then holds the same state and no effect.
 */
public final class TransferMachine {
    static final int NO_ERROR = 0x9000;
    private static final int NO_STATUS_WORD = 0;

    private final TransferPolicy policy;
    private final CallOff callOff;

    public TransferMachine(TransferPolicy policy) {
        this.policy = policy;
        this.callOff = new CallOff(policy);
    }

    /** What follows from {@code event}, at {@code now}. */
    public Decision decide(TransferState state, Event event, Instant now) {
        Optional<Decision> calledOff = callOff.decide(state, event, now);
        if (calledOff.isPresent()) {
            return calledOff.get();
        } else if (event instanceof Event.Started) {
            return isNew(state) ? begin(state, now) : ignore(state);
        } else if (event instanceof Event.Reserved) {
            return reserved(state, now);
        } else if (event instanceof Event.ReservationRefused refused) {
            return reservationRefused(state, now, refused.reason());
        } else if (event instanceof Event.ReservationPutOff putOff) {
            boolean waits = state.phase() == Phase.ORDERED || state.phase() == Phase.ACKNOWLEDGED;
            return waits ? Decision.of(state.in(state.phase(), state.dueAt(), putOff.reason())) : ignore(state);
        } else if (event instanceof Event.Provisioned) {
            return provisioned(state);
        } else if (event instanceof Event.Advanced) {
            return state.phase() == Phase.PROVISIONED ? enqueue(state, 0) : ignore(state);
        } else if (event instanceof Event.PacketStored stored) {
            return state.phase() == Phase.QUEUED ? send(state.withPacket(stored.counter()), now) : ignore(state);
        } else if (event instanceof Event.BuildFailed failed) {
            return state.phase() == Phase.QUEUED ? fail(state, now, failed.reason()) : ignore(state);
        } else if (event instanceof Event.PorArrived por) {
            return proofOfReceipt(state, por, now);
        } else if (event instanceof Event.TimerFired) {
            return state.dueAt() == null || now.isBefore(state.dueAt()) ? ignore(state) : timer(state, now);
        } else if (event instanceof Event.SeenAtRecipient) {
            return seenAtRecipient(state);
        } else if (event instanceof Event.CardAnswered answer) {
            return cardAnswered(state, answer, now);
        } else if (event instanceof Event.CancelRequested cancel) {
            return callOff.request(state, cancel.by());
        } else if (event instanceof Event.Resumed) {
            return resume(state, now);
        } else if (event instanceof Event.HeldBack held) {
            return heldBack(state, held);
        }
        return bearer(state, event, now);
    }

    private Decision begin(TransferState state, Instant now) {
        if (isPastDeadline(state, now)) {
            return giveUp(state, now);
        }
        if (state.order().mode() == TransferMode.AS_SPECIFIED) {
            return enqueue(state, 0);
        }
        return asking(state.in(Phase.ORDERED, null), now, new Effect.Reserve());
    }

    private Decision reserved(TransferState state, Instant now) {
        return switch (state.phase()) {
            case ORDERED -> asking(state.withAsked(0).in(Phase.RESERVED, null), now, new Effect.HandOver());
            case ACKNOWLEDGED -> state.provisioned() ? ignore(state) : Decision.of(state, new Effect.HandOver());
            default -> ignore(state);
        };
    }

    private Decision reservationRefused(TransferState state, Instant now, String reason) {
        return switch (state.phase()) {
            case ORDERED -> fail(state, now, "the escrow refused: " + reason);
            // The card has moved already, so this can only be told; its fallback rule may bring it home.
            case ACKNOWLEDGED ->
                state.provisioned()
                        ? ignore(state)
                        : Decision.of(state.in(Phase.ACKNOWLEDGED, state.dueAt(), "the escrow refused: " + reason));
            default -> ignore(state);
        };
    }

    private static Decision provisioned(TransferState state) {
        // Before the hand-over the recipient can only mean an earlier one, of other keys.
        boolean handedOver = state.phase() != Phase.ORDERED && !isOnItsWay(state);
        if (state.provisioned() || !handedOver) {
            return ignore(state);
        }
        TransferState known = state.withProvisioned();
        return state.phase() == Phase.RESERVED
                ? Decision.of(known.in(Phase.PROVISIONED, null), new Effect.Advance())
                : Decision.of(known);
    }

    private static Decision enqueue(TransferState state, long atLeastCounter) {
        return Decision.of(state.in(Phase.QUEUED, null), new Effect.BuildPacket(atLeastCounter));
    }

    private Decision send(TransferState state, Instant now) {
        if (isPastDeadline(state, now)) {
            return giveUp(state, now);
        }
        TransferState sent = state.withSubmission()
                .in(
                        Phase.SENT,
                        earlier(now.plus(policy.submitTimeout()), state.order().deadline()));
        return Decision.of(sent, new Effect.Send(sent.counter(), sent.submissions()));
    }

    private Decision bearer(TransferState state, Event event, Instant now) {
        if (event instanceof Event.SubmitAccepted accepted) {
            boolean fits = state.phase() == Phase.SENT && accepted.submission() == state.submissions();
            return fits ? Decision.of(state.in(Phase.ACCEPTED, porDue(state, now))) : ignore(state);
        } else if (event instanceof Event.SubmitRefused refused) {
            return submitRefused(state, refused, now);
        } else if (event instanceof Event.SubmitUnknown unknown) {
            boolean fits = state.phase() == Phase.SENT && unknown.submission() == state.submissions();
            return fits ? retry(state, now, unknown.reason()) : ignore(state);
        } else if (event instanceof Event.ReceiptArrived receipt) {
            return receipt(state, receipt, now);
        }
        throw new IllegalStateException("no rule for " + event);
    }

    private Decision submitRefused(TransferState state, Event.SubmitRefused refused, Instant now) {
        if (state.phase() != Phase.SENT || refused.submission() != state.submissions()) {
            return ignore(state);
        }
        TransferState undelivered = state.withOneUndelivered();
        String reason = String.format("the SMSC refused the message: command_status %08X", refused.commandStatus());
        return refused.mayRetry() ? retry(undelivered, now, reason) : fail(undelivered, now, reason);
    }

    private static Decision heldBack(TransferState state, Event.HeldBack held) {
        boolean fits = state.phase() == Phase.SENT && held.submission() == state.submissions();
        Instant due = earlier(held.until(), state.order().deadline());
        return fits ? Decision.of(state.withoutSubmission().in(Phase.QUEUED, due, state.reason())) : ignore(state);
    }

    /**
     * A receipt moves the timer only. Even "expired" does not prove that the card never got the message (the report of
     * its delivery may be what was lost), so it does not count as undelivered.
     */
    private Decision receipt(TransferState state, Event.ReceiptArrived receipt, Instant now) {
        boolean waiting = state.phase() == Phase.SENT || state.phase() == Phase.ACCEPTED;
        if (!waiting || receipt.submission() != state.submissions()) {
            return ignore(state);
        }
        DeliveryReceipt.Outcome outcome = receipt.outcome();
        return switch (outcome) {
            case DELIVERED -> Decision.of(state.in(Phase.ACCEPTED, now.plus(policy.porTimeout())));
            case EXPIRED, FAILED -> retry(state, now, "the SMSC could not deliver the message: " + outcome);
            case UNKNOWN -> ignore(state);
        };
    }

    private Decision proofOfReceipt(TransferState state, Event.PorArrived por, Instant now) {
        if (state.submissions() == 0) {
            return ignore(state);
        }
        boolean open = isOnItsWay(state);
        return switch (por.porStatus()) {
            case 0x00 -> executed(state, por, now);
            case 0x02 ->
                open && por.authenticated() && por.counter() == state.counter() ? rebuild(state, now) : ignore(state);
            // The real answer follows (TS 102 225 5.2, TS 31.115 4.4).
            case 0x08, 0x0B, 0x0C ->
                open
                        ? Decision.of(state.in(Phase.ACCEPTED, now.plus(policy.porTimeout()), "the card asks for time"))
                        : ignore(state);
            default -> open ? securityRefusal(state, por.porStatus(), now) : ignore(state);
        };
    }

    private Decision executed(TransferState state, Event.PorArrived por, Instant now) {
        boolean settledByCard = switch (state.phase()) {
            case ACKNOWLEDGED, CONFIRMED, FELL_BACK -> true;
            // Called off by CANCEL, which came after this SWITCH; or before any message had got through, it seemed.
            case CANCELLED -> state.unresolved() > 0;
            default -> false;
        };
        if (!por.authenticated() || settledByCard) {
            return ignore(state);
        }
        if (por.statusWord() == NO_ERROR) {
            return acknowledged(state, now);
        }
        if (!isOnItsWay(state) && state.phase() != Phase.UNKNOWN) {
            return ignore(state);
        }
        if (por.statusWord() == NO_STATUS_WORD) {
            return state.phase() == Phase.UNKNOWN
                    ? ignore(state)
                    : unknown(state, now, policy, "the card has executed the packet and does not say how it went");
        }
        String reason = String.format("the card refused the SWITCH: status word %04X", por.statusWord());
        return Decision.of(state.in(Phase.REJECTED, null, reason));
    }

    private Decision acknowledged(TransferState state, Instant now) {
        Instant seenBy = later(state.order().deadline(), now.plus(policy.porTimeout()));
        if (state.order().mode() == TransferMode.AS_SPECIFIED && !state.provisioned()) {
            return asking(state.withAsked(0).in(Phase.ACKNOWLEDGED, null), now, new Effect.Reserve());
        }
        return Decision.of(state.in(Phase.ACKNOWLEDGED, seenBy));
    }

    private Decision rebuild(TransferState state, Instant now) {
        if (isPastDeadline(state, now)) {
            return giveUp(state, now);
        }
        Optional<Long> atLeast = raised(state, policy);
        return atLeast.isPresent()
                ? enqueue(state.withRebuilds(raisesWith(state)), atLeast.get())
                : fail(state, now, "the card's counter is still higher after " + state.rebuilds() + " raises");
    }

    /** The counter to try next for a card that found {@code state.counter()} too low; empty after enough tries. */
    static Optional<Long> raised(TransferState state, TransferPolicy policy) {
        return raisesWith(state) > policy.maxRebuilds()
                ? Optional.empty()
                : Optional.of(state.counter() + policy.counterStep(state.rebuilds(), state.counter()));
    }

    /** A packet that was sent more than once may be too low for its own copy only: that is no reason to go on wider. */
    static int raisesWith(TransferState state) {
        return state.copies() > 1 ? state.rebuilds() : state.rebuilds() + 1;
    }

    private Decision securityRefusal(TransferState state, int porStatus, Instant now) {
        String reason = String.format("the card refused the packet: PoR status %02X", porStatus);
        // Keys, algorithms and levels of a card that has flipped are not the donor's any more, and a network may
        // deliver one
        // message twice: these refusals may be the sign of success.
        boolean mayBeOtherKeys = switch (porStatus) {
            case 0x01, 0x05, 0x06, 0x0A -> true;
            default -> false;
        };
        return mayBeOtherKeys
                ? unknown(state, now, policy, reason + "; its keys may be the recipient's already")
                : fail(state.withOneUndelivered(), now, reason);
    }

    /** Ends a transfer that can't go on: for certain, unless an earlier message may have reached the card. */
    private Decision fail(TransferState state, Instant now, String reason) {
        if (state.unresolved() == 0) {
            return Decision.of(state.in(Phase.REJECTED, null, reason));
        }
        return unknown(state, now, policy, reason + "; an earlier message may have reached the card");
    }

    private Decision giveUp(TransferState state, Instant now) {
        if (state.unresolved() == 0) {
            return Decision.of(state.in(Phase.EXPIRED, null, "the window has ended"));
        }
        return unknown(state, now, policy, "the window has ended without an answer of the card");
    }

    /** Asks the card now, at the end of the window, and from then on after as much time as has passed since. */
    static Decision unknown(TransferState state, Instant now, TransferPolicy policy, String reason) {
        Instant deadline = state.order().deadline();
        Duration since = Duration.between(deadline, now);
        Duration pause = since.compareTo(policy.maxRetryDelay()) < 0 ? policy.maxRetryDelay() : since;
        Instant askAgainAt = now.isBefore(deadline) ? deadline : now.plus(pause);
        return Decision.of(state.in(Phase.UNKNOWN, askAgainAt, reason), new Effect.QueryCard());
    }

    private Decision retry(TransferState state, Instant now, String reason) {
        if (isPastDeadline(state, now)) {
            return giveUp(state, now);
        }
        Instant due = now.plus(policy.retryDelay(state.submissions()));
        return Decision.of(state.in(Phase.QUEUED, earlier(due, state.order().deadline()), reason));
    }

    private Decision timer(TransferState state, Instant now) {
        boolean late = isPastDeadline(state, now);
        return switch (state.phase()) {
            case ORDERED -> begin(state, now);
            case RESERVED -> late ? giveUp(state, now) : asking(state, now, new Effect.HandOver());
            case QUEUED -> send(state, now);
            case SENT, ACCEPTED -> retry(state, now, "no answer in time");
            case ACKNOWLEDGED -> unseen(state, now, late);
            case UNKNOWN -> unknown(state, now, policy, state.reason());
            default -> ignore(state);
        };
    }

    private Decision unseen(TransferState state, Instant now, boolean late) {
        boolean mustHandOver = state.order().mode() == TransferMode.AS_SPECIFIED && !state.provisioned();
        if (mustHandOver && !late) {
            return asking(state, now, new Effect.Reserve());
        }
        if (!late) {
            return Decision.of(state.in(Phase.ACKNOWLEDGED, state.order().deadline()));
        }
        return unknown(state, now, policy, "the card has acknowledged, but was not seen at the recipient");
    }

    private static Decision seenAtRecipient(TransferState state) {
        boolean possible = state.submissions() > 0 && state.phase() != Phase.CONFIRMED;
        return possible ? Decision.of(state.in(Phase.CONFIRMED, null)) : ignore(state);
    }

    private Decision cardAnswered(TransferState state, Event.CardAnswered answer, Instant now) {
        boolean open = isOnItsWay(state) || state.phase() == Phase.UNKNOWN;
        boolean fits = open || state.phase() == Phase.ACKNOWLEDGED || state.phase() == Phase.CANCELLING;
        if (state.submissions() == 0 || !fits) {
            return ignore(state);
        }
        if (answer.activeSlot().compareTo(state.order().homeSlot()) > 0) {
            return seenAtRecipient(state); // only this transfer can have taken it out of the donor's slot
        }
        if (answer.sameTransfer() && answer.pending()) {
            return open ? pending(state, now) : ignore(state);
        }
        // Under the donor's keyset, so it is at home; but a packet that it has not seen yet could still take it away.
        if (answer.counter() <= state.counter()) {
            return ignore(state);
        }
        if (answer.sameTransfer() && answer.fallbackCause() != 0) {
            String reason = String.format("the card came home: fallback cause %02X", answer.fallbackCause());
            return Decision.of(state.in(Phase.FELL_BACK, null, reason));
        }
        if (state.phase() != Phase.UNKNOWN) {
            return ignore(state);
        }
        return answer.sameTransfer()
                ? Decision.of(state.in(Phase.CANCELLED, null, "the card has called the SWITCH off"))
                : Decision.of(state.in(Phase.EXPIRED, null, "the card did not take the SWITCH in the window"));
    }

    /** The card has taken the SWITCH. After the window nothing is gained by waiting for it in another phase. */
    private Decision pending(TransferState state, Instant now) {
        return state.phase() == Phase.UNKNOWN && isPastDeadline(state, now)
                ? Decision.of(
                        state.in(Phase.UNKNOWN, state.dueAt(), "the card has taken the SWITCH and awaits a reset"))
                : acknowledged(state, now);
    }

    private Decision resume(TransferState state, Instant now) {
        return switch (state.phase()) {
            case ORDERED -> begin(state, now);
            case RESERVED -> Decision.of(state, new Effect.HandOver());
            case PROVISIONED -> Decision.of(state, new Effect.Advance());
            case QUEUED -> state.dueAt() == null ? enqueue(state, state.counter() + 1) : ignore(state);
            case SENT -> send(state, now);
            case UNKNOWN -> Decision.of(state, new Effect.QueryCard());
            case ACKNOWLEDGED ->
                state.order().mode() == TransferMode.AS_SPECIFIED && !state.provisioned()
                        ? Decision.of(state, new Effect.Reserve())
                        : ignore(state);
            default -> ignore(state);
        };
    }

    private Instant porDue(TransferState state, Instant now) {
        return earlier(now.plus(policy.smsValidity()), state.order().deadline()).plus(policy.porTimeout());
    }

    /** Asks a partner that may be away for long: ever more rarely, as with messages. */
    private Decision asking(TransferState state, Instant now, Effect question) {
        TransferState asked = state.withAsked(state.asked() + 1);
        Instant again = earlier(
                now.plus(policy.retryDelay(asked.asked())), state.order().deadline());
        return Decision.of(asked.in(asked.phase(), again, asked.reason()), question);
    }

    private static boolean isNew(TransferState state) {
        return state.phase() == Phase.ORDERED && state.dueAt() == null;
    }

    static boolean isOnItsWay(TransferState state) {
        return state.phase() == Phase.QUEUED || state.phase() == Phase.SENT || state.phase() == Phase.ACCEPTED;
    }

    static boolean isPastDeadline(TransferState state, Instant now) {
        return !now.isBefore(state.order().deadline());
    }

    static Decision ignore(TransferState state) {
        return Decision.of(state);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
