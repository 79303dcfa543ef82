package io.simshift.server.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Algorithms, key sizes and where OPc comes from. */
class KeyPlanTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AkaChoice TUAK = AkaName.parse("tuak");

    @TempDir
    Path folder;

    private EscrowBench bench;

    @BeforeEach
    void open() {
        bench = new EscrowBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** K and OPc of each slot of each card. */
    private List<List<byte[][]>> make(KeyPlan plan) {
        List<List<byte[][]>> made = new ArrayList<>();
        Batch batch = new Batch("plan", "899900000000000000", 2, 3, plan, new Imsi("262030000000001"));
        bench.escrow.produce(
                batch,
                card -> made.add(card.slots().stream()
                        .map(slot -> new byte[][] {
                            slot.keys().k().reveal(), slot.keys().opc().reveal()
                        })
                        .toList()));
        return made;
    }

    private static SecretBytes secret(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return SecretBytes.copyOf(bytes);
    }

    @Test
    void derivesEveryOpcFromTheOperatorsOp() {
        SecretBytes op = secret(16, 7);
        KeyPlan plan =
                new KeyPlan(AkaChoice.MILENAGE, 16, OtaAlgorithm.AES_128, KeyPlan.Variant.OPERATOR, Optional.of(op));
        List<List<byte[][]>> made = make(plan);
        made.forEach(card -> card.forEach(keys -> assertThat(keys[1])
                .isEqualTo(Milenage.deriveOpc(SecretBytes.copyOf(keys[0]), op).reveal())));
        assertThat(made.stream().flatMap(List::stream).map(keys -> Arrays.hashCode(keys[1])))
                .doesNotHaveDuplicates();
    }

    @Test
    void derivesTopcFromTop() {
        SecretBytes top = secret(32, 9);
        AkaChoice threeTimes = new AkaChoice.Tuak(new TuakParameters(8, 16, 16, 16, 3));
        KeyPlan plan = new KeyPlan(threeTimes, 32, OtaAlgorithm.AES_256, KeyPlan.Variant.OPERATOR, Optional.of(top));
        make(plan)
                .forEach(card -> card.forEach(keys -> {
                    assertThat(keys[0]).hasSize(32);
                    assertThat(keys[1])
                            .isEqualTo(Tuak.deriveTopc(SecretBytes.copyOf(keys[0]), top, 3)
                                    .reveal());
                }));
    }

    @Test
    void sharesOneOpWithinACardAndNoneBetweenCards() {
        KeyPlan plan =
                new KeyPlan(AkaChoice.MILENAGE, 16, OtaAlgorithm.AES_128, KeyPlan.Variant.CARD, Optional.empty());
        Optional<SecretBytes> first = plan.opOfCard(RANDOM);
        SlotKeys one = plan.make(first, RANDOM);
        SlotKeys two = plan.make(first, RANDOM);
        assertThat(one.opc()).isEqualTo(Milenage.deriveOpc(one.k(), first.orElseThrow()));
        assertThat(two.opc()).isEqualTo(Milenage.deriveOpc(two.k(), first.orElseThrow()));
        assertThat(plan.opOfCard(RANDOM).orElseThrow()).isNotEqualTo(first.orElseThrow());
    }

    @Test
    void releasesTuakKeysAsTheyWereMade() throws IOException {
        List<byte[]> firstK = new ArrayList<>();
        List<io.simshift.protocol.identity.Iccid> cards = new ArrayList<>();
        KeyPlan plan = new KeyPlan(TUAK, 32, OtaAlgorithm.AES_192, KeyPlan.Variant.SLOT, Optional.empty());
        Batch batch = new Batch("tuak", "899900000000000000", 2, 2, plan, new Imsi("262030000000001"));
        var line = bench.identity("line");
        Path file = folder.resolve("tuak.cms");
        bench.escrow.produce(batch, line.certificate(), file);
        new ProductionReader(file, line, bench.escrow.certificate()).read(card -> {
            assertThat(card.slots().get(1).aka()).isEqualTo(TUAK);
            cards.add(card.iccid());
            firstK.add(card.slots().get(0).keys().k().reveal());
        });
        byte[] sealed = bench.escrow.issue(new OperatorId("A"), cards);
        List<ReleasedSlot> slots = SealedSlots.open(sealed, bench.identity("A"), bench.escrow.certificate());
        assertThat(slots).hasSize(2).allSatisfy(slot -> {
            assertThat(slot.aka()).isEqualTo(TUAK);
            assertThat(slot.algorithm()).isEqualTo(OtaAlgorithm.AES_192);
            assertThat(slot.keys().opc().length()).isEqualTo(32);
            assertThat(slot.keys().kik().length()).isEqualTo(24);
        });
        assertThat(slots.get(1).keys().k().reveal()).isEqualTo(firstK.get(1)).hasSize(32);
        assertThat(bench.ledger()).contains("\"aka\":\"tuak-8-8-16-16-1\"", "\"ota\":\"AES-192\"");
    }

    @Test
    void refusesKeysThatNoAlgorithmHas() {
        assertThatThrownBy(() -> new KeyPlan(
                        AkaChoice.MILENAGE, 32, OtaAlgorithm.AES_128, KeyPlan.Variant.SLOT, Optional.empty()))
                .hasMessage("K has 16 bytes, with TUAK 16 or 32, not 32");
        assertThatThrownBy(() -> new KeyPlan(
                        TUAK, 16, OtaAlgorithm.AES_128, KeyPlan.Variant.OPERATOR, Optional.of(secret(16, 1))))
                .hasMessage("TOP of TUAK has 32 bytes, not 16");
        assertThatThrownBy(() ->
                        new KeyPlan(TUAK, 16, OtaAlgorithm.AES_128, KeyPlan.Variant.SLOT, Optional.of(secret(32, 1))))
                .hasMessage("an OP is given where it is the operator's, not with each SLOT");
        assertThatThrownBy(() -> KeyPlan.of(OtaAlgorithm.DES)).hasMessageContaining("as short as those of DES");
        assertThatThrownBy(() -> AkaName.parse("comp128")).hasMessageContaining("neither milenage nor tuak");
        assertThatThrownBy(() -> AkaName.of(new AkaChoice.XorTest())).hasMessageContaining("Milenage and TUAK alone");
    }
}
