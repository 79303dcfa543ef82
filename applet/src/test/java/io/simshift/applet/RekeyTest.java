package io.simshift.applet;

import static io.simshift.applet.Commands.TRANSFER;
import static io.simshift.applet.Commands.cancel;
import static io.simshift.applet.Commands.confirm;
import static io.simshift.applet.Commands.file;
import static io.simshift.applet.Commands.raw;
import static io.simshift.applet.Commands.stage;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.MinimumSecurity;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.RekeyCommand;
import io.simshift.protocol.subscription.RemoteManagement;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.TarAccess;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** New keys for the subscription in use (docs/applet/commands.md §4.7.1). */
class RekeyTest {
    /** The keys of this slot, which no card has, are the new ones. */
    private static final int NEW = 9;

    private static final int HOME = 1;
    private static final CommandApdu QUERY = QueryCommand.ofActiveSlot().toApdu();

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, HOME);

    private static RekeyCommand rekey(
            OtaAlgorithm algorithm, boolean subscriber, boolean remote, CheckValues expected) {
        StoreSlotCommand keys = Keys.slot(NEW, algorithm);
        return new RekeyCommand(
                new SlotIndex(HOME),
                algorithm,
                subscriber ? Optional.of(new RekeyCommand.SubscriberKeys(keys.k(), keys.opc())) : Optional.empty(),
                remote
                        ? Optional.of(new RekeyCommand.RemoteKeys(keys.kic(), keys.kid(), keys.kik()))
                        : Optional.empty(),
                Optional.empty(),
                expected);
    }

    /** All keys new, ciphered under the KIK of slot 1 with AES-128. */
    private static CommandApdu all() {
        return rekey(OtaAlgorithm.AES_128, true, true, Keys.slot(NEW).checkValues())
                .toApdu(OtaAlgorithm.AES_128, Keys.slot(HOME).kik());
    }

    private static CheckValues mixed(int aka, int remote) {
        StoreSlotCommand akaKeys = Keys.slot(aka);
        StoreSlotCommand otaKeys = Keys.slot(remote);
        return CheckValues.of(
                akaKeys.k(), akaKeys.opc(), OtaAlgorithm.AES_128, otaKeys.kic(), otaKeys.kid(), otaKeys.kik());
    }

    private static List<SecretBytes> keys(int slot) {
        StoreSlotCommand keys = Keys.slot(slot);
        return List.of(keys.k(), keys.opc(), keys.kic(), keys.kid(), keys.kik());
    }

    private void assertAbsent(int slot) {
        CardMemory memory = CardMemory.of(card.instance());
        for (SecretBytes key : keys(slot)) {
            assertThat(memory.find(key.reveal())).isNull();
        }
    }

    private int status(Ota sender) {
        return sender.send(QUERY).packet().status().code();
    }

    // ---------------------------------------------------------------- what it does

    @Test
    void putsNewKeysInPlaceAndForgetsTheOldOnes() {
        Usim usim = new Usim(card);
        assertThat(usim.authenticate(HOME, 100)).isTrue();
        card.selectUsim();
        card.data("00D68B0004 01020304");
        ota.from(40).query();
        // the answer comes under the old keys: Ota opens it with them
        CompactResponse response = ota.ok(all());
        assertThat(response.data()).isEmpty();
        assertAbsent(HOME);
        assertThat(status(ota)).as("the old keys open nothing any more").isEqualTo(0x01);
        Ota renewed = Ota.operator(card, NEW).from(42);
        QueryAnswer after = renewed.query();
        assertThat(after.state()).isEqualTo(CardState.STABLE);
        assertThat(after.activeSlot()).contains(new SlotIndex(HOME));
        assertThat(after.slot().state()).isEqualTo(SlotState.ACTIVE);
        assertThat(after.slot().checkValues()).isEqualTo(Keys.slot(NEW).checkValues());
        assertThat(after.counter()).as("the counter of the slot goes on").isEqualTo(new Counter(43));
        assertThat(after.freeSlots()).isEqualTo(2);
        assertThat(card.readUsim("6F7E")).as("files stay").startsWith("01020304");
        assertThat(card.readUsim("6F07")).isEqualTo(Commands.OLD_EF_IMSI);
        assertThat(usim.authenticate(HOME, 200)).isFalse();
        assertThat(usim.authenticate(NEW, 1)).as("SQN begins at zero").isTrue();
        card.reset();
        assertThat(renewed.query().slot().checkValues())
                .isEqualTo(Keys.slot(NEW).checkValues());
        assertThat(usim.authenticate(NEW, 2)).isTrue();
    }

    @Test
    void takesNoCounterTwice() {
        ota.from(99).ok(all());
        Ota renewed = Ota.operator(card, NEW).from(99);
        assertThat(status(renewed)).isEqualTo(0x02);
        assertThat(renewed.query().counter()).isEqualTo(new Counter(101));
    }

    @Test
    void changesTheOtaKeysAlone() {
        Usim usim = new Usim(card);
        assertThat(usim.authenticate(HOME, 100)).isTrue();
        ota.ok(rekey(OtaAlgorithm.AES_128, false, true, mixed(HOME, NEW))
                .toApdu(OtaAlgorithm.AES_128, Keys.slot(HOME).kik()));
        assertThat(status(ota)).isEqualTo(0x01);
        Ota renewed = Ota.operator(card, NEW).from(10);
        assertThat(renewed.query().slot().checkValues()).isEqualTo(mixed(HOME, NEW));
        assertThat(usim.authenticate(HOME, 100))
                .as("the SQN array is the old one")
                .isFalse();
        assertThat(usim.authenticate(HOME, 101)).isTrue();
    }

    @Test
    void changesTheSubscriberKeysAlone() {
        Usim usim = new Usim(card);
        ota.ok(rekey(OtaAlgorithm.AES_128, true, false, mixed(NEW, HOME))
                .toApdu(OtaAlgorithm.AES_128, Keys.slot(HOME).kik()));
        assertThat(ota.query().slot().checkValues()).isEqualTo(mixed(NEW, HOME));
        assertThat(usim.authenticate(HOME, 1)).isFalse();
        assertThat(usim.authenticate(NEW, 1)).isTrue();
    }

    /** From each algorithm to each: the new keys come under the old KIK's cipher. */
    @ParameterizedTest
    @CsvSource({
        "AES_128, AES_192",
        "AES_128, AES_256",
        "AES_128, TRIPLE_DES_2",
        "AES_128, TRIPLE_DES_3",
        "AES_256, AES_128",
        "TRIPLE_DES_2, AES_128",
        "TRIPLE_DES_3, AES_256",
        "AES_192, TRIPLE_DES_3",
    })
    void changesTheAlgorithm(OtaAlgorithm from, OtaAlgorithm to) {
        TestCard other = Issuer.issue(Keys.installParameters(2), from);
        StoreSlotCommand old = Keys.slot(HOME, from);
        StoreSlotCommand renewed = Keys.slot(NEW, to);
        Ota sender = new Ota(other, 1, from.packetKeys(old.kic(), old.kid()));
        sender.ok(rekey(to, true, true, renewed.checkValues()).toApdu(from, old.kik()));
        Ota after = new Ota(other, 1, to.packetKeys(renewed.kic(), renewed.kid())).from(10);
        assertThat(after.query().slot().checkValues()).isEqualTo(renewed.checkValues());
        // and on with the new KIK
        after.ok(rekey(
                        from,
                        false,
                        true,
                        CheckValues.of(
                                renewed.k(),
                                renewed.opc(),
                                from,
                                Keys.slot(NEW, from).kic(),
                                Keys.slot(NEW, from).kid(),
                                Keys.slot(NEW, from).kik()))
                .toApdu(to, renewed.kik()));
        assertThat(new Usim(other).authenticate(NEW, 1)).isTrue();
    }

    @Test
    void setsTheMinimumSecurityOrLeavesIt() {
        TarAccess open = new TarAccess(Tar.USIM_FILES, Optional.of(new MinimumSecurity(0x02)), Optional.empty());
        RemoteManagement remote =
                new RemoteManagement(List.of(open), OptionalInt.empty(), false, false, OptionalInt.empty());
        TestCard other = Issuer.issue(Keys.installParameters(2).with(remote), OtaAlgorithm.AES_128);
        Ota sender = Ota.operator(other, HOME);
        assertThat(statusOfUnciphered(sender)).as("the keyset's own level").isEqualTo(0x0A);
        sender.ok(withLevel(Optional.of(new MinimumSecurity(0x02)), NEW));
        assertThat(statusOfUnciphered(sender)).isZero();
        sender.ok(withLevel(Optional.empty(), 8));
        assertThat(statusOfUnciphered(sender)).as("it stays").isZero();
    }

    private static int statusOfUnciphered(Ota sender) {
        Spi checkOnly = Spi.of(0x1209);
        byte[] script = {0, (byte) 0xA4, 0, 0x0C, 2, 0x3F, 0};
        sender.counter++;
        byte[] packet = sender.packet(checkOnly, script, Tar.USIM_FILES, sender.counter);
        return sender.open(sender.deliver(packet), checkOnly).packet().status().code();
    }

    private static CommandApdu withLevel(Optional<MinimumSecurity> level, int newKeys) {
        StoreSlotCommand keys = Keys.slot(newKeys);
        return new RekeyCommand(
                        new SlotIndex(HOME),
                        OtaAlgorithm.AES_128,
                        Optional.of(new RekeyCommand.SubscriberKeys(keys.k(), keys.opc())),
                        Optional.empty(),
                        level,
                        mixed(newKeys, HOME))
                .toApdu(OtaAlgorithm.AES_128, Keys.slot(HOME).kik());
    }

    /** A subscription that was given new keys can be left, and come back to, like any other. */
    @Test
    void switchesAndFallsBackAfterwards() {
        ota.ok(all());
        Ota renewed = Ota.operator(card, NEW).from(10);
        renewed.ok(switchTo(2, FallbackRule.afterResets(1), file(0x6F46, 0, "00414243")));
        card.reset();
        assertThat(Ota.operator(card, 2).query().state()).isEqualTo(CardState.PROVISIONAL);
        card.reset();
        assertThat(renewed.query().state()).isEqualTo(CardState.STABLE);
        assertThat(new Usim(card).authenticate(NEW, 1)).isTrue();
        renewed.ok(switchTo(2));
        card.reset();
        assertThat(new Usim(card).authenticate(2, 1)).isTrue();
        assertAbsent(NEW);
    }

    @Test
    void canBeDoneAgain() {
        ota.ok(all());
        Ota renewed = Ota.operator(card, NEW).from(10);
        RekeyCommand back = new RekeyCommand(
                new SlotIndex(HOME),
                OtaAlgorithm.AES_128,
                Optional.of(new RekeyCommand.SubscriberKeys(
                        Keys.slot(8).k(), Keys.slot(8).opc())),
                Optional.of(new RekeyCommand.RemoteKeys(
                        Keys.slot(8).kic(), Keys.slot(8).kid(), Keys.slot(8).kik())),
                Optional.empty(),
                Keys.slot(8).checkValues());
        renewed.ok(back.toApdu(OtaAlgorithm.AES_128, Keys.slot(NEW).kik()));
        assertThat(Ota.operator(card, 8).from(20).query().slot().checkValues())
                .isEqualTo(Keys.slot(8).checkValues());
        assertAbsent(NEW);
    }

    // ---------------------------------------------------------------- what it refuses

    private void assertUnchanged() {
        assertThat(ota.query().slot().checkValues()).isEqualTo(Keys.slot(HOME).checkValues());
        assertAbsent(NEW);
        assertThat(new Usim(card).authenticate(HOME, 1)).isTrue();
    }

    @Test
    void comparesTheCheckValuesBeforeAnythingChanges() {
        for (int at = 0; at < CheckValues.LENGTH; at++) {
            byte[] wrong = Keys.slot(NEW).checkValues().encode();
            wrong[at] ^= 0x01;
            assertThat(ota.status(rekey(OtaAlgorithm.AES_128, true, true, CheckValues.decode(wrong))
                            .toApdu(OtaAlgorithm.AES_128, Keys.slot(HOME).kik())))
                    .isEqualTo("6A80");
        }
        // under another KIK than the active one
        assertThat(ota.status(
                        rekey(OtaAlgorithm.AES_128, true, true, Keys.slot(NEW).checkValues())
                                .toApdu(OtaAlgorithm.AES_128, Keys.slot(2).kik())))
                .isEqualTo("6A80");
        // those of the new OTA keys where only the subscriber keys are new
        assertThat(ota.status(
                        rekey(OtaAlgorithm.AES_128, true, false, Keys.slot(NEW).checkValues())
                                .toApdu(OtaAlgorithm.AES_128, Keys.slot(HOME).kik())))
                .isEqualTo("6A80");
        assertUnchanged();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8001 01 8102 0102 AKA OTA | 6A80",
                "8001 01 8102 0102 CHECK | 6A80",
                "8001 01 AKA OTA CHECK | 6A80",
                "8102 0102 AKA OTA CHECK | 6A80",
                "8001 02 8102 0102 AKA OTA CHECK | 6A88",
                "8001 00 8102 0102 AKA OTA CHECK | 6A88",
                "8001 04 8102 0102 AKA OTA CHECK | 6A88",
                "8001 01 8102 0202 AKA OTA CHECK | 6A81",
                "8001 01 8102 0103 AKA OTA CHECK | 6A81",
                "8001 01 8102 0101 AKA CHECK | 6A81",
                "8001 01 8102 0105 AKA CHECK | 6A80",
                "8001 01 8102 0112 OTA CHECK | 6A80",
                "8001 01 8102 0102 AKA OTA 8401 03 CHECK | 6A80",
                "8001 01 8102 0102 AKA OTA 8401 20 CHECK | 6A80",
                "8001 01 8102 0102 AKA OTA CHECK CHECK | 6A80",
                "8001 01 8102 0102 AKA OTA CHECK 8600 | 6A80",
                "8001 01 8102 0102 821F 00000000000000000000000000000000000000000000000000000000000000 CHECK | 6A80",
            })
    void refusesWhatIsNotWhole(String data, String status) {
        String hex = data.replace("AKA", "8220" + "00".repeat(32))
                .replace("OTA", "8330" + "00".repeat(48))
                .replace("CHECK", "850C" + "00".repeat(12));
        assertThat(ota.status(raw(0x40, hex))).isEqualTo(status);
        assertUnchanged();
    }

    @Test
    void isForAStableCardWithNothingStaged() {
        ota.ok(stage(TRANSFER, file(0x6F46, 0, "00414243")));
        assertThat(ota.status(all())).as("staged").isEqualTo("6985");
        ota.ok(cancel(TRANSFER));
        assertThat(ota.run(stage(TRANSFER), cancel(TRANSFER), all()).status().toString())
                .as("the script may have to be undone")
                .isEqualTo("6985");
        ota.ok(switchTo(2));
        assertThat(ota.status(all())).as("PENDING").isEqualTo("6985");
        card.reset();
        Ota second = Ota.operator(card, 2);
        CommandApdu own = new RekeyCommand(
                        new SlotIndex(2),
                        OtaAlgorithm.AES_128,
                        Optional.of(new RekeyCommand.SubscriberKeys(
                                Keys.slot(NEW).k(), Keys.slot(NEW).opc())),
                        Optional.empty(),
                        Optional.empty(),
                        mixed(NEW, 2))
                .toApdu(OtaAlgorithm.AES_128, Keys.slot(2).kik());
        assertThat(second.status(own)).as("PROVISIONAL").isEqualTo("6985");
        second.ok(confirm(TRANSFER));
        second.ok(own);
        assertThat(new Usim(card).authenticate(NEW, 1)).isTrue();
    }

    /** Behind it the script's PoR still needs the other bank: nothing that writes there is taken. */
    @Test
    void takesNothingBehindItThatWantsTheOtherBank() {
        CompactResponse response = ota.run(all(), QUERY, switchTo(2));
        assertThat(response.executed()).isEqualTo(3);
        assertThat(response.status().toString()).isEqualTo("6985");
        Ota renewed = Ota.operator(card, NEW).from(10);
        assertThat(renewed.query().state()).isEqualTo(CardState.STABLE);
        assertAbsent(HOME);
        for (CommandApdu command : List.of(
                stage(TRANSFER, file(0x6F46, 0, "00")), Issuer.selectMf("7FFF6F46"), Commands.raw(0x40, "800101"))) {
            TestCard other = Issuer.issue(2);
            Ota sender = Ota.operator(other, HOME);
            assertThat(sender.run(all(), command).status().toString()).isEqualTo("6985");
            assertThat(Ota.operator(other, NEW).from(10).query().slot().checkValues())
                    .isEqualTo(Keys.slot(NEW).checkValues());
        }
    }

    @Test
    void showsTheNewKeysInsideTheScriptAndAnswersUnderTheOld() {
        QueryAnswer inside = QueryAnswer.decode(ota.ok(all(), QUERY).data());
        assertThat(inside.slot().checkValues()).isEqualTo(Keys.slot(NEW).checkValues());
    }

    @Test
    void takesSingleDesOnlyWhereItIsAllowed() {
        assertThat(ota.status(raw(0x40, "800101 81020101" + "8320" + "00".repeat(32) + "850C" + "00".repeat(12))))
                .isEqualTo("6A81");
        assertUnchanged();
    }
}
