package io.simshift.cli.demo;

import io.simshift.cli.demo.DemoReport.Failure;
import io.simshift.cli.demo.DemoReport.Kind;
import io.simshift.cli.demo.DemoReport.Leg;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.campaign.OrderException;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.engine.Campaign;
import io.simshift.server.engine.Campaign.CardProgress;
import io.simshift.server.handover.HandoverCsv;
import io.simshift.server.transfer.Phase;
import io.simshift.simulator.handset.HandsetStatus;
import io.simshift.simulator.network.ChallengeResult;
import io.simshift.simulator.smsc.SmscCounters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** One move of all cards from a donor to a recipient, and the proofs behind it. */
final class Move {
    private static final int PROOF_TIMEOUT_SECONDS = 20;
    private static final int ANSWER_TIMEOUT_SECONDS = 5;

    private final DemoOperator donor;
    private final DemoOperator recipient;
    private final List<DemoCard> cards;
    private final Surroundings around;
    private final List<Failure> failures = new ArrayList<>();
    private final Map<Iccid, Integer> envelopesBefore = new HashMap<>();

    /** What all moves share. */
    record Surroundings(
            Orders orders,
            DemoPace pace,
            boolean asSpecified,
            Stories stories,
            Console console,
            Clock clock,
            Path out) {}

    /**
     * How it went.
     *
     * @param arrived cards that are the recipient's now, proofs or not
     */
    record Result(Leg leg, List<DemoCard> arrived, List<Failure> failures) {}

    Move(DemoOperator donor, DemoOperator recipient, List<DemoCard> cards, Surroundings around) {
        this.donor = donor;
        this.recipient = recipient;
        this.cards = cards;
        this.around = around;
    }

    Result run() throws IOException {
        around.console().begin(name() + ": moving");
        SmscCounters before = donor.smsc().counters();
        cards.forEach(card -> envelopesBefore.put(card.iccid(), card.envelopes().size()));
        Instant started = around.clock().instant();
        Campaign campaign = start();
        await(campaign);
        double seconds =
                Duration.between(started, lastConfirmation(campaign, started)).toMillis() / 1000.0;
        SmscCounters after = awaitAnswers(campaign, before);
        HandoverCsv.write(
                around.out().resolve("handover-" + donor.name() + "-to-" + recipient.name() + ".csv"),
                campaign.handoverList());
        List<DemoCard> arrived = arrived(campaign);
        around.console().begin(name() + ": proving");
        int authenticated = 0;
        int refused = 0;
        int proven = 0;
        for (DemoCard card : arrived) {
            authenticated += authenticates(card) ? 1 : 0;
            refused += refusesOldOperator(card) ? 1 : 0;
            lookForKeys(card);
            around.console().progress(++proven, arrived.size(), "proven");
        }
        Leg leg = new Leg(
                donor.name(),
                recipient.name(),
                arrived.size(),
                authenticated,
                refused,
                after.mtDelivered() - before.mtDelivered(),
                answers(after) - answers(before),
                seconds);
        around.console().end(summary(leg));
        return new Result(leg, arrived, failures);
    }

    private String name() {
        return donor.name() + " to " + recipient.name();
    }

    private String summary(Leg leg) {
        return String.format(
                java.util.Locale.ROOT,
                "%s: %d of %d switched in %.1f s, %d authenticated, %d refused the old operator; %d MT, %d MO messages",
                name(),
                leg.switched(),
                cards.size(),
                leg.seconds(),
                leg.authenticated(),
                leg.refusedByOld(),
                leg.mtMessages(),
                leg.moMessages());
    }

    private Campaign start() throws IOException {
        try {
            Path order = around.orders().of(donor, recipient, cards);
            Campaign campaign = donor.server()
                    .startMove(order, recipient.profile(), around.pace().moveOptions(around.asSpecified()));
            for (OrderProblem problem : campaign.problems()) {
                fail("", problem.toString());
            }
            for (String file : campaign.droppedFiles()) {
                around.console().line(name() + ": " + file + " does not fit the message and stays as it is");
            }
            return campaign;
        } catch (OrderException e) {
            throw new DemoException(e.getMessage(), e);
        }
    }

    private void await(Campaign campaign) {
        long deadline = System.nanoTime() + around.pace().moveLimit().toNanos();
        while (!campaign.settled().isDone() && System.nanoTime() < deadline) {
            showProgress(campaign);
            pause();
        }
        showProgress(campaign);
    }

    /** A card may be seen at the recipient before the message centre has brought its answer to the server. */
    private SmscCounters awaitAnswers(Campaign campaign, SmscCounters before) {
        long confirmed = confirmed(campaign);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_TIMEOUT_SECONDS);
        SmscCounters now = donor.smsc().counters();
        while (answers(now) - answers(before) < confirmed && System.nanoTime() < deadline) {
            pause();
            now = donor.smsc().counters();
        }
        return now;
    }

    private static long answers(SmscCounters counters) {
        return counters.moForwarded() + counters.reportsForwarded();
    }

    private static int confirmed(Campaign campaign) {
        return (int) campaign.cards().stream()
                .filter(card -> card.phase() == Phase.CONFIRMED)
                .count();
    }

    private void showProgress(Campaign campaign) {
        around.console().progress(confirmed(campaign), campaign.cards().size(), "switched");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted");
        }
    }

    private static Instant lastConfirmation(Campaign campaign, Instant none) {
        return campaign.cards().stream()
                .map(card -> card.times().getOrDefault(Phase.CONFIRMED, none))
                .max(Instant::compareTo)
                .orElse(none);
    }

    /** Cards whose transfer is confirmed; each other card is a failure with its reason. */
    private List<DemoCard> arrived(Campaign campaign) {
        Map<Iccid, CardProgress> byIccid = new LinkedHashMap<>();
        campaign.cards().forEach(card -> byIccid.put(card.iccid(), card));
        List<DemoCard> arrived = new ArrayList<>();
        for (DemoCard card : cards) {
            CardProgress progress = byIccid.get(card.iccid());
            if (progress == null) {
                fail(card.iccid().digits(), "was not moved: the order has no good row for it");
            } else if (progress.phase() == Phase.CONFIRMED) {
                arrived.add(card);
            } else {
                fail(card.iccid().digits(), "is " + progress.phase() + ": " + progress.reason());
            }
        }
        return arrived;
    }

    private boolean authenticates(DemoCard card) {
        try {
            HandsetStatus status = card.handset()
                    .when(now -> now.attachedAt(recipient.name()))
                    .toCompletableFuture()
                    .orTimeout(PROOF_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
            ChallengeResult result = recipient
                    .network()
                    .challenge(card.handset(), status.imsi().orElseThrow())
                    .toCompletableFuture()
                    .orTimeout(PROOF_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
            if (result instanceof ChallengeResult.Authenticated) {
                tell(card, Kind.STEP, recipient, "authenticated again by " + recipient.name() + " under the new K");
                return true;
            }
            fail(card, "the challenge of " + recipient.name() + " gave " + result);
        } catch (CompletionException e) {
            fail(card, "is not attached at " + recipient.name());
        }
        return false;
    }

    private boolean refusesOldOperator(DemoCard card) {
        List<byte[]> envelopes = card.envelopes();
        int first = envelopesBefore.get(card.iccid());
        if (first >= envelopes.size()) {
            fail(card, "was switched without a message");
            return false;
        }
        OldOperatorCheck.Outcome outcome =
                OldOperatorCheck.run(donor, recipient, card, OldOperatorCheck.userData(envelopes.get(first)));
        outcome.refusals().forEach(refusal -> tell(card, Kind.REFUSED, donor, refusal));
        outcome.breaches().forEach(breach -> fail(card, breach));
        return outcome.breaches().isEmpty();
    }

    /** No key of the new subscription may have been in anything that the device carried. */
    private void lookForKeys(DemoCard card) {
        for (SecretBytes key : recipient.knownKeys().of(card.iccid()).all()) {
            if (card.carried(key)) {
                fail(card, "a key of the new subscription was in a message");
            }
        }
    }

    private void tell(DemoCard card, Kind kind, DemoOperator operator, String what) {
        around.stories().tell(card.iccid(), kind, operator.name(), what);
    }

    private void fail(DemoCard card, String what) {
        tell(card, Kind.FAILED, recipient, what);
        fail(card.iccid().digits(), what);
    }

    private void fail(String iccid, String what) {
        failures.add(new Failure(name(), iccid, what));
        around.console().line("  " + name() + ": " + (iccid.isEmpty() ? "" : "card " + iccid + " ") + what);
    }
}
