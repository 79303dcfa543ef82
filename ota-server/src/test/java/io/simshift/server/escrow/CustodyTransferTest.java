package io.simshift.server.escrow;

import static io.simshift.server.escrow.EscrowBench.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Production files that are written again, custody that goes to a third party, and copies that are destroyed. */
class CustodyTransferTest {
    private static final int CARDS = 405;

    @TempDir
    Path folder;

    private EscrowBench bench;
    private OperatorIdentity line;
    private final List<PersonalisationRecord> made = new ArrayList<>();
    private final List<Iccid> cards = new ArrayList<>();

    @BeforeEach
    void open() {
        bench = new EscrowBench(folder);
        line = bench.identity("line");
        Batch batch =
                new Batch("meters", "899900000000000000", CARDS, 2, OtaAlgorithm.AES_128, new Imsi("262030000000001"));
        bench.escrow.produce(batch, card -> {
            made.add(card.copy());
            cards.add(card.iccid());
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void allowProductionAgain(int officers) {
        bench.escrow.setPolicy(new EscrowPolicy(false, officers, 0, true));
    }

    private List<PersonalisationRecord> read(Path file) throws IOException {
        List<PersonalisationRecord> read = new ArrayList<>();
        new ProductionReader(file, line, bench.escrow.certificate()).read(card -> read.add(card.copy()));
        return read;
    }

    @Test
    void writesTheSameCardsAgainWhereThePolicyAllowsIt() throws IOException {
        Path file = folder.resolve("again.cms");
        CardSelection all = CardSelection.all("meters");
        assertThatThrownBy(() -> bench.escrow.produceAgain(all, line.certificate(), file))
                .hasMessage("the policy allows no second production file");
        assertThat(file).doesNotExist();
        allowProductionAgain(0);
        assertThat(bench.escrow.produceAgain(all, line.certificate(), file)).isEqualTo(CARDS);
        assertThat(read(file)).isEqualTo(made);
        CardSelection some = new CardSelection("meters", Optional.of(cards.get(3)), Optional.of(cards.get(5)));
        assertThat(bench.escrow.produceAgain(some, line.certificate(), file)).isEqualTo(3);
        assertThat(read(file)).isEqualTo(made.subList(3, 6));
        assertThat(bench.ledger()).contains("\"action\":\"produce again\"", "\"cards\":\"3\"", "CN=line");
    }

    @Test
    void needsTheOfficersForIt() {
        bench.escrow.registerOfficer(
                new OperatorId("anna"), bench.identity("anna").certificate());
        allowProductionAgain(1);
        Path file = folder.resolve("again.cms");
        CardSelection all = CardSelection.all("meters");
        ApprovalMissingException missing = catchThrowableOfType(
                ApprovalMissingException.class, () -> bench.escrow.produceAgain(all, line.certificate(), file));
        assertThat(missing.text()).contains("# batch: meters\n", "# cards: " + CARDS + "\n", "# line: CN=line\n");
        assertThat(file).doesNotExist();
        bench.escrow.approve(SignedApproval.sign(new OperatorId("anna"), missing.document(), bench.identity("anna")));
        // What was approved is that file for that line.
        assertThatThrownBy(
                        () -> bench.escrow.produceAgain(all, bench.identity("x").certificate(), file))
                .isInstanceOf(ApprovalMissingException.class);
        assertThatThrownBy(() -> bench.escrow.destroy(all, "none")).isInstanceOf(ApprovalMissingException.class);
    }

    @Test
    void neverWritesKeysAgainThatSomebodyHas() {
        allowProductionAgain(0);
        bench.escrow.issue(new OperatorId("A"), List.of(cards.get(7)));
        Path file = folder.resolve("again.cms");
        assertThatThrownBy(() -> bench.escrow.produceAgain(CardSelection.all("meters"), line.certificate(), file))
                .hasMessage("1 of these cards have a slot that was given away already");
        assertThatThrownBy(() -> bench.escrow.produceAgain(CardSelection.all("nothing"), line.certificate(), file))
                .hasMessage("no such card is in batch nothing");
        assertThatThrownBy(() -> new CardSelection("meters", Optional.of(cards.get(5)), Optional.of(cards.get(3))))
                .hasMessage("the last card comes before the first");
        assertThat(file).doesNotExist();
    }

    @Test
    void putsAThirdPartyInCharge() throws IOException {
        allowProductionAgain(0);
        Path file = folder.resolve("custody.cms");
        try (Escrow third =
                Escrow.open(folder.resolve("third"), EscrowBench.PASSWORD, bench.clock(), new SecureRandom())) {
            bench.escrow.produceAgain(CardSelection.all("meters"), third.certificate(), file);
            assertThatThrownBy(() -> third.importBatch(file, line.certificate()))
                    .isInstanceOf(SealException.class);
            assertThat(third.knows(cards.get(0))).isFalse();
            assertThat(third.importBatch(file, bench.escrow.certificate())).isEqualTo(CARDS);
            assertThat(third.importBatch(file, bench.escrow.certificate())).isZero();
            assertThat(bench.escrow.destroy(CardSelection.all("meters"), "the third party has them"))
                    .isEqualTo(CARDS);

            third.register(new OperatorId("A"), bench.identity("A").certificate());
            byte[] sealed = third.issue(new OperatorId("A"), List.of(cards.get(CARDS - 1)));
            ReleasedSlot slot = SealedSlots.open(sealed, bench.identity("A"), third.certificate())
                    .get(0);
            assertThat(slot.keys()).isEqualTo(made.get(CARDS - 1).slots().get(0).keys());
        }
        assertThatThrownBy(() -> bench.escrow.issue(new OperatorId("A"), List.of(cards.get(0))))
                .hasMessageEndingWith("were destroyed here");
        assertThatThrownBy(() -> bench.escrow.produceAgain(CardSelection.all("meters"), line.certificate(), file))
                .hasMessage("the keys of " + CARDS + " of these cards are gone");
        assertThat(bench.escrow.rotateMasterKey()).isEqualTo(2);
    }

    @Test
    void takesNoCardThatItHasWithOtherKeys() throws IOException {
        allowProductionAgain(0);
        Path file = folder.resolve("custody.cms");
        try (Escrow third =
                Escrow.open(folder.resolve("third"), EscrowBench.PASSWORD, bench.clock(), new SecureRandom())) {
            third.produce(
                    new Batch("own", "899900000000000300", 1, 2, OtaAlgorithm.AES_128, new Imsi("262030000000001")),
                    card -> {});
            bench.escrow.produceAgain(CardSelection.all("meters"), third.certificate(), file);
            assertThatThrownBy(() -> third.importBatch(file, bench.escrow.certificate()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("card " + cards.get(300) + " is here already, with other keys");
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            assertThatThrownBy(() -> third.importBatch(file, bench.escrow.certificate()))
                    .isInstanceOf(SealException.class);
        }
    }

    @Test
    void leavesNoWrappedKeyOfWhatItDestroyed() throws IOException {
        CardSelection first =
                new CardSelection("batch", Optional.of(bench.cards.get(0)), Optional.of(bench.cards.get(0)));
        assertThatThrownBy(() -> bench.escrow.destroy(first, " "))
                .hasMessage("a destruction needs a reason in one line");
        assertThat(bench.escrow.destroy(first, "scrapped")).isEqualTo(1);
        assertThat(reason(bench.escrow.reserve(bench.signed(bench.handover("A", "B", 2)))))
                .isEqualTo(Refusal.DESTROYED);
        assertThat(bench.escrow.destroy(first, "scrapped")).isEqualTo(1);
        assertThat(bench.ledger())
                .containsOnlyOnce("\"action\":\"destroy\"")
                .contains("\"action\":\"destroy batch\"", "\"reason\":\"scrapped\"");
        assertThat(bench.escrow.knows(bench.cards.get(1))).isTrue();
    }
}
