package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.EscrowPolicy;
import io.simshift.server.escrow.SignedApproval;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import io.simshift.server.transfer.TransferState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a donor says again is the same document: officers approve it once. */
class HandoverRetryTest {
    private static final OperatorId ANNA = new OperatorId("anna");

    @TempDir
    Path folder;

    private World world;
    private List<Iccid> iccids;
    private OperatorIdentity anna;

    @BeforeEach
    void makeCardsThatAnOfficerHasToApprove() {
        world = new World(folder, "A", "B");
        iccids = world.make("A", 3, 4, OtaAlgorithm.AES_128);
        anna = OperatorIdentity.open(
                folder.resolve("anna.p12"), "secret".toCharArray(), "anna", world.clock, world.random);
        world.escrow.registerOfficer(ANNA, anna.certificate());
        world.escrow.setPolicy(new EscrowPolicy(false, 1));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Campaign move() throws Exception {
        return world.servers
                .get("A")
                .startMove(world.order("B", iccids), World.profile("B"), MoveOptions.provisionFirst());
    }

    /** Lets time pass until every card was handed over once more. */
    private List<SignedHandover> handedOverAgain(List<Iccid> cards) {
        world.handovers.clear();
        World.await("hand-overs", () -> {
            // Step by step: a timer counts from when the last try was stored.
            world.clock.advance(Duration.ofSeconds(1));
            return iccidsOf(world.handovers).containsAll(cards);
        });
        return List.copyOf(world.handovers);
    }

    private static List<Iccid> iccidsOf(List<SignedHandover> handovers) {
        return handovers.stream()
                .flatMap(one -> one.handover().entries().stream())
                .map(HandoverEntry::iccid)
                .toList();
    }

    private static List<String> names(List<SignedHandover> handovers) {
        return handovers.stream()
                .map(SignedHandover::sha256)
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void anApprovalOfTheFirstServesTheLater() throws Exception {
        Campaign campaign = move();
        World.await("hand-overs", () -> iccidsOf(world.handovers).containsAll(iccids));
        List<String> first = names(List.copyOf(world.handovers));
        assertThat(names(handedOverAgain(iccids))).isEqualTo(first);
        assertThat(names(handedOverAgain(iccids))).isEqualTo(first);

        for (String document : first) {
            assertThat(world.escrow.approve(SignedApproval.sign(ANNA, document, anna)))
                    .isTrue();
            assertThat(world.escrow.document(document)).isPresent();
        }
        World.await("arrival of the SWITCH at all cards", () -> {
            world.clock.advance(Duration.ofSeconds(1));
            return iccids.stream().allMatch(iccid -> world.phase(campaign, iccid) == Phase.ACKNOWLEDGED);
        });
    }

    @Test
    void whatWasCalledOffIsNamedNoMore() throws Exception {
        Campaign campaign = move();
        World.await("hand-overs", () -> iccidsOf(world.handovers).containsAll(iccids));
        var called = campaign.cards().get(0);
        List<String> named = names(world.handovers.stream()
                .filter(one -> iccidsOf(List.of(one)).contains(called.iccid()))
                .toList());
        world.servers.get("A").cancel(called.transfer(), "operator").join();
        world.await(campaign, called.iccid(), Phase.CANCELLED);

        List<Iccid> rest =
                iccids.stream().filter(iccid -> !iccid.equals(called.iccid())).toList();
        List<SignedHandover> again = handedOverAgain(rest);
        assertThat(iccidsOf(again)).doesNotContain(called.iccid());
        assertThat(named).isNotEmpty().doesNotContainAnyElementsOf(names(again));
    }

    @Test
    void oneThatIsAlmostOverIsSignedAnew() {
        SignedHandovers signed = new SignedHandovers(new OperatorId("A"), anna, world.clock);
        TransferState state = TransferState.ordered(new TransferState.Order(
                new TransferId(1),
                "campaign",
                iccids.get(0),
                World.newImsi("B", 1),
                new OperatorId("B"),
                TransferMode.PROVISION_FIRST,
                new SlotIndex(1),
                new SlotIndex(2),
                world.clock.instant().plus(Duration.ofDays(90))));
        SignedHandover before = signed.of(List.of(state));
        world.clock.advance(Duration.ofDays(28));
        assertThat(signed.of(List.of(state)).sha256()).isEqualTo(before.sha256());
        world.clock.advance(Duration.ofDays(1));
        assertThat(signed.last(state)).isEmpty();
        assertThat(signed.of(List.of(state)).sha256()).isNotEqualTo(before.sha256());
    }
}
