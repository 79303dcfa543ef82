package io.simshift.server.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.audit.LedgerVerifier;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EscrowTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final Imsi NEW_IMSI = new Imsi("262020000000001");
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, OperatorIdentity> identities = new HashMap<>();
    private final List<byte[]> plainKeys = new ArrayList<>();
    private final List<Iccid> made = new ArrayList<>();
    private Escrow escrow;
    private Iccid card;

    @BeforeEach
    void makeCards() {
        escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, Clock.systemUTC(), random);
        for (String name : List.of("A", "B", "C")) {
            identities.put(name, identity(name));
            escrow.register(new OperatorId(name), identities.get(name).certificate());
        }
        Batch batch = new Batch("batch", "891234567890000000", 2, 4, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        escrow.produce(batch, this::personalise);
        card = made.get(0);
        escrow.issue(new OperatorId("A"), made);
    }

    private OperatorIdentity identity(String name) {
        return OperatorIdentity.open(folder.resolve(name + ".p12"), PASSWORD, name, Clock.systemUTC(), random);
    }

    private void personalise(PersonalisationRecord record) {
        made.add(record.iccid());
        plainKeys.add(record.manufacturerKeys().kic().reveal());
        record.slots()
                .forEach(slot -> Stream.of(
                                slot.keys().k(),
                                slot.keys().opc(),
                                slot.keys().kic(),
                                slot.keys().kid(),
                                slot.keys().kik())
                        .forEach(key -> plainKeys.add(key.reveal())));
    }

    @AfterEach
    void close() {
        escrow.close();
    }

    @Test
    void makesCardsWithCheckDigitsAndTheirOwnKeys() {
        assertThat(made).extracting(Iccid::digits).containsExactly("8912345678900000006", "8912345678900000014");
        assertThat(plainKeys).hasSize(2 * (1 + 4 * 5));
        assertThat(plainKeys.stream().map(Arrays::hashCode).distinct()).hasSize(plainKeys.size());
    }

    @Test
    void keepsNoKeyInClear() throws IOException {
        escrow.close();
        try (Stream<Path> files = Files.list(folder.resolve("escrow"))) {
            for (Path file : files.toList()) {
                byte[] content = Files.readAllBytes(file);
                assertThat(plainKeys).as("keys in %s", file.getFileName()).noneMatch(key -> contains(content, key));
            }
        }
    }

    @Test
    void releasesToTheRecipientOnly() {
        SignedHandover handover = handover("A", "B", card, 2);
        assertThat(escrow.reserve(handover)).singleElement().isInstanceOf(EscrowAnswer.Granted.class);

        Release release = escrow.release(new OperatorId("B"), handover);
        List<ReleasedSlot> slots = SealedSlots.open(release.sealedSlots(), identities.get("B"), escrow.certificate());
        assertThat(slots).hasSize(1);
        assertThat(slots.get(0).iccid()).isEqualTo(card);
        assertThat(slots.get(0).slot()).isEqualTo(new SlotIndex(2));
        assertThat(slots.get(0).imsi()).isEqualTo(NEW_IMSI);
        // Per card: one manufacturer key, then five keys per slot.
        assertThat(slots.get(0).keys().k().reveal()).isEqualTo(plainKeys.get(1 + 5));

        assertThatThrownBy(() -> SealedSlots.open(release.sealedSlots(), identities.get("C"), escrow.certificate()))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("somebody else");
    }

    @Test
    void answersTheSameRecipientAgain() {
        SignedHandover handover = handover("A", "B", card, 2);
        byte[] first = key(escrow.release(new OperatorId("B"), handover));
        assertThat(escrow.reserve(handover)).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(key(escrow.release(new OperatorId("B"), handover))).isEqualTo(first);
    }

    private byte[] key(Release release) {
        return SealedSlots.open(release.sealedSlots(), identities.get("B"), escrow.certificate())
                .get(0)
                .keys()
                .k()
                .reveal();
    }

    @Test
    void refusesAnybodyWhomTheDonorHasNotNamed() {
        Release release = escrow.release(new OperatorId("C"), handover("A", "B", card, 2));
        assertThat(reason(release.answers())).isEqualTo(Refusal.WRONG_RECIPIENT);
        assertThat(release.sealedSlots()).isEmpty();
    }

    @Test
    void refusesASecondRecipientForTheSameSlot() {
        escrow.release(new OperatorId("B"), handover("A", "B", card, 2));
        assertThat(reason(escrow.reserve(handover("A", "C", card, 2)))).isEqualTo(Refusal.TAKEN);
    }

    @Test
    void refusesATamperedHandover() {
        SignedHandover genuine = handover("A", "B", card, 2);
        Handover original = genuine.handover();
        Handover toSomebodyElse = new Handover(
                original.kind(), original.donor(), new OperatorId("C"), original.createdAt(), original.entries());
        Handover otherCard = new Handover(
                original.kind(),
                original.donor(),
                original.recipient(),
                original.createdAt(),
                List.of(new HandoverEntry(NEW_IMSI, made.get(1), new SlotIndex(2))));
        for (Handover tampered : List.of(toSomebodyElse, otherCard)) {
            SignedHandover forged = new SignedHandover(tampered, genuine.signature());
            assertThat(reason(escrow.reserve(forged))).isEqualTo(Refusal.BAD_SIGNATURE);
        }
        byte[] signature = genuine.signature();
        for (int bit = 0; bit < signature.length * 8; bit += 7) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(reason(escrow.reserve(new SignedHandover(original, changed))))
                    .isEqualTo(Refusal.BAD_SIGNATURE);
        }
    }

    @Test
    void refusesAHandoverSignedByTheRecipientItself() {
        Handover handover = handover("A", "B", card, 2).handover();
        assertThat(reason(escrow.reserve(SignedHandover.sign(handover, identities.get("B")))))
                .isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void refusesADonorThatDoesNotHoldTheCard() {
        assertThat(reason(escrow.reserve(handover("C", "B", card, 2)))).isEqualTo(Refusal.NOT_THE_HOLDER);
        escrow.release(new OperatorId("B"), handover("A", "B", card, 2));
        assertThat(reason(escrow.reserve(handover("A", "C", card, 3)))).isEqualTo(Refusal.NOT_THE_HOLDER);
        for (String recipient : List.of("B", "C")) {
            assertThat(reason(escrow.reserve(handover("B", recipient, card, 3))))
                    .isEqualTo(Refusal.NOT_ARRIVED);
            assertThat(reason(escrow.release(new OperatorId(recipient), handover("B", recipient, card, 3))
                            .answers()))
                    .isEqualTo(Refusal.NOT_ARRIVED);
        }
        escrow.confirm(confirmation("A", "B", card, 2, "B"));
        assertThat(escrow.reserve(handover("B", "C", card, 3)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
    }

    @Test
    void refusesASlotOutOfOrder() {
        assertThat(reason(escrow.reserve(handover("A", "B", card, 3)))).isEqualTo(Refusal.OUT_OF_ORDER);
        escrow.reserve(handover("A", "B", card, 2));
        assertThat(reason(escrow.reserve(handover("A", "C", card, 3)))).isEqualTo(Refusal.OUT_OF_ORDER);
    }

    @Test
    void refusesASlotBeyondTheList() {
        assertThat(reason(escrow.reserve(handover("A", "B", card, 5)))).isEqualTo(Refusal.USED_UP);
    }

    @Test
    void refusesACardThatNobodyMadeAndGoesOnWithTheOthers() {
        Iccid unknown = Iccid.withCheckDigit("891234567899999999");
        Handover handover = new Handover(
                Handover.Kind.HAND_OVER,
                new OperatorId("A"),
                new OperatorId("B"),
                NOW,
                List.of(
                        new HandoverEntry(NEW_IMSI, unknown, new SlotIndex(2)),
                        new HandoverEntry(NEW_IMSI, card, new SlotIndex(2))));
        List<EscrowAnswer> answers = escrow.reserve(SignedHandover.sign(handover, identities.get("A")));
        assertThat(((EscrowAnswer.Refused) answers.get(0)).reason()).isEqualTo(Refusal.UNKNOWN_CARD);
        assertThat(answers.get(1)).isInstanceOf(EscrowAnswer.Granted.class);
    }

    @Test
    void refusesOperatorsThatItDoesNotKnow() {
        OperatorIdentity stranger = identity("X");
        Handover handover = new Handover(
                Handover.Kind.HAND_OVER,
                new OperatorId("X"),
                new OperatorId("B"),
                NOW,
                List.of(new HandoverEntry(NEW_IMSI, card, new SlotIndex(2))));
        assertThat(reason(escrow.reserve(SignedHandover.sign(handover, stranger))))
                .isEqualTo(Refusal.UNKNOWN_OPERATOR);
        assertThat(reason(escrow.reserve(handover("A", "X", card, 2)))).isEqualTo(Refusal.UNKNOWN_OPERATOR);
        assertThatThrownBy(() -> escrow.register(new OperatorId("A"), stranger.certificate()))
                .hasMessage("operator A has another certificate already");
    }

    @Test
    void neverGivesACancelledSlotToAnybodyElse() {
        SignedHandover toB = handover("A", "B", card, 2);
        escrow.release(new OperatorId("B"), toB);
        assertThat(escrow.cancel(cancellation("A", "B", card, 2)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(escrow.cancel(cancellation("A", "B", card, 2)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);

        assertThat(reason(escrow.reserve(handover("A", "C", card, 2)))).isEqualTo(Refusal.SPENT);
        assertThat(reason(escrow.release(new OperatorId("B"), toB).answers())).isEqualTo(Refusal.SPENT);
        Release toC = escrow.release(new OperatorId("C"), handover("A", "C", card, 3));
        assertThat(toC.answers()).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
    }

    @Test
    void letsOnlyTheDonorCancelAndOnlyWhileTheRecipientKeepsTheCard() {
        assertThat(reason(escrow.cancel(cancellation("A", "B", card, 2)))).isEqualTo(Refusal.NOT_RESERVED);
        escrow.release(new OperatorId("B"), handover("A", "B", card, 2));
        assertThat(reason(escrow.cancel(cancellation("C", "B", card, 2)))).isEqualTo(Refusal.NOT_THE_HOLDER);
        escrow.confirm(confirmation("A", "B", card, 2, "B"));
        escrow.reserve(handover("B", "C", card, 3));
        assertThat(reason(escrow.cancel(cancellation("A", "B", card, 2)))).isEqualTo(Refusal.TOO_LATE);
    }

    @Test
    void takesNoSlotBackOnceTheRecipientHasConfirmedTheCard() {
        escrow.release(new OperatorId("B"), handover("A", "B", card, 2));
        SignedHandover arrived = confirmation("A", "B", card, 2, "B");
        for (int i = 0; i < 2; i++) {
            assertThat(escrow.confirm(arrived)).singleElement().isInstanceOf(EscrowAnswer.Granted.class);
        }
        assertThat(reason(escrow.cancel(cancellation("A", "B", card, 2)))).isEqualTo(Refusal.TOO_LATE);
        // So the donor does not become the holder again, and the recipient can hand the card on.
        assertThat(reason(escrow.reserve(handover("A", "C", card, 3)))).isEqualTo(Refusal.NOT_THE_HOLDER);
        assertThat(escrow.reserve(handover("B", "C", card, 3)))
                .singleElement()
                .isInstanceOf(EscrowAnswer.Granted.class);
        assertThat(key(escrow.release(new OperatorId("B"), handover("A", "B", card, 2))))
                .hasSize(16);
    }

    @Test
    void believesOnlyTheRecipientThatACardHasArrived() {
        assertThat(reason(escrow.confirm(confirmation("A", "B", card, 2, "B")))).isEqualTo(Refusal.NOT_RESERVED);
        escrow.reserve(handover("A", "B", card, 2));
        assertThat(reason(escrow.confirm(confirmation("A", "B", card, 2, "B")))).isEqualTo(Refusal.NOT_RESERVED);
        escrow.release(new OperatorId("B"), handover("A", "B", card, 2));
        assertThat(reason(escrow.confirm(confirmation("A", "B", card, 2, "A")))).isEqualTo(Refusal.BAD_SIGNATURE);
        assertThat(reason(escrow.confirm(confirmation("A", "C", card, 2, "C")))).isEqualTo(Refusal.TAKEN);
        assertThat(reason(escrow.confirm(confirmation("C", "B", card, 2, "B")))).isEqualTo(Refusal.NOT_THE_HOLDER);
        assertThat(reason(escrow.confirm(handover("A", "B", card, 2)))).isEqualTo(Refusal.WRONG_KIND);
        assertThat(reason(escrow.confirm(confirmation("A", "B", card, 5, "B")))).isEqualTo(Refusal.NOT_RESERVED);
        escrow.cancel(cancellation("A", "B", card, 2));
        assertThat(reason(escrow.confirm(confirmation("A", "B", card, 2, "B")))).isEqualTo(Refusal.SPENT);
    }

    @Test
    void givesItsOwnNameToNobody() {
        assertThatThrownBy(() -> escrow.register(
                        new OperatorId("escrow"), identity("escrow").certificate()))
                .hasMessage("no operator can be called escrow");
    }

    @Test
    void takesACancellationForNoHandoverAndTheOtherWayRound() {
        assertThat(reason(escrow.reserve(cancellation("A", "B", card, 2)))).isEqualTo(Refusal.WRONG_KIND);
        assertThat(reason(escrow.cancel(handover("A", "B", card, 2)))).isEqualTo(Refusal.WRONG_KIND);
    }

    @Test
    void issuesACardOnce() {
        assertThat(escrow.issue(new OperatorId("A"), made)).isNotEmpty();
        assertThatThrownBy(() -> escrow.issue(new OperatorId("B"), made))
                .hasMessage("card " + card + " was issued to another operator");
        assertThatThrownBy(() -> escrow.issue(new OperatorId("X"), made)).hasMessage("operator X is not registered");
        Iccid unknown = Iccid.withCheckDigit("891234567899999999");
        assertThatThrownBy(() -> escrow.issue(new OperatorId("A"), List.of(unknown)))
                .hasMessage("nobody made card " + unknown);
    }

    @Test
    void refusesToMakeACardTwice() {
        Batch again = new Batch("again", "891234567890000001", 1, 4, OtaAlgorithm.AES_128, new Imsi("262010000000009"));
        assertThatThrownBy(() -> escrow.produce(again, record -> {}))
                .hasMessage("card " + made.get(1) + " has been made before");
    }

    @Test
    void refusesSealedSlotsThatWereChanged() {
        byte[] sealed =
                escrow.release(new OperatorId("B"), handover("A", "B", card, 2)).sealedSlots();
        for (int at = 0; at < sealed.length; at += 11) {
            byte[] changed = sealed.clone();
            changed[at] ^= 0x20;
            assertThatOpenFailsOrGivesTheSame(changed, sealed);
        }
    }

    private void assertThatOpenFailsOrGivesTheSame(byte[] changed, byte[] genuine) {
        try {
            byte[] opened = SealedSlots.open(changed, identities.get("B"), escrow.certificate())
                    .get(0)
                    .keys()
                    .k()
                    .reveal();
            byte[] expected = SealedSlots.open(genuine, identities.get("B"), escrow.certificate())
                    .get(0)
                    .keys()
                    .k()
                    .reveal();
            // A byte that means nothing (in the name of the issuer, say) may change; the keys may not.
            assertThat(opened).isEqualTo(expected);
        } catch (SealException e) {
            assertThat(e).hasMessageNotContaining("java.");
        }
    }

    @Test
    void refusesSealedSlotsOfAnotherEscrow() {
        byte[] sealed =
                escrow.release(new OperatorId("B"), handover("A", "B", card, 2)).sealedSlots();
        assertThatThrownBy(() -> SealedSlots.open(
                        sealed, identities.get("B"), identities.get("C").certificate()))
                .isInstanceOf(SealException.class);
    }

    @Test
    void remembersAfterReopening() {
        SignedHandover handover = handover("A", "B", card, 2);
        byte[] first = key(escrow.release(new OperatorId("B"), handover));
        escrow.close();
        escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, Clock.systemUTC(), random);
        assertThat(key(escrow.release(new OperatorId("B"), handover))).isEqualTo(first);
        assertThat(reason(escrow.reserve(handover("A", "C", card, 2)))).isEqualTo(Refusal.TAKEN);
    }

    @Test
    void writesEveryAnswerToTheLedger() throws IOException {
        escrow.reserve(handover("A", "B", card, 2));
        escrow.reserve(handover("A", "C", card, 2));
        LedgerFiles audit = new LedgerFiles(folder.resolve("ledger"));
        escrow.exportAudit(audit.folder());
        assertThat(LedgerVerifier.verify(audit.entries(), escrow.certificate(), List.of(escrow.checkpoint())))
                .satisfies(verdict -> assertThat(verdict.problem()).isEmpty());
        String text = Files.readString(audit.entries());
        assertThat(text).contains("\"answer\":\"GRANTED\"", "\"answer\":\"TAKEN\"", "\"action\":\"produce\"");
        java.util.HexFormat hex = java.util.HexFormat.of();
        assertThat(plainKeys).noneMatch(key -> text.contains(hex.formatHex(key)));
    }

    private SignedHandover handover(String donor, String recipient, Iccid iccid, int slot) {
        return signed(Handover.Kind.HAND_OVER, donor, recipient, iccid, slot);
    }

    private SignedHandover cancellation(String donor, String recipient, Iccid iccid, int slot) {
        return signed(Handover.Kind.CANCELLATION, donor, recipient, iccid, slot);
    }

    private SignedHandover confirmation(String donor, String recipient, Iccid iccid, int slot, String signer) {
        HandoverEntry entry = new HandoverEntry(NEW_IMSI, iccid, new SlotIndex(slot));
        Handover confirmation = new Handover(
                Handover.Kind.CONFIRMATION, new OperatorId(donor), new OperatorId(recipient), NOW, List.of(entry));
        return SignedHandover.sign(confirmation, identities.get(signer));
    }

    private SignedHandover signed(Handover.Kind kind, String donor, String recipient, Iccid iccid, int slot) {
        HandoverEntry entry = new HandoverEntry(NEW_IMSI, iccid, new SlotIndex(slot));
        Handover handover = new Handover(kind, new OperatorId(donor), new OperatorId(recipient), NOW, List.of(entry));
        return SignedHandover.sign(handover, identities.get(donor));
    }

    private static Refusal reason(List<EscrowAnswer> answers) {
        assertThat(answers).singleElement().isInstanceOf(EscrowAnswer.Refused.class);
        return ((EscrowAnswer.Refused) answers.get(0)).reason();
    }

    private static boolean contains(byte[] content, byte[] key) {
        for (int at = 0; at + key.length <= content.length; at++) {
            if (Arrays.equals(content, at, at + key.length, key, 0, key.length)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void makesNoShortKeys() {
        assertThatThrownBy(() ->
                        new Batch("short", "891234567890000000", 1, 4, OtaAlgorithm.DES, new Imsi("262010000000001")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the escrow makes no OTA keys as short as those of DES");
    }
}
