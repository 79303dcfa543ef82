package io.simshift.server.escrow;

import static io.simshift.server.escrow.EscrowBench.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.server.handover.Consent;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverFormatException;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TR 33.812 4.3: no change without the consent of those whom the policy of the fleet names. */
class ConsentTest {
    private static final OperatorId OWNER = new OperatorId("meters");
    private static final OperatorId B = new OperatorId("B");

    @TempDir
    Path folder;

    private EscrowBench bench;
    private SignedHandover toB;

    @BeforeEach
    void makeFleet() {
        bench = new EscrowBench(folder);
        bench.escrow.registerOwner(OWNER, bench.identity("meters").certificate());
        bench.escrow.registerOwner(
                new OperatorId("cameras"), bench.identity("cameras").certificate());
        bench.escrow.putFleet(new Fleet("fleet", OWNER, EnumSet.allOf(Fleet.Party.class)));
        bench.escrow.addToFleet("fleet", List.of(bench.cards.get(0)));
        toB = bench.signed(bench.handover("A", "B", 2));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private SignedDocument consent(String party, Handover handover, Optional<Instant> end) {
        Consent consent = Consent.to(handover, new OperatorId(party), bench.now(), end);
        return SignedDocument.sign(consent.text(), bench.identity(party));
    }

    private Optional<Refusal> take(SignedDocument document) {
        List<ConsentAnswer> answers = bench.escrow.consent(document);
        assertThat(answers).hasSize(1);
        return answers.get(0).refusal();
    }

    private Optional<Refusal> give(String party) {
        return take(consent(party, toB.handover(), Optional.empty()));
    }

    @Test
    void movesNothingBeforeOwnerAndRecipientHaveConsented() throws IOException {
        assertThat(reason(bench.escrow.reserve(toB))).isEqualTo(Refusal.NO_CONSENT);
        assertThat(give("meters")).isEmpty();
        assertThat(reason(bench.escrow.reserve(toB))).isEqualTo(Refusal.NO_CONSENT);
        assertThat(reason(bench.escrow.release(B, toB).answers())).isEqualTo(Refusal.NO_CONSENT);
        assertThat(give("B")).isEmpty();
        assertThat(give("B")).isEmpty();
        assertThat(reason(bench.escrow.reserve(toB))).isNull();
        assertThat(bench.escrow.release(B, toB).sealedSlots()).isNotEmpty();
        assertThat(bench.ledger())
                .contains("\"answer\":\"NO_CONSENT\"", "\"action\":\"consent\"", "\"party\":\"meters\"");
    }

    @Test
    void aConsentDatedInTheFutureIsNotTaken() {
        Instant later = bench.now().plus(Duration.ofMinutes(5)).plusSeconds(1);
        Consent consent = Consent.to(toB.handover(), B, later, Optional.empty());
        for (Consent future : List.of(consent, consent.withdrawn(later))) {
            assertThat(take(SignedDocument.sign(future.text(), bench.identity("B")))
                            .map(Refusal::name))
                    .contains("NOT_YET");
        }
        assertThat(give("B")).isEmpty();
    }

    @Test
    void takesTheRecipientsSignedRequestForItsConsent() {
        give("meters");
        SignedCollection request = SignedCollection.sign(B, toB, bench.now(), bench.identity("B"));
        assertThat(reason(bench.escrow.release(B, toB).answers())).isEqualTo(Refusal.NO_CONSENT);
        assertThat(reason(bench.escrow.collect(request, toB).answers())).isNull();
    }

    @Test
    void holdsForTheHandoversOfOneMoveAndForNoOther() {
        give("meters");
        give("B");
        bench.pass(Duration.ofHours(1));
        assertThat(reason(bench.escrow.reserve(bench.signed(bench.handover("A", "B", 2)))))
                .isNull();
        assertThat(bench.escrow
                        .release(B, bench.signed(bench.handover("A", "B", 2)))
                        .sealedSlots())
                .isNotEmpty();
        Handover arrived = new Handover(
                Handover.Kind.CONFIRMATION,
                new OperatorId("A"),
                B,
                bench.now(),
                bench.handover("A", "B", 2).entries());
        assertThat(reason(bench.escrow.confirm(bench.signed(arrived)))).isNull();
        assertThat(reason(bench.escrow.reserve(bench.signed(bench.handover("B", "C", 3)))))
                .isEqualTo(Refusal.NO_CONSENT);
    }

    @Test
    void countsNoLongerOnceItIsOverOrTakenBack() {
        Handover handover = toB.handover();
        give("B");
        SignedDocument given =
                consent("meters", handover, Optional.of(bench.now().plusSeconds(60)));
        assertThat(take(given)).isEmpty();
        assertThat(reason(bench.escrow.reserve(toB))).isNull();
        bench.pass(Duration.ofSeconds(61));
        assertThat(reason(bench.escrow.reserve(toB))).isEqualTo(Refusal.NO_CONSENT);
        assertThat(take(given)).contains(Refusal.LAPSED);

        SignedDocument again = consent("meters", handover, Optional.empty());
        assertThat(take(again)).isEmpty();
        assertThat(reason(bench.escrow.reserve(toB))).isNull();
        Consent withdrawal = Consent.parse(again.text()).withdrawn(bench.now().plusSeconds(1));
        assertThat(take(SignedDocument.sign(withdrawal.text(), bench.identity("meters"))))
                .isEmpty();
        assertThat(reason(bench.escrow.release(B, toB).answers())).isEqualTo(Refusal.NO_CONSENT);
        assertThat(take(again)).contains(Refusal.SUPERSEDED);
        assertThat(reason(bench.escrow.release(B, toB).answers())).isEqualTo(Refusal.NO_CONSENT);
    }

    @Test
    void ofTwoWordsOfOneMomentTheFirstCounts() {
        SignedDocument given = consent("meters", toB.handover(), Optional.empty());
        Consent withdrawal = Consent.parse(given.text()).withdrawn(bench.now());
        assertThat(take(SignedDocument.sign(withdrawal.text(), bench.identity("meters"))))
                .isEmpty();
        assertThat(take(given)).contains(Refusal.SUPERSEDED);
    }

    @Test
    void takesNoWordOfAnybodyElse() throws IOException {
        Handover handover = toB.handover();
        assertThat(give("C")).contains(Refusal.NOT_A_PARTY);
        assertThat(give("cameras")).contains(Refusal.NOT_A_PARTY);
        assertThat(give("stranger")).contains(Refusal.UNKNOWN_OPERATOR);
        Consent forged = Consent.to(handover, OWNER, bench.now(), Optional.empty());
        assertThat(take(SignedDocument.sign(forged.text(), bench.identity("B"))))
                .contains(Refusal.BAD_SIGNATURE);
        bench.escrow.revoke(OWNER);
        assertThat(give("meters")).contains(Refusal.REVOKED);
        assertThat(bench.ledger()).contains("NOT_A_PARTY", "BAD_SIGNATURE", "REVOKED");
    }

    @Test
    void doesNotCountWhatARevokedOwnerSaid() {
        give("meters");
        give("B");
        bench.escrow.revoke(OWNER);
        assertThat(reason(bench.escrow.reserve(toB))).isEqualTo(Refusal.NO_CONSENT);
    }

    @Test
    void whatARevokedPartySaidDoesNotComeBackWithItsNextCertificate() {
        SignedDocument before = consent("meters", toB.handover(), Optional.empty());
        assertThat(take(before)).isEmpty();
        give("B");
        bench.escrow.revoke(OWNER);
        bench.escrow.registerOwner(OWNER, bench.identity("meters anew").certificate());
        assertThat(reason(bench.escrow.reserve(toB))).isEqualTo(Refusal.NO_CONSENT);
        assertThat(take(before)).contains(Refusal.BAD_SIGNATURE);
        Consent again = Consent.to(toB.handover(), OWNER, bench.now(), Optional.empty());
        assertThat(take(SignedDocument.sign(again.text(), bench.identity("meters anew"))))
                .isEmpty();
        assertThat(reason(bench.escrow.reserve(toB))).isNull();
    }

    @Test
    void demandsNothingForCardsWithoutAFleetOrWherePolicySaysNothing() {
        bench.escrow.putFleet(new Fleet("free", OWNER, Set.of()));
        bench.escrow.addToFleet("free", List.of(bench.cards.get(1)));
        for (int card : List.of(1, 2)) {
            Handover first = bench.handover("A", "B", 2);
            var entry = new io.simshift.server.handover.HandoverEntry(
                    EscrowBench.NEW_IMSI,
                    bench.cards.get(card),
                    first.entries().get(0).slot());
            Handover handover =
                    new Handover(first.kind(), first.donor(), first.recipient(), first.createdAt(), List.of(entry));
            assertThat(reason(bench.escrow.reserve(bench.signed(handover)))).isNull();
        }
    }

    @Test
    void keepsACardInItsFleet() {
        bench.escrow.putFleet(new Fleet("other", new OperatorId("cameras"), Set.of()));
        assertThatThrownBy(() -> bench.escrow.addToFleet("other", List.of(bench.cards.get(1), bench.cards.get(0))))
                .hasMessage("card " + bench.cards.get(0) + " is in fleet fleet");
        bench.escrow.addToFleet("fleet", List.of(bench.cards.get(1)));
        assertThatThrownBy(() -> bench.escrow.putFleet(new Fleet("fleet", new OperatorId("cameras"), Set.of())))
                .hasMessage("fleet fleet belongs to somebody else");
        assertThatThrownBy(() -> bench.escrow.putFleet(new Fleet("new", B, Set.of())))
                .hasMessage("owner B is not registered");
    }

    @Test
    void readsNoDamagedConsentAsGenuine() {
        byte[] file = consent("meters", toB.handover(), Optional.of(bench.now().plusSeconds(5)))
                .encode();
        var owner = bench.identity("meters").certificate();
        for (int at = 0; at < file.length; at++) {
            byte[] changed = file.clone();
            changed[at] ^= 1;
            assertThat(isGenuine(changed, owner)).as("byte %d", at).isFalse();
            assertThat(isGenuine(Arrays.copyOf(file, at), owner)).isFalse();
        }
        assertThatThrownBy(() -> Consent.parse(
                        new String(file, StandardCharsets.UTF_8).replace("# party: meters", "# party: a b")))
                .isInstanceOf(HandoverFormatException.class)
                .hasMessageStartingWith("consent:2: ");
    }

    private static boolean isGenuine(byte[] file, java.security.cert.X509Certificate signer) {
        try {
            SignedDocument document = SignedDocument.decode("consent", file);
            Consent.parse(document.text());
            return document.isSignedBy(signer);
        } catch (HandoverFormatException e) {
            return false;
        }
    }
}
