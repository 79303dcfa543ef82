package io.simshift.applet;

import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where keys may lie in the card's memory, and how much memory the applet takes. */
class MemoryTest {
    private static final String RAM = MemoryFigures.RAM;

    private static List<SecretBytes> keys(int slot) {
        StoreSlotCommand keys = Keys.slot(slot);
        return List.of(keys.k(), keys.opc(), keys.kic(), keys.kid(), keys.kik());
    }

    private static void assertAbsent(TestCard card, List<SecretBytes> keys) {
        CardMemory memory = CardMemory.of(card.instance());
        for (SecretBytes key : keys) {
            assertThat(memory.find(key.reveal()))
                    .as("where a key lies in clear")
                    .isNull();
        }
    }

    private static void assertPresent(TestCard card, List<SecretBytes> keys) {
        CardMemory memory = CardMemory.of(card.instance());
        for (SecretBytes key : keys) {
            assertThat(memory.find(key.reveal())).as("a key in use").isNotNull();
        }
    }

    private static String pathOf(TestCard card, SecretBytes key) {
        return CardMemory.of(card.instance()).find(key.reveal());
    }

    @Test
    void storesUnusedSlotsEncipheredAndLeavesNoTraceOfThem() {
        TestCard card = TestCard.install(OtaKeySet.parameters("880101"));
        Ota ota = Ota.manufacturer(card);
        for (OtaAlgorithm algorithm : OtaAlgorithm.values()) {
            StoreSlotCommand slot = Keys.slot(1, algorithm);
            ota.ok(slot.toApdu(Keys.MANUFACTURER_KIK));
            assertAbsent(card, List.of(slot.k(), slot.opc(), slot.kic(), slot.kid(), slot.kik()));
        }
    }

    @Test
    void holdsTheKeysInUseInKeyObjectsAndNoOthers() {
        TestCard card = Issuer.issue(3);
        assertPresent(card, keys(1));
        assertThat(pathOf(card, Keys.slot(1).k())).contains("banks.k");
        assertThat(pathOf(card, Keys.slot(1).kic())).contains("keys[");
        assertAbsent(card, keys(2));
        assertAbsent(card, keys(3));
        // between SWITCH and confirmation home and new slot are both in place
        Ota.operator(card, 1).ok(switchTo(2));
        assertPresent(card, keys(2));
        assertAbsent(card, keys(3));
    }

    @Test
    void forgetsTheManufacturersKeysWithFinalise() {
        TestCard card = TestCard.install(Keys.installParameters(1));
        Ota ota = Issuer.personalise(card, Keys.slot(1));
        List<SecretBytes> manufacturer = List.of(Keys.MANUFACTURER_KIC, Keys.MANUFACTURER_KID, Keys.MANUFACTURER_KIK);
        assertPresent(card, manufacturer);
        ota.ok(new FinaliseCommand().toApdu());
        assertAbsent(card, manufacturer);
    }

    @Test
    void forgetsTheOldSubscriptionOnceTheNewOneIsConfirmed() {
        TestCard card = Issuer.issue(3);
        Usim usim = new Usim(card);
        card.selectUsim();
        card.data("00D6880021 00" + "c0".repeat(16) + "1c".repeat(16));
        Ota.operator(card, 1).ok(switchTo(3));
        card.reset();
        assertPresent(card, keys(1));
        usim.authenticate(3, 1);
        assertAbsent(card, keys(1));
        assertAbsent(card, keys(2));
        CardMemory memory = CardMemory.of(card.instance());
        assertThat(memory.find(Issuer.IMSI.encode())).isNull();
        byte[] sessionKey = new byte[16];
        Arrays.fill(sessionKey, (byte) 0xC0);
        assertThat(memory.find(sessionKey)).as("CK of the old network").isNull();
    }

    @Test
    void forgetsTheKeysOfASwitchThatWasCancelled() {
        TestCard card = Issuer.issue(2);
        Ota ota = Ota.operator(card, 1);
        ota.ok(switchTo(2), Commands.cancel(Commands.TRANSFER));
        assertAbsent(card, keys(2));
    }

    /** CK, IK, RES and deciphered packets do not outlive their command. */
    @Test
    void leavesNothingOfACommandInItsScratchMemory() {
        TestCard card = Issuer.issue(2);
        Usim usim = new Usim(card);
        AkaVector vector = usim.vector(1, SequenceNumber.of(1, 0, 5));
        card.selectUsim();
        card.transmit(AuthenticateAnswer.command(vector.rand(), vector.autn()));
        assertAbsent(card, List.of(vector.ck(), vector.ik(), SecretBytes.copyOf(vector.xres())));
        Ota.operator(card, 1).ok(switchTo(2));
        CardMemory memory = CardMemory.of(card.instance());
        byte[] script = switchTo(2).encode();
        assertThat(memory.find(Arrays.copyOf(script, 20))).isNull();
        assertThat(memory.arrayBytes(RAM + ".message")).isEqualTo(Transient.MESSAGE_SIZE);
    }

    /** The figures of docs/applet/requirements.md. */
    @Test
    void staysInsideItsMemoryBudget() {
        CardMemory small = CardMemory.of(Issuer.issue(16).instance());
        assertThat(MemoryFigures.transientBytes("810100")).as("transient bytes").isEqualTo(545);
        assertThat(MemoryFigures.transientBytes("810103")).as("with 3 cells").isEqualTo(1021);
        assertThat(MemoryFigures.transientBytes("")).as("with 8 cells").isEqualTo(1791);
        assertThat(small.persistentBytes(RAM)).as("EEPROM with 16 slots").isLessThan(9_700);
        CardMemory large = CardMemory.of(Issuer.issue(64).instance());
        int perSlot = (large.persistentBytes(RAM) - small.persistentBytes(RAM)) / 48;
        assertThat(perSlot).as("EEPROM of a slot").isEqualTo(184);
    }
}
