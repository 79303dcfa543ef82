package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.transfer.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a recipient tells the escrow about cards that have come, and the escrow takes only later, or never. */
class ArrivalsTest {
    @TempDir
    Path folder;

    private World world;
    private Iccid iccid;
    private RefusingEscrow refusing;

    @BeforeEach
    void bringACardToB() throws Exception {
        world = new World(folder, "A", "B", "C");
        iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
        refusing = new RefusingEscrow(world.escrow);
        world.custodian = refusing;
        world.restartWithoutCampaign("B");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void arriveAtB() throws Exception {
        Campaign campaign = moveOn("A", "B");
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        FakeCard card = world.cards.get(iccid);
        card.flip();
        world.servers.get("B").attached(card.imsi).join();
        World.await("a try", () -> refusing.calls.get() > 0);
    }

    private Campaign moveOn(String from, String to) throws Exception {
        return world.servers
                .get(from)
                .startMove(world.order(to, List.of(iccid)), World.profile(to), MoveOptions.provisionFirst());
    }

    private static String reason(Campaign campaign) {
        return campaign.cards().get(0).reason();
    }

    @ParameterizedTest
    @EnumSource(names = {"REVOKED", "NOT_YET"})
    void isToldAgainUntilWhatWasInItsWayHasPassed(Refusal reason) throws Exception {
        refusing.reason = Optional.of(reason);
        arriveAtB();
        Campaign toC = moveOn("B", "C");
        World.await("the reason", () -> reason(toC).contains("NOT_ARRIVED"));
        assertThat(reason(toC)).startsWith("the escrow waits: NOT_ARRIVED: B has not confirmed");
        assertThat(world.phase(toC, iccid)).isEqualTo(Phase.ORDERED);

        refusing.reason = Optional.empty();
        World.await("the move", () -> {
            world.clock.advance(Duration.ofSeconds(30));
            return world.phase(toC, iccid) == Phase.ACKNOWLEDGED;
        });
        assertThat(reason(toC)).isEmpty();
    }

    @Test
    void isNotToldAgainWhatNeverChanges() throws Exception {
        refusing.reason = Optional.of(Refusal.SPENT);
        arriveAtB();
        int calls = refusing.calls.get();
        world.restartWithoutCampaign("B");
        world.servers.get("B").attached(world.cards.get(iccid).imsi).join();
        assertThat(refusing.calls.get()).isEqualTo(calls);
    }

    /** Takes no arrival while there is a reason. */
    private static final class RefusingEscrow extends EscrowAtTheEndOfALine {
        final AtomicInteger calls = new AtomicInteger();
        volatile Optional<Refusal> reason = Optional.empty();

        RefusingEscrow(EscrowPort escrow) {
            super(escrow);
        }

        @Override
        public List<EscrowAnswer> confirm(SignedHandover confirmation) {
            Optional<Refusal> refusal = reason;
            List<EscrowAnswer> answers = refusal.isEmpty()
                    ? super.confirm(confirmation)
                    : confirmation.handover().entries().stream()
                            .map(entry -> (EscrowAnswer) new EscrowAnswer.Refused(entry, refusal.get(), "for a test"))
                            .toList();
            calls.incrementAndGet();
            return answers;
        }
    }
}
