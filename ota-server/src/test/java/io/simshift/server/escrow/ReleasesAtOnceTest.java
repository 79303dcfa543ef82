package io.simshift.server.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at one escrow: what each costs by itself happens in its own thread, the decisions one after the other. */
class ReleasesAtOnceTest {
    private static final OperatorId A = new OperatorId("A");
    private static final OperatorId B = new OperatorId("B");
    private static final OperatorId C = new OperatorId("C");
    private static final SlotIndex SECOND = new SlotIndex(2);
    private static final int CALLERS = 8;

    @TempDir
    Path folder;

    private EscrowBench bench;
    private final List<Iccid> cards = new ArrayList<>();

    @BeforeEach
    void makeCards() {
        bench = new EscrowBench(folder);
        Batch batch = new Batch("more", "891234567890000100", 32, 2, OtaAlgorithm.AES_128, new Imsi("262010000000101"));
        bench.escrow.produce(batch, card -> cards.add(card.iccid()));
        bench.escrow.issue(A, cards);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private SignedHandover handover(Iccid card, OperatorId recipient) {
        HandoverEntry entry = new HandoverEntry(EscrowBench.NEW_IMSI, card, SECOND);
        return bench.signed(new Handover(Handover.Kind.HAND_OVER, A, recipient, bench.now(), List.of(entry)));
    }

    private <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> call : callers.invokeAll(calls)) {
                results.add(call.get());
            }
            return results;
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void givesEachCallerItsOwnCard() throws Exception {
        List<Release> releases = atOnce(cards.stream()
                .<Callable<Release>>map(card -> () -> bench.escrow.release(B, handover(card, B)))
                .toList());
        for (int i = 0; i < cards.size(); i++) {
            List<ReleasedSlot> slots =
                    SealedSlots.open(releases.get(i).sealedSlots(), bench.identity("B"), bench.escrow.certificate());
            assertThat(slots).hasSize(1);
            assertThat(slots.get(0).iccid()).isEqualTo(cards.get(i));
            assertThat(slots.get(0).slot()).isEqualTo(SECOND);
        }
        assertThat(bench.ledger().lines().filter(line -> line.contains("\"action\":\"release\"")))
                .hasSize(cards.size());
    }

    @Test
    void givesOneSlotToOneOfThoseWhoAskAtOnce() throws Exception {
        Iccid card = cards.get(0);
        List<Release> releases = atOnce(IntStream.range(0, 4 * CALLERS)
                .<Callable<Release>>mapToObj(i -> {
                    OperatorId recipient = i % 2 == 0 ? B : C;
                    return () -> bench.escrow.release(recipient, handover(card, recipient));
                })
                .toList());
        List<Refusal> ofB = reasons(releases, 0);
        List<Refusal> ofC = reasons(releases, 1);
        boolean bHasIt = ofB.get(0) == null;
        assertThat(bHasIt ? ofB : ofC).containsOnlyNulls();
        assertThat(bHasIt ? ofC : ofB).containsOnly(Refusal.TAKEN);
        for (int i = bHasIt ? 1 : 0; i < releases.size(); i += 2) {
            assertThat(releases.get(i).sealedSlots()).isEmpty();
        }
    }

    private static List<Refusal> reasons(List<Release> releases, int from) {
        List<Refusal> reasons = new ArrayList<>();
        for (int i = from; i < releases.size(); i += 2) {
            reasons.add(EscrowBench.reason(releases.get(i).answers()));
        }
        return reasons;
    }
}
