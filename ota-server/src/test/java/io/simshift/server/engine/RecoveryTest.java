package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.OtaServer;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.card.CardStatus;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server must get over by itself: stores that fail, restarts, answers that are lost, late or doubled. */
class RecoveryTest {
    @TempDir
    Path folder;

    private World world;
    private FakeSmsc centre;
    private Iccid iccid;
    private FakeCard card;

    @BeforeEach
    void makeOneCard() {
        world = new World(folder, "A", "B", "C");
        centre = world.centres.get("A");
        iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
        card = world.cards.get(iccid);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private OtaServer donor() {
        return world.servers.get("A");
    }

    private Campaign move(String recipient) throws Exception {
        return move(recipient, MoveOptions.provisionFirst());
    }

    private Campaign move(String recipient, MoveOptions options) throws Exception {
        return donor().startMove(world.order(recipient, List.of(iccid)), World.profile(recipient), options);
    }

    private void attachAtRecipient() {
        world.servers.get("B").attached(card.imsi).join();
        donor().attached(card.imsi).join();
    }

    @Test
    void firesATimerAgainWhereTheStoreCouldNotTakeItsEvent() throws Exception {
        centre.fates.add(FakeSmsc.Fate.THROTTLED);
        Campaign campaign = move("B");
        World.awaitRetry(campaign, iccid);
        String file = "jdbc:sqlite:" + folder.resolve("A").resolve("server.db");
        try (Connection db = DriverManager.getConnection(file);
                Statement statement = db.createStatement()) {
            statement.execute(
                    "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(FAIL, 'disk is full'); END");
            world.clock.advance(Duration.ofSeconds(30));
            // Time for the timer to fire and for its event to fail.
            Thread.sleep(300);
            assertThat(centre.submitted).hasSize(1);
            statement.execute("DROP TRIGGER full");
        }
        world.clock.advance(Duration.ofSeconds(5));
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void asksTheCardAfterARestartToo() throws Exception {
        centre.fates.addAll(List.of(FakeSmsc.Fate.KEPT, FakeSmsc.Fate.KEPT));
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        world.clock.advance(Duration.ofDays(8));
        world.await(campaign, iccid, Phase.UNKNOWN);
        World.await("the query", () -> centre.submitted.size() == 2);
        campaign = world.restart("A");
        world.await(campaign, iccid, Phase.EXPIRED);
    }

    @Test
    void asksAnUnknownCardAgainButNotForEver() throws Exception {
        centre.fates.addAll(List.of(FakeSmsc.Fate.KEPT, FakeSmsc.Fate.KEPT, FakeSmsc.Fate.KEPT));
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        world.clock.advance(Duration.ofDays(7));
        world.await(campaign, iccid, Phase.UNKNOWN);
        World.await("a query", () -> centre.submitted.size() == 2);
        world.clock.advance(Duration.ofHours(1));
        World.await("a second one", () -> centre.submitted.size() == 3);
        world.clock.advance(Duration.ofHours(1));
        world.await(campaign, iccid, Phase.EXPIRED);
    }

    @Test
    void boundsTheMessagesToACardThatNeverResets() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        world.clock.advance(Duration.ofDays(7));
        World.await("a query", () -> centre.submitted.size() >= 2);
        for (int i = 0; i < 30; i++) {
            world.clock.advance(Duration.ofMinutes(10));
            Thread.sleep(60);
        }
        assertThat(centre.submitted).hasSizeBetween(2, 10);
        card.flip();
        attachAtRecipient();
        world.await(campaign, iccid, Phase.CONFIRMED);
    }

    @Test
    void doesNotCallACardRejectedWhoseSwitchWasDeliveredTwice() throws Exception {
        centre.fates.add(FakeSmsc.Fate.POR_LOST);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        World.await("the first message", () -> card.lastSwitch.isPresent());
        card.flip();
        Msisdn msisdn = centre.submitted.get(0).destination();
        byte[] refusal = card.receive(centre.submitted.get(0).userData());
        centre.ingress.received(new IncomingSms(msisdn, refusal, true));
        world.await(campaign, iccid, Phase.UNKNOWN);
        attachAtRecipient();
        world.await(campaign, iccid, Phase.CONFIRMED);
    }

    @Test
    void keepsTryingWhileProofsAreLost() throws Exception {
        for (int i = 0; i < 15; i++) {
            centre.fates.addAll(List.of(FakeSmsc.Fate.POR_LOST, FakeSmsc.Fate.DELIVERED));
        }
        Campaign campaign = move("B");
        for (int i = 0; i < 120 && world.phase(campaign, iccid) != Phase.ACKNOWLEDGED; i++) {
            world.clock.advance(Duration.ofMinutes(70));
            Thread.sleep(70);
            assertThat(world.phase(campaign, iccid)).isNotIn(Phase.UNKNOWN, Phase.REJECTED);
        }
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        assertThat(card.switchesTaken).isEqualTo(1);
    }

    @Test
    void switchesACardWhoseCounterIsFarAhead() throws Exception {
        card.raiseCounterTo(1L << 38);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        assertThat(centre.submitted).hasSizeLessThanOrEqualTo(13);
    }

    @Test
    void queriesACardWhoseCounterIsFarAhead() {
        card.raiseCounterTo(1L << 33);
        assertThat(donor().query(iccid).join().counter().value()).isGreaterThan(1L << 33);
        int messages = centre.submitted.size();
        assertThat(messages).isLessThanOrEqualTo(13);
        // What was found out is kept: the next one goes through at once, after a restart too.
        donor().query(iccid).join();
        world.restartWithoutCampaign("A");
        donor().query(iccid).join();
        assertThat(centre.submitted).hasSize(messages + 2);
    }

    @Test
    void givesUpACardThatNoCounterReaches() {
        card.raiseCounterTo(0xFF_FFFF_FFFEL);
        CompletableFuture<?> query = donor().query(iccid);
        World.await("the end of the query", query::isDone);
        assertThat(query).isCompletedExceptionally();
        assertThat(centre.submitted).hasSize(13);
    }

    @Test
    void remembersWhatWasWrongWithAnOrder() throws Exception {
        Path order = Files.writeString(
                folder.resolve("order.csv"), "iccid,new_imsi\n" + iccid + ",262020000000001\nx,262020000000002\n");
        Campaign campaign = donor().startMove(order, World.profile("B"), MoveOptions.provisionFirst());
        List<OrderProblem> problems = campaign.problems();
        assertThat(problems).hasSize(1);
        Campaign again = world.restart("A");
        assertThat(again.problems()).isEqualTo(problems);
        assertThat(again.droppedFiles()).isEqualTo(campaign.droppedFiles());
    }

    @Test
    void outlivesAListenerThatThrowsAnError() throws Exception {
        world.listener = progress -> {
            throw new AssertionError("not interested");
        };
        donor().close();
        world.start("A");
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void takesNoStepBackForAnOldHandOver() throws Exception {
        Campaign toB = move("B");
        world.await(toB, iccid, Phase.ACKNOWLEDGED);
        SignedHandover old = world.handovers.get(0);
        card.flip();
        attachAtRecipient();
        // B gives it to C, and C gives it back.
        moveOn("B", "C");
        moveOn("C", "B");
        assertThat(world.servers
                        .get("B")
                        .query(iccid)
                        .join()
                        .activeSlot()
                        .orElseThrow()
                        .value())
                .isEqualTo(4);
        try (CardIntake again = world.servers.get("B").collect(old, slot -> new Msisdn("4925555"))) {
            assertThat(again.cards()).isEmpty();
            assertThat(again.problems()).singleElement().asString().contains("slot 4");
        }
        assertThat(world.servers
                        .get("B")
                        .query(iccid)
                        .join()
                        .activeSlot()
                        .orElseThrow()
                        .value())
                .isEqualTo(4);
    }

    @Test
    void tellsTheEscrowThatACardHasArrivedUntilItHears() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        DeafEscrow deaf = new DeafEscrow(world.escrow);
        world.custodian = deaf;
        world.restartWithoutCampaign("B");
        card.flip();
        world.servers.get("B").attached(card.imsi).join();
        World.await("a try", () -> deaf.calls.get() > 0);
        deaf.hears = true;
        world.restartWithoutCampaign("B");
        World.await("a confirmation", () -> confirmations() == 1);
        world.servers.get("B").attached(card.imsi).join();
        world.restartWithoutCampaign("B");
        assertThat(world.servers.get("B").query(iccid).join().activeSlot()).isPresent();
        assertThat(confirmations()).isEqualTo(1);
    }

    private long confirmations() {
        try {
            LedgerFiles ledger = new LedgerFiles(folder.resolve("ledger"));
            world.escrow.exportAudit(ledger.folder());
            return Files.readAllLines(ledger.entries()).stream()
                    .filter(line -> line.contains("\"action\":\"confirm\""))
                    .count();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void moveOn(String from, String to) throws Exception {
        Campaign campaign = world.servers
                .get(from)
                .startMove(world.order(to, List.of(iccid)), World.profile(to), MoveOptions.provisionFirst());
        assertThat(campaign.problems()).isEmpty();
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        card.flip();
        world.servers.get(to).attached(card.imsi).join();
        world.servers.get(from).attached(card.imsi).join();
    }

    @Test
    void bearsCallsThatWaitInsideItsOwnAnswers() throws Exception {
        // Enough before it that it is not done when the continuation is attached.
        for (int i = 0; i < 2000; i++) {
            donor().attached(World.newImsi("C", 1000 + i));
        }
        CompletableFuture<Integer> cards = donor().attached(World.newImsi("C", 99))
                .thenApply(done -> {
                    donor().attached(World.newImsi("C", 98)).join();
                    return donor().cards(CardStatus.HERE).size();
                });
        assertThat(cards.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void asksForNoValidityThatCannotBeWritten() throws Exception {
        centre.fates.add(FakeSmsc.Fate.THROTTLED);
        MoveOptions options = new MoveOptions(
                TransferMode.PROVISION_FIRST, MoveOptions.provisionFirst().fallback(), Duration.ofMillis(30_500));
        Campaign campaign = move("B", options);
        World.awaitRetry(campaign, iccid);
        world.clock.advance(Duration.ofSeconds(30));
        Thread.sleep(200);
        world.clock.advance(Duration.ofSeconds(1));
        world.await(campaign, iccid, Phase.EXPIRED);
        assertThat(centre.submitted)
                .allSatisfy(message -> assertThat(message.validity()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @Test
    void claimsNoSlotForATransferThatIsCancelledMeanwhile() throws Exception {
        SlowEscrow slow = new SlowEscrow(world.escrow);
        world.custodian = slow;
        donor().close();
        world.start("A");
        List<Iccid> other = List.of(iccid);
        Campaign toB = donor().startMove(world.order("B", other), World.profile("B"), MoveOptions.provisionFirst());
        assertThat(slow.entered.await(20, TimeUnit.SECONDS)).isTrue();
        // The first attempt hangs at the escrow; the second one waits behind it.
        world.clock.advance(Duration.ofSeconds(30));
        Thread.sleep(200);
        donor().cancel(toB.cards().get(0).transfer(), "operator").join();
        world.await(toB, iccid, Phase.CANCELLED);
        CompletableFuture<Campaign> toC = CompletableFuture.supplyAsync(() -> {
            try {
                return move("C");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(300);
        slow.fail.countDown();
        world.await(toC.get(20, TimeUnit.SECONDS), iccid, Phase.ACKNOWLEDGED);
    }

    /** Hears of no arrival at first. */
    private static final class DeafEscrow extends EscrowAtTheEndOfALine {
        final AtomicInteger calls = new AtomicInteger();
        volatile boolean hears;

        DeafEscrow(EscrowPort escrow) {
            super(escrow);
        }

        @Override
        public List<EscrowAnswer> confirm(SignedHandover confirmation) {
            calls.incrementAndGet();
            if (!hears) {
                throw new IllegalStateException("the escrow cannot be reached");
            }
            return super.confirm(confirmation);
        }
    }

    /** Does not come through with its first reservation, after a while. */
    private static final class SlowEscrow extends EscrowAtTheEndOfALine {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch fail = new CountDownLatch(1);

        SlowEscrow(EscrowPort escrow) {
            super(escrow);
        }

        @Override
        public List<EscrowAnswer> reserve(SignedHandover handover) {
            if (fail.getCount() > 0) {
                entered.countDown();
                try {
                    fail.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                throw new IllegalStateException("the escrow cannot be reached");
            }
            return super.reserve(handover);
        }
    }
}
