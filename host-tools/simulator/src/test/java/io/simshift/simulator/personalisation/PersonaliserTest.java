package io.simshift.simulator.personalisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.FallbackCause;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.ota.ModelCard;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PersonaliserTest {
    private static final int INS_STORE_SLOT = 0x40;
    private static final int INS_FINALISE = 0x41;
    private static final int INS_QUERY = 0x3F;

    private final PersonalisationOrder order =
            SampleCards.order(7, new Imsi("001010000000007"), OtaAlgorithm.AES_128, 3);
    private final ModelCard card = new ModelCard(
            PacketKeys.aes(order.installed().kic(), order.installed().kid()));
    private Iccid shownIccid = order.iccid();
    private CheckValues shownCheckValues;
    private SlotState shownState = SlotState.FREE;

    PersonaliserTest() {
        card.execute = this::execute;
    }

    private CompactResponse execute(CompactScript script) {
        CommandApdu first = script.commands().get(0);
        byte[] data = first.ins() == INS_QUERY ? query(order, first.data()) : new byte[0];
        return new CompactResponse(script.commands().size(), StatusWord.OK, data);
    }

    private byte[] query(PersonalisationOrder of, byte[] data) {
        SlotIndex index = QueryCommand.decode(data).slot().orElseThrow();
        CheckValues right = of.slots().get(index.value() - 1).checkValues();
        return new QueryAnswer(
                        Optional.of(shownIccid),
                        Optional.of(new Imsi("001010000000007")),
                        Optional.empty(),
                        CardState.PERSONALISATION,
                        Optional.empty(),
                        Optional.empty(),
                        3,
                        new QueryAnswer.SlotReport(
                                index, shownState, shownCheckValues == null ? right : shownCheckValues),
                        new Counter(1),
                        FallbackCause.NONE,
                        new QueryAnswer.Capabilities(1))
                .encode();
    }

    private ThrowingCallable personalising() {
        return () -> Personaliser.personalise(card, order);
    }

    private List<Integer> instructions() {
        List<Integer> all = new ArrayList<>();
        card.scripts.forEach(script -> script.commands().forEach(command -> all.add(command.ins())));
        return all;
    }

    @Test
    void storesSlotsWritesFilesChecksAndFinalises() {
        QueryAnswer answer = Personaliser.personalise(card, order);

        assertThat(answer.slot().index()).isEqualTo(new SlotIndex(1));
        assertThat(instructions()).startsWith(INS_STORE_SLOT, INS_STORE_SLOT, INS_STORE_SLOT, 0xA4);
        assertThat(instructions()).endsWith(0xDC, INS_QUERY, INS_QUERY, INS_QUERY, INS_FINALISE);
        StoreSlotCommand stored = StoreSlotCommand.decode(
                card.scripts.get(1).commands().get(0).data(), order.installed().kik());
        assertThat(stored).isEqualTo(order.slots().get(1));
    }

    @Test
    void fitsEveryPacketIntoOneMessage() {
        Personaliser.personalise(card, order);

        assertThat(card.packets).hasSameSizeAs(card.messageBytes);
        assertThat(card.scripts)
                .as("files share messages")
                .hasSizeLessThan(3 + 3 + 1 + order.files().size() / 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = OtaAlgorithm.class,
            names = {"AES_192", "AES_256", "TRIPLE_DES_3"})
    void storesLongKeysInTwoMessages(OtaAlgorithm algorithm) {
        PersonalisationOrder longKeys = SampleCards.order(8, new Imsi("001010000000008"), algorithm, 2);
        ModelCard other = new ModelCard(
                PacketKeys.aes(longKeys.installed().kic(), longKeys.installed().kid()));
        other.execute = script -> {
            CommandApdu first = script.commands().get(0);
            boolean query = first.ins() == INS_QUERY;
            return new CompactResponse(
                    script.commands().size(), StatusWord.OK, query ? query(longKeys, first.data()) : new byte[0]);
        };
        shownIccid = longKeys.iccid();

        Personaliser.personalise(other, longKeys);

        assertThat(other.messageBytes).hasSize(other.packets.size() + 2);
        assertThat(StoreSlotCommand.decode(
                        other.scripts.get(1).commands().get(0).data(),
                        longKeys.installed().kik()))
                .isEqualTo(longKeys.slots().get(1));
    }

    @Test
    void writesEveryFileWhole() {
        Personaliser.personalise(card, order);

        int written = card.scripts.stream()
                .flatMap(script -> script.commands().stream())
                .filter(command -> command.ins() == 0xD6 || command.ins() == 0xDC)
                .mapToInt(command -> command.data().length)
                .sum();
        int ordered =
                order.files().stream().mapToInt(file -> file.content().length).sum() + 10;
        assertThat(written).isEqualTo(ordered);
    }

    @Test
    void namesCardAndStepWhenACommandIsRefused() {
        card.execute = script -> new CompactResponse(1, StatusWord.FUNCTION_NOT_SUPPORTED, new byte[0]);

        assertThatThrownBy(personalising())
                .isInstanceOf(PersonalisationException.class)
                .hasMessage("card " + order.iccid()
                        + ", STORE SLOT 1: command 1 of 1 was answered 6A81, function not supported");
    }

    @Test
    void refusesScriptThatEndedEarlyWithGoodStatus() {
        card.execute = script -> script.commands().size() > 1
                ? new CompactResponse(script.commands().size() - 1, StatusWord.OK, new byte[0])
                : execute(script);

        assertThatThrownBy(personalising())
                .hasMessageContaining("write EF.ICCID")
                .hasMessageContaining("of");
        assertThat(instructions()).doesNotContain(INS_FINALISE);
    }

    @Test
    void doesNotFinaliseCardWithOtherKeys() {
        shownCheckValues = SampleCards.slot(1, OtaAlgorithm.AES_128).checkValues();

        assertThatThrownBy(personalising())
                .hasMessageStartingWith("card " + order.iccid() + ", QUERY slot 1: the card holds other keys");
        assertThat(instructions()).doesNotContain(INS_FINALISE);
    }

    @Test
    void doesNotFinaliseCardWithAnotherIccidOrWithoutTheSlot() {
        shownIccid = Iccid.withCheckDigit("898810000099999999");
        assertThatThrownBy(personalising()).hasMessageContaining("QUERY slot 1: the card shows another ICCID");

        shownIccid = order.iccid();
        shownState = SlotState.EMPTY;
        assertThatThrownBy(personalising()).hasMessageContaining("QUERY slot 1: slot 1 is EMPTY");
        assertThat(instructions()).doesNotContain(INS_FINALISE);
    }

    @Test
    void believesNoProofOfReceiptThatWasAltered() {
        card.alterBytes = userData -> {
            userData[userData.length - 1] ^= 1;
            return userData;
        };

        assertThatThrownBy(personalising()).hasMessageContaining("STORE SLOT 1: the proof of receipt does not hold");
    }

    @Test
    void believesNoProofOfReceiptForAnotherPacket() {
        card.alterResponse = response -> new ResponsePacket(
                response.tar(), new Counter(response.counter().value() + 1), response.status(), response.data());

        assertThatThrownBy(personalising())
                .hasMessageContaining("STORE SLOT 1: the proof of receipt is not the one for this packet");
    }

    @Test
    void saysWhatThePorStatusMeans() {
        card.alterResponse =
                response -> new ResponsePacket(response.tar(), response.counter(), PorStatus.COUNTER_LOW, new byte[0]);

        assertThatThrownBy(personalising())
                .hasMessageContaining("STORE SLOT 1: proof of receipt with status 02, counter too low");
    }

    @Test
    void refusesCardThatGivesNoProof() {
        card.alterBytes = userData -> new byte[0];
        assertThatThrownBy(personalising()).hasMessageContaining("STORE SLOT 1: no proof of receipt");

        card.alterBytes = userData -> new byte[] {2, 0x70, 0, 1, 2, 3};
        assertThatThrownBy(personalising()).hasMessageContaining("a short message that is no response packet");
    }

    @Test
    void refusesOrdersThatMakeNoSense() {
        StoreSlotCommand second = SampleCards.slot(2, OtaAlgorithm.AES_128);
        StoreSlotCommand first = SampleCards.slot(1, OtaAlgorithm.AES_128);
        for (List<StoreSlotCommand> slots :
                List.of(List.of(second), List.of(first, first), List.<StoreSlotCommand>of())) {
            assertThatThrownBy(() -> new PersonalisationOrder(
                            order.iccid(), SampleCards.manufacturerKeys(1), slots, order.files()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs slot 1, each slot once");
        }
    }

    @Test
    void showsNoKeyInAnyFailure() {
        card.execute = script -> new CompactResponse(1, StatusWord.WRONG_DATA, new byte[0]);

        assertThatThrownBy(personalising()).satisfies(failure -> {
            String text = failure + " " + order;
            byte[] k = order.slots().get(0).k().reveal();
            assertThat(text).doesNotContainIgnoringCase(HexFormat.of().formatHex(k, 0, 4));
        });
    }
}
