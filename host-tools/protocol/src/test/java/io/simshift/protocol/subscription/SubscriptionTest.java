package io.simshift.protocol.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.secret.SecretBytes;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command against bytes written by hand from commands.md. */
class SubscriptionTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final TransferId ID = TransferId.parse("0102030405060708");
    private static final Imsi IMSI = new Imsi("262011106487504");
    private static final SecretBytes K = key("465b5ce8b199b49faa5f0a2ee238a6bc");
    private static final SecretBytes OPC = key("cd63cb71954a9f4e48a5994e37a02baf");
    private static final SecretBytes KIC = key("000102030405060708090a0b0c0d0e0f");
    private static final SecretBytes KID = key("202122232425262728292a2b2c2d2e2f");
    private static final SecretBytes KIK = key("303132333435363738393a3b3c3d3e3f");
    private static final SecretBytes MANUFACTURER_KIK = key("101112131415161718191a1b1c1d1e1f");

    private static final String SHORT_SWITCH = "8009082926101160845740" + "810102" + "82080102030405060708" + "830101";
    private static final String LONG_SWITCH = "8009082926101160845740" + "810100" + "82080102030405060708" + "830101"
            + "a40d" + "900105" + "91010a" + "92013c" + "93020200"
            + "a518" + "96026fad" + "97020003" + "980102" + "96026f42" + "97020000" + "9803fdffff"
            + "860100";

    private static final String WRAPPED_AKA = "0abf368f5cef57f05593542d3f98f0a5898c28fdd69642ac580c787172c9a329";
    private static final String WRAPPED_OTA =
            "9c54d571702cfa0f03f36215676bab78ab0803dd2e38d6076136cbb898ae69c91be1a210aab31c94a8e3c3677f0b3733";

    private static final String QUERY_ANSWER_START =
            "880a" + HEX.formatHex(Iccid.withCheckDigit("898201000000000001").encode()) + "8009082926101160845740"
                    + "830102" + "870103" + "82080102030405060708" + "810101" + "89010e" + "8a0e" + "0202"
                    + "010203040506070809101112" + "8c050000000007" + "8d0101";

    private static SecretBytes key(String hex) {
        return SecretBytes.copyOf(HEX.parseHex(hex));
    }

    private static SwitchCommand longSwitch() {
        FallbackRule rule = FallbackRule.after(5, 10).orMinutes(60).orStatusPolls(512);
        List<FileUpdate> updates = List.of(
                new FileUpdate(0x6FAD, 3, HEX.parseHex("02")), new FileUpdate(0x6F42, 0, HEX.parseHex("fdffff")));
        return new SwitchCommand(IMSI, Optional.empty(), ID, new SlotIndex(1), rule, updates, false);
    }

    @Test
    void codesSwitch() {
        SwitchCommand command = SwitchCommand.to(new SlotIndex(2), IMSI, ID, new SlotIndex(1));
        assertThat(HEX.formatHex(command.encode())).isEqualTo(SHORT_SWITCH);
        assertThat(SwitchCommand.decode(HEX.parseHex(SHORT_SWITCH))).isEqualTo(command);
        assertThat(HEX.formatHex(command.toApdu().encode())).isEqualTo("803b00001b" + SHORT_SWITCH);
        assertThat(HEX.formatHex(longSwitch().encode())).isEqualTo(LONG_SWITCH);
        assertThat(SwitchCommand.decode(HEX.parseHex(LONG_SWITCH))).isEqualTo(longSwitch());
    }

    @Test
    void readsObjectsInAnyOrder() {
        String reordered = "830101" + "860101" + "82080102030405060708" + "a400" + "810102" + "8009082926101160845740";
        assertThat(SwitchCommand.decode(HEX.parseHex(reordered)))
                .isEqualTo(SwitchCommand.to(new SlotIndex(2), IMSI, ID, new SlotIndex(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SHORT_SWITCH + "830101", // double
                SHORT_SWITCH + "8f0101", // unknown
                SHORT_SWITCH + "860102", // neither yes nor no
                SHORT_SWITCH + "a403950101", // unknown in the rule
                SHORT_SWITCH + "a403900100", // zero resets
                SHORT_SWITCH + "a504" + "96026fad", // half a triple
                SHORT_SWITCH + "a50b" + "96026fad" + "970103" + "98020202", // wrongly long offset
                SHORT_SWITCH + "a50a" + "96026fad" + "97020003" + "9800", // nothing to write
                "8009082926101160845740" + "810141" + "82080102030405060708" + "830101", // slot 65
                "8009082926101160845740" + "810102" + "82080102030405060708" + "830100", // no active slot
                "8009ffffffffffffffffff" + "810102" + "82080102030405060708" + "830101", // no IMSI
                "8009082926101160845740" + "810102" + "8207010203040506" + "830101", // short id
                "8009082926101160845740" + "810102" + "82080102030405060708" // missing
            })
    void refusesMalformedSwitch(String hex) {
        assertThatThrownBy(() -> SwitchCommand.decode(HEX.parseHex(hex))).isInstanceOf(WireFormatException.class);
    }

    @Test
    void codesAnswerOfSwitch() {
        SwitchAnswer answer = new SwitchAnswer(CardState.PENDING, new SlotIndex(2), ID);
        assertCodes(answer.encode(), "870102" + "810102" + "82080102030405060708", SwitchAnswer::decode, answer);
    }

    @Test
    void codesTheOtherCommands() {
        StageCommand stage = new StageCommand(ID, List.of(new FileUpdate(0x6F46, 1, HEX.parseHex("41"))));
        assertCodes(
                stage.encode(),
                "82080102030405060708" + "a50b" + "96026f46" + "97020001" + "980141",
                StageCommand::decode,
                stage);
        StageCommand opening = new StageCommand(ID, List.of());
        assertThat(StageCommand.decode(HEX.parseHex("82080102030405060708"))).isEqualTo(opening);
        assertThat(HEX.formatHex(opening.encode())).isEqualTo("82080102030405060708" + "a500");
        assertThat(StageCommand.decode(opening.encode())).isEqualTo(opening);
        ConfirmCommand confirm = new ConfirmCommand(ID);
        assertCodes(confirm.encode(), "82080102030405060708", ConfirmCommand::decode, confirm);
        CancelCommand cancel = new CancelCommand(ID);
        assertCodes(cancel.encode(), "82080102030405060708", CancelCommand::decode, cancel);
        QueryCommand query = QueryCommand.of(new SlotIndex(64));
        assertCodes(query.encode(), "810140", QueryCommand::decode, query);
        assertThat(QueryCommand.decode(new byte[0])).isEqualTo(QueryCommand.ofActiveSlot());
        assertThat(List.of(stage, confirm, cancel, query, new FinaliseCommand()))
                .extracting(SubscriptionCommand::instruction)
                .containsExactly(0x3C, 0x3D, 0x3E, 0x3F, 0x41);
        assertThat(new FinaliseCommand().toApdu().encode()).isEqualTo(HEX.parseHex("80410000"));
    }

    private static <T> void assertCodes(byte[] encoded, String hex, Function<byte[], T> decoder, T value) {
        assertThat(HEX.formatHex(encoded)).isEqualTo(hex);
        assertThat(decoder.apply(HEX.parseHex(hex))).isEqualTo(value);
        Damage.neverMistakesTruncation(encoded, decoder);
        Damage.neverMistakesFlippedBit(encoded, decoder);
    }

    @Test
    void codesAnswerOfQuery() {
        Iccid iccid = Iccid.withCheckDigit("898201000000000001");
        String hex = QUERY_ANSWER_START + "8e020005";
        QueryAnswer answer = QueryAnswer.decode(HEX.parseHex(hex));
        assertThat(answer.iccid()).contains(iccid);
        assertThat(answer.imsi()).contains(IMSI);
        assertThat(answer.activeSlot()).contains(new SlotIndex(2));
        assertThat(answer.state()).isEqualTo(CardState.PROVISIONAL);
        assertThat(answer.transferId()).contains(ID);
        assertThat(answer.otherSlot()).contains(new SlotIndex(1));
        assertThat(answer.freeSlots()).isEqualTo(14);
        assertThat(answer.slot().state()).isEqualTo(SlotState.ACTIVE);
        assertThat(answer.slot().checkValues()).hasToString("010203 040506 070809 101112");
        assertThat(answer.counter()).isEqualTo(new Counter(7));
        assertThat(answer.fallbackCause()).isEqualTo(FallbackCause.RESETS);
        assertThat(answer.capabilities().tripleDes()).isTrue();
        assertThat(answer.capabilities().longAesKeys()).isFalse();
        assertThat(answer.capabilities().concatenation()).isFalse();
        assertThat(answer.failedChecks()).isEmpty();
        assertThat(answer.concatenationCells()).isEmpty();
        assertThat(answer.capabilities().hardwareRandom()).isTrue();
        assertThat(HEX.formatHex(answer.encode())).isEqualTo(hex);
        Damage.refusesEveryTruncation(answer.encode(), QueryAnswer::decode);
        Damage.neverMistakesFlippedBit(answer.encode(), QueryAnswer::decode);
    }

    @Test
    void readsWhatALaterCardTells() {
        String hex = QUERY_ANSWER_START + "8e02000d" + "8f0103" + "900104";
        QueryAnswer answer = QueryAnswer.decode(HEX.parseHex(hex));
        assertThat(answer.failedChecks()).hasValue(3);
        assertThat(answer.concatenationCells()).hasValue(4);
        assertThat(answer.capabilities().concatenation()).isTrue();
        assertThat(HEX.formatHex(answer.encode())).isEqualTo(hex);
        Damage.neverMistakesTruncation(answer.encode(), QueryAnswer::decode);
        Damage.neverMistakesFlippedBit(answer.encode(), QueryAnswer::decode);
    }

    @Test
    void readsAnswerOfACardThatHasNothingYet() {
        String hex = "880a" + "ff".repeat(10) + "8009" + "ff".repeat(9) + "830100" + "870100" + "8208" + "00".repeat(8)
                + "810100" + "890100" + "8a0e" + "0100" + "00".repeat(12) + "8c050000000001" + "8d0100" + "8e020007";
        QueryAnswer answer = QueryAnswer.decode(HEX.parseHex(hex));
        assertThat(answer.iccid()).isEmpty();
        assertThat(answer.imsi()).isEmpty();
        assertThat(answer.activeSlot()).isEmpty();
        assertThat(answer.state()).isEqualTo(CardState.PERSONALISATION);
        assertThat(answer.transferId()).isEmpty();
        assertThat(answer.otherSlot()).isEmpty();
        assertThat(HEX.formatHex(answer.encode())).isEqualTo(hex);
    }

    /** The wrapped keys were computed with openssl. */
    @Test
    void wrapsKeysOfASlot() {
        StoreSlotCommand command = new StoreSlotCommand(new SlotIndex(3), OtaAlgorithm.AES_128, K, OPC, KIC, KID, KIK);
        String hex = "800103" + "81020102" + "8220" + WRAPPED_AKA + "8330" + WRAPPED_OTA;
        assertThat(HEX.formatHex(command.encode(MANUFACTURER_KIK))).isEqualTo(hex);
        assertThat(StoreSlotCommand.decode(HEX.parseHex(hex), MANUFACTURER_KIK)).isEqualTo(command);
        assertThat(HEX.formatHex(command.toApdu(MANUFACTURER_KIK).encode())).isEqualTo("804000005b" + hex);
        Damage.refusesEveryTruncation(HEX.parseHex(hex), bytes -> StoreSlotCommand.decode(bytes, MANUFACTURER_KIK));
        Damage.neverMistakesFlippedBit(HEX.parseHex(hex), bytes -> StoreSlotCommand.decode(bytes, MANUFACTURER_KIK));
    }

    /** Computed with openssl. */
    @Test
    void computesCheckValues() {
        StoreSlotCommand command = new StoreSlotCommand(new SlotIndex(3), OtaAlgorithm.AES_128, K, OPC, KIC, KID, KIK);
        assertThat(HEX.formatHex(command.checkValues().aka())).isEqualTo("185781");
        assertThat(HEX.formatHex(command.checkValues().kic())).isEqualTo("c35280");
        assertThat(HEX.formatHex(CheckValues.ofKey(OtaAlgorithm.TRIPLE_DES_2, KIC)))
                .isEqualTo("ddada1");
        assertThat(CheckValues.decode(command.checkValues().encode())).isEqualTo(command.checkValues());
        Damage.refusesEveryTruncation(command.checkValues().encode(), CheckValues::decode);
    }

    @Test
    void codesInstallParameters() {
        InstallParameters parameters = new InstallParameters(4, 43, KIC, KID, KIK);
        String hex = "800104" + "82012b" + "a136" + "8410" + HEX.formatHex(KIC.reveal()) + "8510"
                + HEX.formatHex(KID.reveal()) + "8610" + HEX.formatHex(KIK.reveal());
        assertCodes(parameters.encode(), hex, InstallParameters::decode, parameters);
        assertThat(InstallParameters.decode(HEX.parseHex(hex.substring(12))))
                .isEqualTo(InstallParameters.of(KIC, KID, KIK));
        assertThatThrownBy(() -> InstallParameters.decode(HEX.parseHex("800141" + hex.substring(6))))
                .isInstanceOf(WireFormatException.class);
        assertThat(InstallParameters.decode(HEX.parseHex("820100" + hex.substring(12)))
                        .deltaBits())
                .isZero();
        assertThatThrownBy(() -> new InstallParameters(0, 28, KIC, KID, KIK))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNoKey() {
        StoreSlotCommand command = new StoreSlotCommand(new SlotIndex(3), OtaAlgorithm.AES_128, K, OPC, KIC, KID, KIK);
        assertThat(command.toString()).doesNotContain("465b").contains("SecretBytes[16 bytes]");
        assertThat(InstallParameters.of(KIC, KID, KIK).toString()).doesNotContain("0001020304");
    }

    @Test
    void codesLifeCycle() {
        for (LifeCycleCommand.Order order : LifeCycleCommand.Order.values()) {
            LifeCycleCommand command = new LifeCycleCommand(order);
            assertThat(HEX.formatHex(command.toApdu().encode())).isEqualTo("804200000380010" + order.ordinal());
            assertThat(LifeCycleCommand.decode(command.encode())).isEqualTo(command);
        }
        assertThatThrownBy(() -> LifeCycleCommand.decode(HEX.parseHex("800103")))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void codesEveryLimitOfAFallbackRule() {
        FallbackRule rule =
                FallbackRule.after(1, 2).orMinutes(3).orStatusPolls(0x0405).orRejections(6);
        assertThat(HEX.formatHex(rule.encode().encode()))
                .isEqualTo("a410" + "900101910102920103" + "93020405" + "940106");
        assertThat(FallbackRule.decode(rule.encode().value())).isEqualTo(rule);
        assertThatThrownBy(() -> FallbackRule.NEVER.orRejections(256)).hasMessageContaining("1 to 255 rejections");
    }
}
