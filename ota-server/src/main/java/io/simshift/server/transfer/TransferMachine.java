package io.simshift.server.transfer;

import io.simshift.server.sms.DeliveryReceipt;
import java.time.Instant;

/**
 * The rules of a transfer: a pure function of state, event and time.
 *
 * <p>A packet goes out again with identical bytes. A new counter is taken only when the card has said that it executes
 * nothing with the old one. An event that does not fit the state (late, twice, out of order) changes nothing: the
 * decision then holds the same state and no effect.
 */
public final class TransferMachine {
    private static final int NO_ERROR = 0x9000;

    private final TransferPolicy policy;

    public TransferMachine(TransferPolicy policy) {
        this.policy = policy;
    }

    /** What follows from {@code event}, at {@code now}. */
    public Decision decide(TransferState state, Event event, Instant now) {
        if (event instanceof Event.Started) {
            return isNew(state) ? begin(state, now) : ignore(state);
        } else if (event instanceof Event.Reserved) {
            return reserved(state, now);
        } else if (event instanceof Event.ReservationRefused refused) {
            return reservationRefused(state, refused.reason());
        } else if (event instanceof Event.Provisioned) {
            return provisioned(state);
        } else if (event instanceof Event.Advanced) {
            return state.phase() == Phase.PROVISIONED ? enqueue(state, 0) : ignore(state);
        } else if (event instanceof Event.PacketStored stored) {
            return state.phase() == Phase.QUEUED ? send(state.withPacket(stored.counter()), now) : ignore(state);
        } else if (event instanceof Event.BuildFailed failed) {
            return state.phase() == Phase.QUEUED ? fail(state, failed.reason()) : ignore(state);
        } else if (event instanceof Event.PorArrived por) {
            return proofOfReceipt(state, por, now);
        } else if (event instanceof Event.TimerFired) {
            return state.dueAt() == null || now.isBefore(state.dueAt()) ? ignore(state) : timer(state, now);
        } else if (event instanceof Event.SeenAtRecipient) {
            return seenAtRecipient(state);
        } else if (event instanceof Event.CardAnswered answer) {
            return cardAnswered(state, answer, now);
        } else if (event instanceof Event.CancelRequested cancel) {
            return cancel(state, cancel.by());
        } else if (event instanceof Event.Resumed) {
            return resume(state, now);
        }
        return bearer(state, event, now);
    }

    private Decision begin(TransferState state, Instant now) {
        if (isPastDeadline(state, now)) {
            return giveUp(state);
        }
        if (state.order().mode() == TransferMode.AS_SPECIFIED) {
            return enqueue(state, 0);
        }
        return Decision.of(state.in(Phase.ORDERED, retryOutside(state, now)), new Effect.Reserve());
    }

    private Decision reserved(TransferState state, Instant now) {
        return switch (state.phase()) {
            case ORDERED -> Decision.of(state.in(Phase.RESERVED, retryOutside(state, now)), new Effect.HandOver());
            case ACKNOWLEDGED -> state.provisioned() ? ignore(state) : Decision.of(state, new Effect.HandOver());
            default -> ignore(state);
        };
    }

    private static Decision reservationRefused(TransferState state, String reason) {
        return switch (state.phase()) {
            case ORDERED -> fail(state, "the escrow refused: " + reason);
            // The card has moved already, so this can only be told; its fallback rule may bring it home.
            case ACKNOWLEDGED ->
                state.provisioned()
                        ? ignore(state)
                        : Decision.of(state.in(Phase.ACKNOWLEDGED, state.dueAt(), "the escrow refused: " + reason));
            default -> ignore(state);
        };
    }

    private static Decision provisioned(TransferState state) {
        if (state.provisioned()) {
            return ignore(state);
        }
        TransferState known = state.withProvisioned();
        boolean waiting = state.phase() == Phase.ORDERED || state.phase() == Phase.RESERVED;
        return waiting ? Decision.of(known.in(Phase.PROVISIONED, null), new Effect.Advance()) : Decision.of(known);
    }

    private static Decision enqueue(TransferState state, long atLeastCounter) {
        return Decision.of(state.in(Phase.QUEUED, null), new Effect.BuildPacket(atLeastCounter));
    }

    private Decision send(TransferState state, Instant now) {
        if (isPastDeadline(state, now)) {
            return giveUp(state);
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
        return refused.mayRetry() ? retry(undelivered, now, reason) : fail(undelivered, reason);
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
            default -> open ? securityRefusal(state, por.porStatus()) : ignore(state);
        };
    }

    private Decision executed(TransferState state, Event.PorArrived por, Instant now) {
        boolean settledByCard = state.phase() == Phase.ACKNOWLEDGED
                || state.phase() == Phase.CONFIRMED
                || state.phase() == Phase.FELL_BACK;
        if (!por.authenticated() || settledByCard) {
            return ignore(state);
        }
        if (por.statusWord() == NO_ERROR) {
            return acknowledged(state, now);
        }
        boolean open = isOnItsWay(state) || state.phase() == Phase.UNKNOWN;
        String reason = String.format("the card refused the SWITCH: status word %04X", por.statusWord());
        return open ? Decision.of(state.in(Phase.REJECTED, null, reason)) : ignore(state);
    }

    private Decision acknowledged(TransferState state, Instant now) {
        Instant seenBy = later(state.order().deadline(), now.plus(policy.porTimeout()));
        if (state.order().mode() == TransferMode.AS_SPECIFIED && !state.provisioned()) {
            return Decision.of(state.in(Phase.ACKNOWLEDGED, retryOutside(state, now)), new Effect.Reserve());
        }
        return Decision.of(state.in(Phase.ACKNOWLEDGED, seenBy));
    }

    private Decision rebuild(TransferState state, Instant now) {
        if (isPastDeadline(state, now)) {
            return giveUp(state);
        }
        if (state.rebuilds() >= policy.maxRebuilds()) {
            return fail(state, "the card's counter is still higher after " + state.rebuilds() + " raises");
        }
        long atLeast = state.counter() + policy.counterStep(state.rebuilds());
        return enqueue(state.withRebuild(), atLeast);
    }

    private static Decision securityRefusal(TransferState state, int porStatus) {
        // The keys of a card that has flipped are not the donor's any more: with an earlier message out, "wrong check
        // value" may be the sign of success.
        String reason = String.format("the card refused the packet: PoR status %02X", porStatus);
        return fail(state.withOneUndelivered(), reason);
    }

    /** Ends a transfer that can't go on: for certain, unless an earlier message may have reached the card. */
    private static Decision fail(TransferState state, String reason) {
        if (state.unresolved() == 0) {
            return Decision.of(state.in(Phase.REJECTED, null, reason));
        }
        return unknown(state, reason + "; an earlier message may have reached the card");
    }

    private static Decision giveUp(TransferState state) {
        if (state.unresolved() == 0) {
            return Decision.of(state.in(Phase.EXPIRED, null, "the window has ended"));
        }
        return unknown(state, "the window has ended without an answer of the card");
    }

    private static Decision unknown(TransferState state, String reason) {
        return Decision.of(state.in(Phase.UNKNOWN, null, reason), new Effect.QueryCard());
    }

    private Decision retry(TransferState state, Instant now, String reason) {
        if (isPastDeadline(state, now)) {
            return giveUp(state);
        }
        Instant due = now.plus(policy.retryDelay(state.submissions()));
        return Decision.of(state.in(Phase.QUEUED, earlier(due, state.order().deadline()), reason));
    }

    private Decision timer(TransferState state, Instant now) {
        boolean late = isPastDeadline(state, now);
        return switch (state.phase()) {
            case ORDERED -> begin(state, now);
            case RESERVED ->
                late
                        ? giveUp(state)
                        : Decision.of(state.in(Phase.RESERVED, retryOutside(state, now)), new Effect.HandOver());
            case QUEUED -> send(state, now);
            case SENT, ACCEPTED -> retry(state, now, "no answer in time");
            case ACKNOWLEDGED -> unseen(state, now, late);
            default -> ignore(state);
        };
    }

    private Decision unseen(TransferState state, Instant now, boolean late) {
        boolean mustHandOver = state.order().mode() == TransferMode.AS_SPECIFIED && !state.provisioned();
        if (mustHandOver && !late) {
            TransferState waiting = state.in(Phase.ACKNOWLEDGED, retryOutside(state, now), state.reason());
            return Decision.of(waiting, new Effect.Reserve());
        }
        if (!late) {
            return Decision.of(state.in(Phase.ACKNOWLEDGED, state.order().deadline()));
        }
        return unknown(state, "the card has acknowledged, but was not seen at the recipient");
    }

    private static Decision seenAtRecipient(TransferState state) {
        boolean possible = state.submissions() > 0 && state.phase() != Phase.CONFIRMED;
        return possible ? Decision.of(state.in(Phase.CONFIRMED, null)) : ignore(state);
    }

    private Decision cardAnswered(TransferState state, Event.CardAnswered answer, Instant now) {
        boolean open = isOnItsWay(state) || state.phase() == Phase.UNKNOWN;
        if (state.submissions() == 0 || !(open || state.phase() == Phase.ACKNOWLEDGED)) {
            return ignore(state);
        }
        if (answer.sameTransfer() && answer.pending()) {
            return open ? acknowledged(state, now) : ignore(state);
        }
        if (answer.sameTransfer() && answer.fallbackCause() != 0) {
            String reason = String.format("the card came home: fallback cause %02X", answer.fallbackCause());
            return Decision.of(state.in(Phase.FELL_BACK, null, reason));
        }
        // Under the donor's keyset and without our SWITCH: it did not take it, and the window is over.
        return state.phase() == Phase.UNKNOWN && !answer.sameTransfer()
                ? Decision.of(state.in(Phase.EXPIRED, null, "the card did not take the SWITCH in the window"))
                : ignore(state);
    }

    private static Decision cancel(TransferState state, String by) {
        boolean possible = switch (state.phase()) {
            case ORDERED, RESERVED, PROVISIONED -> true;
            case QUEUED -> state.unresolved() == 0;
            default -> false;
        };
        return possible ? Decision.of(state.in(Phase.CANCELLED, null, "cancelled by " + by)) : ignore(state);
    }

    private Decision resume(TransferState state, Instant now) {
        return switch (state.phase()) {
            case ORDERED -> begin(state, now);
            case RESERVED -> Decision.of(state, new Effect.HandOver());
            case PROVISIONED -> Decision.of(state, new Effect.Advance());
            case QUEUED -> state.dueAt() == null ? enqueue(state, state.counter() + 1) : ignore(state);
            case SENT -> send(state, now);
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

    private Instant retryOutside(TransferState state, Instant now) {
        return earlier(now.plus(policy.firstRetryDelay()), state.order().deadline());
    }

    private static boolean isNew(TransferState state) {
        return state.phase() == Phase.ORDERED && state.dueAt() == null;
    }

    private static boolean isOnItsWay(TransferState state) {
        return state.phase() == Phase.QUEUED || state.phase() == Phase.SENT || state.phase() == Phase.ACCEPTED;
    }

    private static boolean isPastDeadline(TransferState state, Instant now) {
        return !now.isBefore(state.order().deadline());
    }

    private static Decision ignore(TransferState state) {
        return Decision.of(state);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
