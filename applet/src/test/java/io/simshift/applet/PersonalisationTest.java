package io.simshift.applet;

import static io.simshift.applet.Commands.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Install parameters, STORE SLOT and FINALISE (docs/applet/commands.md §2, §4.7, §4.8). */
class PersonalisationTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final CommandApdu FINALISE = new FinaliseCommand().toApdu();
    private static final String KEYS =
            "A136" + "8410" + "11".repeat(16) + "8510" + "22".repeat(16) + "8610" + "33".repeat(16);

    private static CommandApdu store(StoreSlotCommand slot) {
        return slot.toApdu(Keys.MANUFACTURER_KIK);
    }

    private static QueryAnswer.SlotReport report(Ota ota, int slot) {
        return QueryAnswer.decode(
                        ota.ok(QueryCommand.of(new SlotIndex(slot)).toApdu()).data())
                .slot();
    }

    // ---------------------------------------------------------------- install

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "800110",
                "A100",
                "A124 8410 11111111111111111111111111111111 8510 22222222222222222222222222222222",
                "800100 KEYS",
                "800141 KEYS",
                "8001FF KEYS",
                "80020010 KEYS",
                "8000 KEYS",
                "82012C KEYS",
                "8201FF KEYS",
                "820200 1C KEYS",
                "800110 800110 KEYS",
                "KEYS KEYS",
                "830100 KEYS",
                "810102 KEYS",
                "81010B KEYS",
                "8101FF KEYS",
                "880108 KEYS",
                "880180 KEYS",
                "88020001 KEYS",
                "89020010 KEYS",
                "A300 KEYS",
                "A3038101 16 KEYS",
                "A305 8003 B00001 KEYS",
                "A308 8003 B00000 8101 17 KEYS",
                "A308 8003 B00000 8101 36 KEYS",
                "A308 8003 3B0001 8101 15 KEYS",
                "A308 8003 B00000 8201 01 KEYS",
                "A307 8003 B00000 8200 KEYS",
                "A309 8003 B00000 8202 02 08 KEYS",
                "A309 8003 B00000 8202 00 00 KEYS",
                "A30A 8003 B00000 8203 020101 KEYS",
                "A305 8003 B00000 A305 8003 B00000 KEYS",
                "A30A 8003 B00000 8003 B00010 KEYS",
                "KEYS 80",
                "KEYS 8001",
                "A137 8411 1111111111111111111111111111111111 8510 22222222222222222222222222222222 "
                        + "8610 33333333333333333333333333333333",
                "A136 8410 11111111111111111111111111111111 8510 22222222222222222222222222222222 "
                        + "8510 33333333333333333333333333333333",
                "A139 800110 8410 11111111111111111111111111111111 8510 22222222222222222222222222222222 "
                        + "8610 33333333333333333333333333333333",
            })
    void refusesInstallParametersThatAreNotRight(String parameters) {
        byte[] bytes = HEX.parseHex(parameters.replace("KEYS", KEYS).replace(" ", ""));
        assertThatThrownBy(() -> TestCard.install(bytes)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void installsWithDefaults() {
        TestCard card = TestCard.install(HEX.parseHex(KEYS));
        Ota ota = new Ota(
                card,
                0xF,
                PacketKeys.aes(
                        SecretBytes.copyOf(HEX.parseHex("11".repeat(16))),
                        SecretBytes.copyOf(HEX.parseHex("22".repeat(16)))));
        assertThat(report(ota, 16).state()).isEqualTo(SlotState.EMPTY);
        assertThat(ota.status(QueryCommand.of(new SlotIndex(17)).toApdu())).isEqualTo("6A88");
    }

    @Test
    void takesInstallParametersInAnyOrder() {
        TestCard card = TestCard.install(HEX.parseHex("A136" + "8610" + HEX.formatHex(Keys.MANUFACTURER_KIK.reveal())
                + "8410" + HEX.formatHex(Keys.MANUFACTURER_KIC.reveal()) + "8510"
                + HEX.formatHex(Keys.MANUFACTURER_KID.reveal()) + "82012B" + "800140"));
        Ota ota = Ota.manufacturer(card);
        ota.ok(store(Keys.slot(64)));
        assertThat(report(ota, 64).checkValues()).isEqualTo(Keys.slot(64).checkValues());
    }

    @Test
    void takesEveryInstallParameter() {
        String applications = "A305 8003 3B0001 A30B 8003 B00000 8101 00 8201 FF A30C 8003 B00010 8101 12 8202 0203";
        TestCard card = TestCard.install(OtaKeySet.parameters("810103 880107 890100" + applications));
        assertThat(Ota.manufacturer(card).query().state()).isEqualTo(CardState.PERSONALISATION);
    }

    // ---------------------------------------------------------------- STORE SLOT

    @Test
    void tellsWhatAFreshCardIs() {
        QueryAnswer answer =
                Ota.manufacturer(TestCard.install(Keys.installParameters(3))).query();
        assertThat(answer.state()).isEqualTo(CardState.PERSONALISATION);
        assertThat(answer.iccid()).isEmpty();
        assertThat(answer.imsi()).isEmpty();
        assertThat(answer.activeSlot()).isEmpty();
        assertThat(answer.transferId()).isEmpty();
        assertThat(answer.freeSlots()).isZero();
        assertThat(answer.slot().index()).isEqualTo(new SlotIndex(1));
        assertThat(answer.slot().state()).isEqualTo(SlotState.EMPTY);
        assertThat(answer.slot().checkValues().encode()).containsOnly(0);
        assertThat(answer.counter()).isEqualTo(new Counter(1));
        assertThat(answer.capabilities().tripleDes()).isTrue();
        assertThat(answer.capabilities().longAesKeys()).isTrue();
        assertThat(answer.capabilities().hardwareRandom()).isTrue();
    }

    @Test
    void storesSlotsAndProvesThemByCheckValues() {
        Ota ota = Ota.manufacturer(TestCard.install(Keys.installParameters(64)));
        for (int slot = 64; slot >= 1; slot--) {
            OtaAlgorithm algorithm = slot % 2 == 0 ? OtaAlgorithm.AES_128 : OtaAlgorithm.TRIPLE_DES_2;
            ota.ok(store(Keys.slot(slot, algorithm)));
        }
        for (int slot = 1; slot <= 64; slot++) {
            OtaAlgorithm algorithm = slot % 2 == 0 ? OtaAlgorithm.AES_128 : OtaAlgorithm.TRIPLE_DES_2;
            assertThat(report(ota, slot).state()).isEqualTo(SlotState.FREE);
            assertThat(report(ota, slot).checkValues())
                    .as("slot %d", slot)
                    .isEqualTo(Keys.slot(slot, algorithm).checkValues());
        }
        assertThat(ota.query().freeSlots()).isEqualTo(64);
        ota.ok(store(Keys.slot(7, OtaAlgorithm.AES_128)));
        assertThat(report(ota, 7).checkValues())
                .as("stored again")
                .isEqualTo(Keys.slot(7).checkValues());
    }

    @ParameterizedTest
    @CsvSource({"0102,6A80", "81010102,6A80", "02,6A80"})
    void refusesMalformedStoreSlot(String data, String status) {
        Ota ota = Ota.manufacturer(TestCard.install(Keys.installParameters(3)));
        assertThat(ota.status(raw(0x40, data))).isEqualTo(status);
        assertThat(ota.query().freeSlots()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "00,0102,6A88",
        "04,0102,6A88",
        "80,0102,6A88",
        "01,0002,6A81",
        "01,0302,6A81",
        "01,0502,6A81",
        "01,0103,6A81",
        "01,0132,6A81",
        "01,010D,6A81",
        "01,0100,6A81"
    })
    void refusesSlotsAndAlgorithmsItDoesNotHave(String slot, String algorithms, String status) {
        Ota ota = Ota.manufacturer(TestCard.install(Keys.installParameters(3)));
        String data = "8001" + slot + "8102" + algorithms + "8220" + "00".repeat(32) + "8330" + "00".repeat(48);
        assertThat(ota.status(raw(0x40, data))).isEqualTo(status);
        assertThat(ota.query().freeSlots()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void storesKeysOfEveryAlgorithm(OtaKeySet keys) {
        Ota ota = Ota.manufacturer(TestCard.install(OtaKeySet.parameters("880101")));
        ota.ok(keys.store(""));
        assertThat(report(ota, 1).state()).isEqualTo(SlotState.FREE);
        assertThat(report(ota, 1).checkValues().encode()).isEqualTo(keys.checkValues());
        // and with the check values said beforehand
        ota.ok(keys.store("84 01 12 850C" + HEX.formatHex(keys.checkValues())));
    }

    @Test
    void refusesSingleDesUnlessTheIssuerAllowsIt() {
        Ota ota = Ota.manufacturer(TestCard.install(OtaKeySet.parameters("880106")));
        assertThat(ota.status(OtaKeySet.DES.store(""))).isEqualTo("6A81");
        assertThat(ota.query().freeSlots()).isZero();
    }

    @Test
    void changesNothingIfACheckValueDiffers() {
        TestCard card = TestCard.install(OtaKeySet.parameters(""));
        Ota ota = Ota.manufacturer(card);
        ota.ok(OtaKeySet.TRIPLE_DES_2.store(""));
        byte[] right = OtaKeySet.AES_256.checkValues();
        for (int i = 0; i < right.length; i++) {
            byte[] wrong = right.clone();
            wrong[i] ^= 1;
            assertThat(ota.status(OtaKeySet.AES_256.store("850C" + HEX.formatHex(wrong))))
                    .as("byte %d", i)
                    .isEqualTo("6A80");
        }
        assertThat(report(ota, 1).state()).isEqualTo(SlotState.FREE);
        assertThat(report(ota, 1).checkValues().encode()).isEqualTo(OtaKeySet.TRIPLE_DES_2.checkValues());
        assertThat(CardMemory.of(card.instance()).find(OtaKeySet.AES_256.key(0).reveal()))
                .as("a refused key in clear")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"840117", "840136", "8400", "850B 0000000000000000000000", "8401168401 16", "860100"})
    void refusesMalformedOptionsOfStoreSlot(String more) {
        Ota ota = Ota.manufacturer(TestCard.install(OtaKeySet.parameters("")));
        assertThat(ota.status(OtaKeySet.AES_128.store(more))).isEqualTo("6A80");
        assertThat(ota.query().freeSlots()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"02,40", "12,48", "12,60", "22,50", "05,20", "09,48", "01,18", "01,30"})
    void refusesKeysOfAnotherLengthThanTheAlgorithms(String algorithm, String length) {
        Ota ota = Ota.manufacturer(TestCard.install(OtaKeySet.parameters("880101")));
        String data = "8001018102" + "01" + algorithm + "8220" + "00".repeat(32) + "83" + length
                + "00".repeat(Integer.parseInt(length, 16));
        assertThat(ota.status(raw(0x40, data))).isEqualTo("6A80");
        assertThat(ota.query().freeSlots()).isZero();
    }

    // ---------------------------------------------------------------- files and FINALISE

    @Test
    void writesFilesThatNoTerminalMayWrite() {
        TestCard card = TestCard.install(Keys.installParameters(1));
        Ota ota = Ota.manufacturer(card);
        ota.ok(Issuer.selectMf("2FE2"), Issuer.update(Issuer.ICCID.encode()));
        CompactResponse read = ota.ok(Issuer.selectMf("2FE2"), CommandApdu.reading(0, 0xB0, 0, 0, 10));
        assertThat(read.data()).isEqualTo(Issuer.ICCID.encode());
        assertThat(card.data("00A4000C022FE2")).isEmpty();
        assertThat(card.data("00B000000A")).isEqualTo(HEX.formatHex(Issuer.ICCID.encode()));
        assertThat(ota.run(Issuer.selectMf("2F06"), CommandApdu.of(0, 0xDC, 1, 4, new byte[22]))
                        .status()
                        .toString())
                .as("the rules themselves are constant")
                .isEqualTo("6982");
        // the script's selection is its own
        card.data("00A4000C023F00");
        ota.ok(Issuer.selectMf("7FFF6F07"));
        assertThat(card.status("00B0000009")).isEqualTo("6986");
    }

    @Test
    void isFinalisedOnlyWhenItIsComplete() {
        TestCard card = TestCard.install(Keys.installParameters(2));
        Ota ota = Ota.manufacturer(card);
        assertThat(ota.status(FINALISE)).isEqualTo("6985");
        ota.ok(Issuer.selectMf("2FE2"), Issuer.update(Issuer.ICCID.encode()));
        ota.ok(Issuer.selectMf("7FFF6F07"), Issuer.update(Issuer.IMSI.encode()));
        assertThat(ota.status(FINALISE)).as("no slot").isEqualTo("6985");
        ota.ok(store(Keys.slot(2)));
        assertThat(ota.status(FINALISE)).as("not slot 1").isEqualTo("6985");
        ota.ok(store(Keys.slot(1)));
        assertThat(ota.status(raw(0x41, "00"))).isEqualTo("6700");
        ota.ok(Issuer.selectMf("7FFF6F07"), Issuer.update("FFFFFFFFFFFFFFFFFF"));
        assertThat(ota.status(FINALISE)).as("no IMSI").isEqualTo("6985");
        ota.ok(Issuer.selectMf("7FFF6F07"), Issuer.update(Issuer.IMSI.encode()));
        assertThat(ota.query().state()).isEqualTo(CardState.PERSONALISATION);
        ota.ok(FINALISE);
        QueryAnswer issued = Ota.operator(card, 1).query();
        assertThat(issued.state()).isEqualTo(CardState.STABLE);
        assertThat(issued.activeSlot()).contains(new SlotIndex(1));
        assertThat(issued.slot().state()).isEqualTo(SlotState.ACTIVE);
        assertThat(issued.freeSlots()).isEqualTo(1);
        assertThat(issued.counter()).isEqualTo(new Counter(1));
    }

    @Test
    void endsTheManufacturersKeysetWithFinalise() {
        TestCard card = TestCard.install(Keys.installParameters(1));
        Ota ota = Issuer.personalise(card, Keys.slot(1));
        // what follows in the same script has no rights any more
        CompactResponse response = ota.run(FINALISE, Issuer.selectMf("2FE2"));
        assertThat(response.executed()).isEqualTo(2);
        assertThat(response.status().toString()).isEqualTo("6982");
        for (boolean reset : new boolean[] {false, true}) {
            if (reset) {
                card.reset();
            }
            assertThat(ota.send(QueryCommand.ofActiveSlot().toApdu())
                            .packet()
                            .status()
                            .code())
                    .isEqualTo(0x06);
        }
        Ota operator = Ota.operator(card, 1);
        assertThat(operator.status(store(Keys.slot(1))))
                .as("no re-key without check values")
                .isEqualTo("6A80");
        assertThat(operator.status(FINALISE)).isEqualTo("6985");
    }

    @Test
    void runsNoSwitchBeforeIssue() {
        TestCard card = TestCard.install(Keys.installParameters(2));
        Ota ota = Issuer.personalise(card, Keys.slot(1), Keys.slot(2));
        assertThat(ota.status(Commands.switchTo(2))).isEqualTo("6985");
        assertThat(ota.status(Commands.stage(Commands.TRANSFER, Commands.file(0x6F46, 0, "00"))))
                .isEqualTo("6985");
        assertThat(ota.status(Commands.confirm(Commands.TRANSFER))).isEqualTo("6985");
        assertThat(ota.status(Commands.cancel(Commands.TRANSFER))).isEqualTo("9000");
        Ota operator = Ota.operator(card, 1);
        assertThat(operator.send(FINALISE).packet().status().code())
                .as("no active keyset yet")
                .isEqualTo(0x06);
    }

    @Test
    void fitsTheLargestFileIntoAPor() {
        Ota ota = Ota.manufacturer(TestCard.install(Keys.installParameters(1)));
        CompactResponse whole = ota.ok(Issuer.selectMf("7FFF6F60"), CommandApdu.reading(0, 0xB0, 0, 0, 60));
        assertThat(whole.data()).isEqualTo(HEX.parseHex("ff".repeat(60)));
    }
}
