package io.simshift.server.escrow;

import static io.simshift.server.escrow.EscrowBench.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverFormatException;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a hand-over holds, and how a recipient proves who it is. */
class HandoverValidityTest {
    private static final OperatorId B = new OperatorId("B");

    @TempDir
    Path folder;

    @Test
    void givesNothingOnceAHandoverHasLapsed() throws IOException {
        try (EscrowBench bench = new EscrowBench(folder)) {
            Handover handover = bench.handover("A", "B", 2).until(bench.now().plus(Duration.ofDays(2)));
            SignedHandover signed = bench.signed(handover);
            assertThat(SignedHandover.decode(signed.encode()).handover()).isEqualTo(handover);
            assertThat(new String(signed.encode(), StandardCharsets.UTF_8))
                    .contains("\n# valid until: 2026-11-23T00:00:00Z\n");
            bench.pass(Duration.ofDays(2));
            assertThat(reason(bench.escrow.reserve(signed))).isNull();
            assertThat(reason(bench.escrow.release(B, signed).answers())).isNull();
            bench.pass(Duration.ofSeconds(1));
            assertThat(reason(bench.escrow.release(B, signed).answers())).isEqualTo(Refusal.LAPSED);
            assertThat(bench.escrow.release(B, signed).sealedSlots()).isEmpty();
            assertThat(reason(bench.escrow.reserve(signed))).isEqualTo(Refusal.LAPSED);
            assertThat(reason(bench.escrow
                            .release(B, bench.signed(bench.handover("A", "B", 2)))
                            .answers()))
                    .isNull();
            assertThat(bench.ledger()).contains("\"answer\":\"LAPSED\"");
        }
    }

    @Test
    void demandsAnEndWhereThePolicySaysSo() {
        try (EscrowBench bench = new EscrowBench(folder, new EscrowPolicy(false, 0, 30, false))) {
            Handover handover = bench.handover("A", "B", 2);
            assertThat(reason(bench.escrow.reserve(bench.signed(handover)))).isEqualTo(Refusal.NO_END);
            assertThat(reason(bench.escrow.reserve(
                            bench.signed(handover.until(bench.now().plus(Duration.ofDays(31)))))))
                    .isEqualTo(Refusal.NO_END);
            assertThat(reason(bench.escrow.reserve(
                            bench.signed(handover.until(bench.now().plus(Duration.ofDays(30)))))))
                    .isNull();
        }
    }

    @Test
    void cannotBeMadeLongerByALaterDate() throws IOException {
        try (EscrowBench bench = new EscrowBench(folder, new EscrowPolicy(false, 0, 30, false))) {
            Handover ahead = dated(bench.handover("A", "B", 2), bench.now().plus(Duration.ofMinutes(5)));
            Handover future = dated(ahead, ahead.createdAt().plusSeconds(1));
            assertThat(named(bench.escrow.reserve(bench.signed(future)))).isEqualTo("NOT_YET");
            Release release = bench.escrow.release(B, bench.signed(future));
            assertThat(named(release.answers())).isEqualTo("NOT_YET");
            assertThat(release.sealedSlots()).isEmpty();
            assertThat(bench.ledger()).contains("\"answer\":\"NOT_YET\"");
            assertThat(reason(bench.escrow.reserve(bench.signed(ahead)))).isNull();
        }
    }

    private static Handover dated(Handover handover, Instant at) {
        return new Handover(handover.kind(), handover.donor(), handover.recipient(), at, handover.entries())
                .until(at.plus(Duration.ofDays(30)));
    }

    private static String named(List<EscrowAnswer> answers) {
        return String.valueOf(reason(answers));
    }

    @Test
    void extremeTimesAreRefusedAndBreakNothing() {
        try (EscrowBench bench = new EscrowBench(folder, new EscrowPolicy(false, 0, 30, false))) {
            Handover handover = bench.handover("A", "B", 2);
            Handover last = new Handover(
                    handover.kind(), handover.donor(), handover.recipient(), Instant.MAX, handover.entries());
            assertThat(named(bench.escrow.reserve(bench.signed(last)))).isEqualTo("NOT_YET");
            Handover endless = handover.until(Instant.MAX);
            assertThat(reason(bench.escrow.reserve(bench.signed(endless)))).isEqualTo(Refusal.NO_END);
            Handover first = new Handover(
                    handover.kind(), handover.donor(), handover.recipient(), Instant.MIN, handover.entries());
            assertThat(reason(bench.escrow.reserve(bench.signed(first)))).isEqualTo(Refusal.NO_END);
            for (Handover extreme : List.of(last, endless, first)) {
                byte[] file = bench.signed(extreme).encode();
                assertThatThrownBy(() -> SignedHandover.decode(file))
                        .isInstanceOf(HandoverFormatException.class)
                        .hasMessageContaining("is not between the years 1970 and 9999");
            }
        }
    }

    @Test
    void cannotBeMadeLongerByAnybodyElse() {
        try (EscrowBench bench = new EscrowBench(folder)) {
            Handover handover = bench.handover("A", "B", 2);
            SignedHandover signed = bench.signed(handover.until(bench.now().plusSeconds(10)));
            Handover longer = handover.until(bench.now().plusSeconds(100));
            for (Handover changed : List.of(longer, handover)) {
                assertThat(reason(bench.escrow.reserve(new SignedHandover(changed, signed.signature()))))
                        .isEqualTo(Refusal.BAD_SIGNATURE);
            }
            assertThatThrownBy(() -> handover.until(bench.now())).hasMessage("a hand-over ends before it begins");
        }
    }

    @Test
    void givesToARecipientThatHasSignedItsRequest() throws IOException {
        try (EscrowBench bench = new EscrowBench(folder)) {
            SignedHandover toB = bench.signed(bench.handover("A", "B", 2));
            SignedCollection request = SignedCollection.sign(B, toB, bench.now(), bench.identity("B"));
            assertThat(SignedCollection.decode(request.document().encode()).document())
                    .isEqualTo(request.document());
            Release release = bench.escrow.collect(request, toB);
            assertThat(reason(release.answers())).isNull();
            assertThat(SealedSlots.open(release.sealedSlots(), bench.identity("B"), bench.escrow.certificate()))
                    .hasSize(1);
            assertThat(reason(bench.escrow.collect(request, toB).answers())).isNull();
            assertThat(bench.ledger())
                    .contains("\"request\":\"" + request.document().sha256() + "\"");
        }
    }

    @Test
    void givesNothingToWhomeverElse() {
        try (EscrowBench bench = new EscrowBench(folder)) {
            SignedHandover toB = bench.signed(bench.handover("A", "B", 2));
            SignedCollection forged = SignedCollection.sign(B, toB, bench.now(), bench.identity("C"));
            assertThat(reason(bench.escrow.collect(forged, toB).answers())).isEqualTo(Refusal.BAD_SIGNATURE);
            assertThat(bench.escrow.collect(forged, toB).sealedSlots()).isEmpty();
            SignedCollection another =
                    SignedCollection.sign(new OperatorId("C"), toB, bench.now(), bench.identity("C"));
            assertThat(reason(bench.escrow.collect(another, toB).answers())).isEqualTo(Refusal.WRONG_RECIPIENT);
            SignedHandover other = bench.signed(bench.handover("A", "B", 3));
            SignedCollection elsewhere = SignedCollection.sign(B, other, bench.now(), bench.identity("B"));
            assertThat(reason(bench.escrow.collect(elsewhere, toB).answers())).isEqualTo(Refusal.WRONG_KIND);
        }
    }
}
