package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.NEW_IMSI;
import static io.simshift.applet.Commands.OLD_EF_IMSI;
import static io.simshift.applet.Commands.OTHER_TRANSFER;
import static io.simshift.applet.Commands.TRANSFER;
import static io.simshift.applet.Commands.cancel;
import static io.simshift.applet.Commands.confirm;
import static io.simshift.applet.Commands.raw;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.SwitchAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SWITCH, CONFIRM and CANCEL (docs/applet/commands.md §4.2, §4.4, §4.5) and the life of a switch (§5). */
class SwitchTest {
    private final TestCard card = Issuer.issue(5);
    private final Ota donor = Ota.operator(card, 1);
    private final Usim usim = new Usim(card);

    private static QueryAnswer query(Ota ota, int slot) {
        return QueryAnswer.decode(
                ota.ok(QueryCommand.of(new SlotIndex(slot)).toApdu()).data());
    }

    private static SlotState slotState(Ota ota, int slot) {
        return query(ota, slot).slot().state();
    }

    private static SwitchAnswer answer(CompactResponse response) {
        assertThat(response.status().toString()).isEqualTo("9000");
        return SwitchAnswer.decode(response.data());
    }

    private Ota recipientAfterReset(int slot) {
        card.reset();
        return Ota.operator(card, slot);
    }

    @Test
    void showsTheOldSubscriptionUntilTheResetAndTheNewOneAfterIt() {
        assertThat(answer(donor.run(switchTo(2))))
                .isEqualTo(new SwitchAnswer(CardState.PENDING, new SlotIndex(2), TRANSFER));
        assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);
        assertThat(usim.authenticate(1, 1)).isTrue();
        QueryAnswer pending = donor.query();
        assertThat(pending.state()).isEqualTo(CardState.PENDING);
        assertThat(pending.activeSlot()).contains(new SlotIndex(1));
        assertThat(pending.otherSlot()).contains(new SlotIndex(2));
        assertThat(slotState(donor, 2)).isEqualTo(SlotState.FREE);

        Ota recipient = recipientAfterReset(2);
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        QueryAnswer provisional = recipient.query();
        assertThat(provisional.state()).isEqualTo(CardState.PROVISIONAL);
        assertThat(provisional.activeSlot()).contains(new SlotIndex(2));
        assertThat(provisional.otherSlot()).contains(new SlotIndex(1));
        assertThat(provisional.transferId()).contains(TRANSFER);
        assertThat(provisional.counter()).isEqualTo(new Counter(1));
        assertThat(usim.challenge(1, 9).status().toString()).isEqualTo("9862");

        assertThat(usim.authenticate(2, 1)).isTrue();
        QueryAnswer stable = recipient.query();
        assertThat(stable.state()).isEqualTo(CardState.STABLE);
        assertThat(stable.otherSlot()).isEmpty();
        assertThat(slotState(recipient, 1)).isEqualTo(SlotState.WIPED);
        assertThat(slotState(recipient, 2)).isEqualTo(SlotState.ACTIVE);
    }

    @Test
    void flipsOnlyAtAReset() {
        donor.ok(switchTo(2));
        for (int i = 0; i < 3; i++) {
            // selecting the applet again is no reset
            assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);
            assertThat(card.status("00A4040000")).isEqualTo("9000");
        }
        assertThat(donor.query().state()).isEqualTo(CardState.PENDING);
    }

    @Test
    void goesThroughTheWholeList() {
        Ota ota = donor;
        for (int slot = 1; slot < 5; slot++) {
            Imsi imsi = new Imsi("31026012345678" + slot);
            ota.ok(switchTo(0, imsi, new TransferId(slot), slot, FallbackRule.NEVER));
            ota = recipientAfterReset(slot + 1);
            assertThat(usim.authenticate(slot + 1, 1)).isTrue();
            assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
            assertThat(ota.query().imsi()).contains(imsi);
        }
        assertThat(ota.query().freeSlots()).isZero();
        assertThat(ota.status(switchTo(0, NEW_IMSI, TRANSFER, 5, FallbackRule.NEVER)))
                .isEqualTo("6A88");
    }

    @Test
    void refusesTheOldKeysetOnceTheNewOneIsActive() {
        donor.ok(switchTo(2));
        Ota recipient = recipientAfterReset(2);
        assertThat(donor.send(QueryCommand.ofActiveSlot().toApdu())
                        .packet()
                        .status()
                        .code())
                .isEqualTo(0x01);
        usim.authenticate(2, 1);
        assertThat(donor.send(QueryCommand.ofActiveSlot().toApdu())
                        .packet()
                        .status()
                        .code())
                .isEqualTo(0x01);
        assertThat(recipient.query().counter()).isEqualTo(new Counter(1));
    }

    @Test
    void wipesTheSlotsThatWerePassedOver() {
        donor.ok(switchTo(4));
        Ota recipient = recipientAfterReset(4);
        assertThat(slotState(recipient, 2)).isEqualTo(SlotState.FREE);
        usim.authenticate(4, 1);
        for (int slot = 1; slot <= 3; slot++) {
            QueryAnswer.SlotReport report = query(recipient, slot).slot();
            assertThat(report.state()).isEqualTo(SlotState.WIPED);
            assertThat(report.checkValues().encode()).containsOnly(0);
        }
        assertThat(slotState(recipient, 5)).isEqualTo(SlotState.FREE);
        assertThat(query(recipient, 5).slot().checkValues())
                .isEqualTo(Keys.slot(5).checkValues());
        assertThat(recipient.query().freeSlots()).isEqualTo(1);
    }

    @Test
    void answersTheSameTransferTheSameWay() {
        SwitchAnswer first = answer(donor.run(switchTo(2)));
        assertThat(answer(donor.run(switchTo(2)))).isEqualTo(first);
        assertThat(answer(donor.run(switchTo(0)))).as("the next slot is slot 2").isEqualTo(first);
        assertThat(donor.status(switchTo(3))).isEqualTo("6985");
        assertThat(donor.status(switchTo(2, new Imsi("310260123456780"), TRANSFER, 1, FallbackRule.NEVER)))
                .isEqualTo("6985");
        assertThat(donor.status(switchTo(2, NEW_IMSI, OTHER_TRANSFER, 1, FallbackRule.NEVER)))
                .isEqualTo("6985");
        Ota recipient = recipientAfterReset(2);
        assertThat(answer(recipient.run(switchTo(2))))
                .isEqualTo(new SwitchAnswer(CardState.PROVISIONAL, new SlotIndex(2), TRANSFER));
        assertThat(recipient.status(switchTo(3, NEW_IMSI, OTHER_TRANSFER, 2, FallbackRule.NEVER)))
                .isEqualTo("6985");
        usim.authenticate(2, 1);
        assertThat(recipient.status(switchTo(2))).isEqualTo("6985");
    }

    @ParameterizedTest
    @CsvSource({"1,6A88", "6,6A88", "64,6A88"})
    void refusesASlotThatItCannotGoTo(int slot, String status) {
        assertThat(donor.status(switchTo(slot))).isEqualTo(status);
        assertThat(donor.query().state()).isEqualTo(CardState.STABLE);
        assertThat(donor.query().transferId()).isEmpty();
    }

    @Test
    void refusesASwitchThatExpectsAnotherSlotToBeActive() {
        assertThat(donor.status(switchTo(2, NEW_IMSI, TRANSFER, 2, FallbackRule.NEVER)))
                .isEqualTo("6985");
        assertThat(donor.query().state()).isEqualTo(CardState.STABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no IMSI | 810102 8208 0102030405060708 830101 | 6A80",
                "no slot | 8009 083901621032547698 8208 0102030405060708 830101 | 6A80",
                "no transfer | 8009 083901621032547698 810102 830101 | 6A80",
                "no expected slot | 8009 083901621032547698 810102 8208 0102030405060708 | 6A80",
                "short IMSI | 8008 0839016210325476 810102 8208 0102030405060708 830101 | 6A80",
                "no decimal IMSI | 8009 08A901621032547698 810102 8208 0102030405060708 830101 | 6A80",
                "IMSI of another type | 8009 083A01621032547698 810102 8208 0102030405060708 830101 | 6A80",
                "IMSI of FF | 8009 FFFFFFFFFFFFFFFFFF 810102 8208 0102030405060708 830101 | 6A80",
                "parity of the IMSI | 8009 083101621032547698 810102 8208 0102030405060708 830101 | 6A80",
                "short transfer | 8009 083901621032547698 810102 8207 01020304050607 830101 | 6A80",
                "double slot | 8009 083901621032547698 810102 810102 8208 0102030405060708 830101 | 6A80",
                "unknown object | 8009 083901621032547698 810102 8208 0102030405060708 830101 840101 | 6A80",
                "cut object | 8009 083901621032547698 810102 8208 0102030405060708 8301 | 6A80",
                "half an object | 8009 083901621032547698 810102 8208 0102030405060708 830101 86 | 6A80",
                "REFRESH 02 | 8009 083901621032547698 810102 8208 0102030405060708 830101 860102 | 6A80",
                "after 0 minutes | 8009 083901621032547698 810102 8208 0102030405060708 830101 A403920100 | 6A80",
                "after 0 polls | 8009 083901621032547698 810102 8208 0102030405060708 830101 A40493020000 | 6A80",
                "polls in one byte | 8009 083901621032547698 810102 8208 0102030405060708 830101 A403930105 | 6A80",
                "after 0 rejections | 8009 083901621032547698 810102 8208 0102030405060708 830101 A403940100 | 6A80",
                "rule of no reset | 8009 083901621032547698 810102 8208 0102030405060708 830101 A403900100 | 6A80",
                "unknown rule | 8009 083901621032547698 810102 8208 0102030405060708 830101 A403950101 | 6A80",
                "double rule | 8009 083901621032547698 810102 8208 0102030405060708 830101 A406900101900101 | 6A80",
                "cut rule | 8009 083901621032547698 810102 8208 0102030405060708 830101 A4029001 | 6A80",
                "length 80 | 8080 083901621032547698 810102 8208 0102030405060708 830101 | 6A80",
                "length 82 | 80820009 083901621032547698 810102 8208 0102030405060708 830101 | 6A80",
            })
    void refusesMalformedSwitches(String what, String data, String status) {
        assertThat(donor.status(raw(0x3B, data))).as(what).isEqualTo(status);
        QueryAnswer after = donor.query();
        assertThat(after.state()).isEqualTo(CardState.STABLE);
        assertThat(after.transferId()).isEmpty();
    }

    @Test
    void takesObjectsInAnyOrderAndAnEmptyRule() {
        assertThat(donor.status(
                        raw(0x3B, "A400 830101 860101 8208 0102030405060708 810102 8081 09 083901621032547698")))
                .isEqualTo("9000");
        assertThat(donor.query().state()).isEqualTo(CardState.PENDING);
    }

    @Test
    void isConfirmedByCommandToo() {
        donor.ok(switchTo(3));
        assertThat(donor.status(confirm(TRANSFER))).as("while PENDING").isEqualTo("6985");
        Ota recipient = recipientAfterReset(3);
        assertThat(recipient.status(confirm(OTHER_TRANSFER))).isEqualTo("6985");
        assertThat(recipient.status(confirm(TRANSFER))).isEqualTo("9000");
        assertThat(recipient.query().state()).isEqualTo(CardState.STABLE);
        assertThat(slotState(recipient, 1)).isEqualTo(SlotState.WIPED);
        assertThat(slotState(recipient, 2)).isEqualTo(SlotState.WIPED);
        assertThat(recipient.status(confirm(TRANSFER))).as("again").isEqualTo("9000");
        assertThat(recipient.status(confirm(OTHER_TRANSFER))).isEqualTo("6985");
        assertThat(usim.authenticate(3, 1)).isTrue();
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
    }

    @Test
    void confirmsNothingThatWasNeverSwitched() {
        assertThat(donor.status(confirm(TRANSFER))).isEqualTo("6985");
        assertThat(donor.status(raw(0x3D, "8208 0000000000000000"))).isEqualTo("6985");
    }

    @Test
    void cancelsAPendingSwitch() {
        donor.ok(switchTo(2));
        assertThat(donor.status(cancel(OTHER_TRANSFER))).as("unknown id").isEqualTo("9000");
        assertThat(donor.query().state()).isEqualTo(CardState.PENDING);
        assertThat(donor.status(cancel(TRANSFER))).isEqualTo("9000");
        assertThat(donor.query().state()).isEqualTo(CardState.STABLE);
        assertThat(donor.query().otherSlot()).isEmpty();
        assertThat(donor.status(cancel(TRANSFER))).as("again").isEqualTo("9000");
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);
        assertThat(usim.authenticate(1, 1)).isTrue();
        donor.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertThat(usim.authenticate(2, 1)).isTrue();
    }

    @Test
    void cannotCancelWhatHasHappened() {
        donor.ok(switchTo(2));
        Ota recipient = recipientAfterReset(2);
        assertThat(recipient.status(cancel(TRANSFER))).isEqualTo("6985");
        usim.authenticate(2, 1);
        assertThat(recipient.status(cancel(TRANSFER))).isEqualTo("6985");
        assertThat(recipient.query().state()).isEqualTo(CardState.STABLE);
    }

    @Test
    void confirmsOnlyByAFreshChallengeIn3gContext() {
        donor.ok(switchTo(2));
        Ota recipient = recipientAfterReset(2);
        card.selectUsim();
        assertThat(card.data("00880080 11 10 00000000000000000000000000000000")).startsWith("04");
        assertThat(usim.challenge(2, 0).data()).as("SEQ 0 is not fresh").startsWith(0xDC);
        assertThat(usim.challenge(1, 1).status().toString()).isEqualTo("9862");
        assertThat(recipient.query().state()).isEqualTo(CardState.PROVISIONAL);
    }

    @Test
    void staysInTheNewNetworkWithoutARule() {
        donor.ok(switchTo(2));
        for (int i = 0; i < 20; i++) {
            card.reset();
            assertThat(usim.challenge(1, 1).status().toString()).isEqualTo("9862");
        }
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
        assertThat(usim.authenticate(2, 1)).isTrue();
    }

    @Test
    void startsTheNewSlotWithFreshSequenceNumbers() {
        assertThat(usim.authenticate(1, 1000)).isTrue();
        donor.ok(switchTo(2));
        card.reset();
        assertThat(usim.authenticate(2, 1)).isTrue();
    }

    @Test
    void runsNothingAfterASwitchThatWasRefused() {
        CompactResponse response = donor.run(switchTo(6), switchTo(2));
        assertThat(response.executed()).isEqualTo(1);
        assertThat(donor.query().state()).isEqualTo(CardState.STABLE);
    }

    @Test
    void queriesEachSlot() {
        for (int slot = 1; slot <= 5; slot++) {
            QueryAnswer.SlotReport report = query(donor, slot).slot();
            assertThat(report.index()).isEqualTo(new SlotIndex(slot));
            assertThat(report.state()).isEqualTo(slot == 1 ? SlotState.ACTIVE : SlotState.FREE);
            assertThat(report.checkValues()).isEqualTo(Keys.slot(slot).checkValues());
        }
        CommandApdu beyond = QueryCommand.of(new SlotIndex(6)).toApdu();
        assertThat(donor.status(beyond)).isEqualTo("6A88");
    }
}
