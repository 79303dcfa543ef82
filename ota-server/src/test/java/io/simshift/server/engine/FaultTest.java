package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.OtaServer;
import io.simshift.server.card.CardStatus;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.transfer.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong between server and card, and that it comes right again. */
class FaultTest {
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

    private Campaign move(String recipient) throws Exception {
        return world.servers
                .get("A")
                .startMove(
                        world.order(recipient, List.of(iccid)), World.profile(recipient), MoveOptions.provisionFirst());
    }

    private void arrive(Campaign campaign, String recipient) {
        card.flip();
        world.servers.get(recipient).attached(card.imsi).join();
        world.servers.get("A").attached(card.imsi).join();
        world.await(campaign, iccid, Phase.CONFIRMED);
    }

    @Test
    void sendsIdenticalBytesAfterAThrottledMessage() throws Exception {
        centre.fates.add(FakeSmsc.Fate.THROTTLED);
        Campaign campaign = move("B");
        World.awaitRetry(campaign, iccid);
        world.clock.advance(Duration.ofSeconds(30));
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        assertThat(centre.submitted).hasSize(2);
        assertThat(centre.submitted.get(0).userData())
                .isEqualTo(centre.submitted.get(1).userData());
        arrive(campaign, "B");
    }

    @Test
    void rejectsWhatTheSmscRefusesForGood() throws Exception {
        centre.fates.add(FakeSmsc.Fate.REFUSED);
        Campaign campaign = move("B");
        campaign.settled().join();
        assertThat(campaign.cards())
                .singleElement()
                .satisfies(progress -> assertThat(progress.reason()).contains("0000000B"));
        assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.REJECTED);
    }

    @Test
    void raisesTheCounterWhereTheCardHasSeenItAndSwitchesOnce() throws Exception {
        centre.fates.add(FakeSmsc.Fate.POR_LOST);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        World.await("the first message", () -> card.received.size() == 1);
        world.clock.advance(Duration.ofMinutes(65));
        World.awaitRetry(campaign, iccid);
        world.clock.advance(Duration.ofSeconds(30));
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        // The same bytes first ("counter low"), then the same SWITCH under a new counter.
        assertThat(centre.submitted).hasSize(3);
        assertThat(centre.submitted.get(1).userData())
                .isEqualTo(centre.submitted.get(0).userData());
        assertThat(centre.submitted.get(2).userData())
                .isNotEqualTo(centre.submitted.get(0).userData());
        assertThat(card.switchesTaken).isEqualTo(1);
        arrive(campaign, "B");
    }

    @Test
    void climbsToACounterThatSomebodyElseHasRaised() throws Exception {
        card.raiseCounterTo(200);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        assertThat(centre.submitted).hasSize(3);
        arrive(campaign, "B");
    }

    @Test
    void doesNotMindAnAnswerThatComesAfterReceiptAndProof() throws Exception {
        centre.fates.add(FakeSmsc.Fate.ANSWER_LAST);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        arrive(campaign, "B");
        assertThat(centre.submitted).hasSize(1);
    }

    @Test
    void takesTheSameProofOnlyOnce() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        Msisdn msisdn = centre.submitted.get(0).destination();
        IncomingSms proof = new IncomingSms(msisdn, centre.proofs.get(0), true);
        centre.ingress.received(proof);
        arrive(campaign, "B");
        centre.ingress.received(proof);
        assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.CONFIRMED);
        assertThat(world.progress)
                .filteredOn(progress -> progress.phase() == Phase.ACKNOWLEDGED)
                .hasSize(1);
    }

    @Test
    void dropsForgedTruncatedAndForeignProofs() throws Exception {
        centre.fates.add(FakeSmsc.Fate.POR_LOST);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        World.await("the first message", () -> card.received.size() == 1);
        Msisdn msisdn = centre.submitted.get(0).destination();
        byte[] forged = card.receive(centre.submitted.get(0).userData());
        for (int bit = 24; bit < forged.length * 8; bit++) {
            byte[] changed = forged.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            centre.ingress.received(new IncomingSms(msisdn, changed, true));
        }
        for (int length = 0; length < forged.length; length++) {
            centre.ingress.received(new IncomingSms(msisdn, java.util.Arrays.copyOf(forged, length), true));
        }
        centre.ingress.received(new IncomingSms(new Msisdn("4999999"), forged, true));
        centre.ingress.received(new IncomingSms(msisdn, java.util.Arrays.copyOf(forged, 141), true));
        centre.ingress.received(new IncomingSms(msisdn, refusalInClear(new byte[5]), true));
        centre.ingress.received(new IncomingSms(msisdn, forged, false));
        centre.ingress.received(new IncomingSms(msisdn, forged, true));
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        assertThat(world.progress)
                .as("only the genuine proof was believed")
                .extracting(progress -> progress.phase())
                .doesNotContain(Phase.REJECTED, Phase.UNKNOWN);
    }

    /** A PoR with status 01 that anybody could write: UDH, RPL, RHL, TAR, CNTR, PCNTR, status. */
    private static byte[] refusalInClear(byte[] counter) {
        return java.nio.ByteBuffer.allocate(16)
                .put(new byte[] {0x02, 0x71, 0x00, 0x00, 0x0B, 0x0A, 0x3B, 0x00, 0x01})
                .put(counter)
                .put(new byte[] {0x00, 0x01})
                .array();
    }

    @Test
    void believesARefusalInClearThatGivesTheSentBytesBack() throws Exception {
        centre.fates.add(FakeSmsc.Fate.POR_LOST);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        byte[] sent = centre.submitted.get(0).userData();
        byte[] counterOnTheAir = java.util.Arrays.copyOfRange(sent, 13, 18);
        centre.ingress.received(
                new IncomingSms(centre.submitted.get(0).destination(), refusalInClear(counterOnTheAir), true));
        // Not for certain: the keys of a card that has switched already refuse it in the same way.
        world.await(campaign, iccid, Phase.UNKNOWN);
    }

    @Test
    void tellsTheStatusWordOfACardThatRefuses() throws Exception {
        card.active = new io.simshift.protocol.identity.SlotIndex(1);
        card.state = io.simshift.protocol.subscription.CardState.PENDING;
        Campaign campaign = move("B");
        campaign.settled().join();
        assertThat(campaign.cards())
                .singleElement()
                .satisfies(progress -> assertThat(progress.reason()).contains("status word 6985"));
    }

    @Test
    void leavesAnUnansweredCardUnknownUntilItIsSeen() throws Exception {
        centre.fates.addAll(List.of(FakeSmsc.Fate.KEPT, FakeSmsc.Fate.KEPT));
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        world.clock.advance(Duration.ofDays(8));
        world.await(campaign, iccid, Phase.UNKNOWN);
        campaign.settled().join();
        card.receive(centre.submitted.get(0).userData());
        arrive(campaign, "B");
    }

    @Test
    void settlesUnknownByAskingTheCard() throws Exception {
        centre.fates.add(FakeSmsc.Fate.KEPT);
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACCEPTED);
        world.clock.advance(Duration.ofDays(8));
        world.await(campaign, iccid, Phase.EXPIRED);
        assertThat(card.switchesTaken).isZero();
    }

    @Test
    void noticesACardThatCameHomeAndMovesItAgainToTheSameSlot() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        card.flipAndComeHome();
        world.servers.get("A").attached(card.imsi).join();
        world.await(campaign, iccid, Phase.FELL_BACK);

        Campaign again = move("B");
        assertThat(again.problems()).isEmpty();
        assertThat(again.cards().get(0).targetSlot().value()).isEqualTo(2);
        world.await(again, iccid, Phase.ACKNOWLEDGED);
        arrive(again, "B");
    }

    @Test
    void spendsASlotThatWasReleasedToAnotherRecipient() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        card.flipAndComeHome();
        world.servers.get("A").attached(card.imsi).join();
        world.await(campaign, iccid, Phase.FELL_BACK);

        Campaign toC = move("C");
        assertThat(toC.cards().get(0).targetSlot().value()).isEqualTo(3);
        world.await(toC, iccid, Phase.ACKNOWLEDGED);
        arrive(toC, "C");
        assertThat(card.active.value()).isEqualTo(3);
    }

    @Test
    void triesTheHandOverAgainWhileTheRecipientDoesNotListen() throws Exception {
        world.recipientsListen = false;
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.RESERVED);
        assertThat(centre.submitted).isEmpty();
        world.recipientsListen = true;
        world.clock.advance(Duration.ofSeconds(30));
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
    }

    @Test
    void cancelsWhatHasNotLeft() throws Exception {
        world.recipientsListen = false;
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.RESERVED);
        OtaServer server = world.servers.get("A");
        assertThat(server.cancel(campaign.cards().get(0).transfer(), "operator").join())
                .isEqualTo(Phase.CANCELLED);
        world.await(campaign, iccid, Phase.CANCELLED);
        assertThat(campaign.handoverList()).isEmpty();
        campaign.settled().join();
    }

    @Test
    void refusesOrdersForCardsThatCannotMove() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        assertThat(move("C").problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).contains("is on its way to B already (ACKNOWLEDGED)"));
        arrive(campaign, "B");
        assertThat(move("C").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("has left for another operator"));

        Path unknown = Files.writeString(
                folder.resolve("unknown.csv"),
                "iccid,new_imsi\n" + Iccid.withCheckDigit("891234567899999999") + ",262020000000001\n" + iccid
                        + ",262020000000002\n8912345678999999985,262030000000001\n");
        Campaign none = world.servers.get("C").startMove(unknown, World.profile("B"), MoveOptions.provisionFirst());
        none.settled().join();
        assertThat(none.problems())
                .extracting(Object::toString)
                .containsExactly(
                        "unknown.csv:2: ICCID 8912345678999999993 was never made",
                        "unknown.csv:3: ICCID " + iccid + " is not a card of C",
                        "unknown.csv:4: IMSI 262030000000001 is not one of B, whose IMSIs begin with 26202",
                        "unknown.csv:4: ICCID 8912345678999999985 was never made");
        assertThatThrownBy(() ->
                        world.servers.get("A").startMove(unknown, World.profile("A"), MoveOptions.provisionFirst()))
                .hasMessage("the cards of A can't move to A");
    }

    @Test
    void refusesAnOrderWhereTheListIsUsedUp() throws Exception {
        for (int slot = 2; slot <= 4; slot++) {
            String recipient = slot % 2 == 0 ? "B" : "C";
            Campaign campaign = move(recipient);
            assertThat(campaign.problems()).isEmpty();
            world.await(campaign, iccid, Phase.ACKNOWLEDGED);
            card.flipAndComeHome();
            world.servers.get("A").attached(card.imsi).join();
            world.await(campaign, iccid, Phase.FELL_BACK);
        }
        assertThat(move("C").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("has used up its list of 4 slots"));
    }

    @Test
    void failsAQueryThatTheCardDoesNotAnswer() {
        centre.fates.add(FakeSmsc.Fate.KEPT);
        var answer = world.servers.get("A").query(iccid);
        World.await("the query", () -> centre.submitted.size() == 1);
        world.clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(QueryException.class)
                .hasMessageContaining("the card did not answer in 30 s");
    }

    @Test
    void failsAQueryUnderDeadKeys() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        arrive(campaign, "B");
        assertThatThrownBy(() -> world.servers.get("A").query(iccid).join())
                .hasCauseInstanceOf(QueryException.class)
                .hasMessageContaining("PoR status 01");
    }

    @Test
    void asksForDataDownloadAndNotLongerThanTheWindow() throws Exception {
        move("B");
        World.await("the message", () -> centre.submitted.size() == 1);
        OutgoingSms message = centre.submitted.get(0);
        assertThat(message.protocolIdentifier()).isEqualTo(0x7F);
        assertThat(message.dataCodingScheme()).isEqualTo(0xF6);
        assertThat(message.userData()).startsWith(0x02, 0x70, 0x00);
        assertThat(message.validity()).isEqualTo(World.POLICY.smsValidity());
    }

    @Test
    void keepsNoKeyInClear() throws Exception {
        Campaign campaign = move("B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        arrive(campaign, "B");
        assertThat(world.servers.get("B").cards(CardStatus.HERE)).hasSize(1);
        for (String operator : List.of("A", "B")) {
            try (var files = Files.list(folder.resolve(operator))) {
                for (Path file : files.toList()) {
                    assertThat(card.occursIn(Files.readAllBytes(file)))
                            .as("keys in %s of %s", file.getFileName(), operator)
                            .isFalse();
                }
            }
        }
    }
}
