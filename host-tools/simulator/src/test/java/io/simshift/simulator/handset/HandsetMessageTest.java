package io.simshift.simulator.handset;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.cat.ProactiveCommand.SendShortMessage;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.smsc.DeliverOutcome;
import io.simshift.simulator.smsc.SubmitOutcome;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HandsetMessageTest {
    private static final Imsi IMSI = new Imsi("001010000000001");
    private static final Msisdn MSISDN = new Msisdn("49170000001");
    private static final byte[] SUBMIT = SmsSubmit.withHeader(
                    SmsAddress.of(SmsAddress.UNKNOWN, "1234"), 0, 0xF6, UserDataHeader.RESPONSE_PACKET, new byte[20])
            .encode();

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes k = SecretBytes.random(16, random);
    private final SecretBytes opc = SecretBytes.random(16, random);
    private final OperatorNetwork network = new OperatorNetwork("A", new Plmn("001", "01"), random);
    private final ManualWorld world = new ManualWorld();
    private final FakeUsim card = new FakeUsim(Iccid.withCheckDigit("898810000000000001"), IMSI, k, opc);
    private final List<Msisdn> submittedBy = new ArrayList<>();
    private CompletableFuture<SubmitOutcome> submitOutcome = new CompletableFuture<>();
    private final Handset handset =
            new Handset("h1", card, new Networks(List.of(network)), world.surroundings(HandsetSettings.REAL));

    private void attach() {
        network.provision(new Subscriber(IMSI, MSISDN, k, opc));
        network.connect((source, tpdu) -> {
            assertThat(tpdu).isEqualTo(SUBMIT);
            submittedBy.add(source);
            return submitOutcome;
        });
        handset.powerOn();
        world.settle();
        assertThat(handset.status().attachedAt("A")).isTrue();
    }

    private static byte[] toCard(int protocolId) {
        return new SmsDeliver(
                        SmsDeliver.USER_DATA_HEADER,
                        SmsAddress.of(SmsAddress.UNKNOWN, "1234"),
                        protocolId,
                        SmsDeliver.CLASS_2_BINARY,
                        new byte[SmsDeliver.TIMESTAMP_LENGTH],
                        UserData.of(UserDataHeader.COMMAND_PACKET, new byte[] {1, 2, 3}))
                .encode();
    }

    private DeliverOutcome deliver(byte[] tpdu) {
        CompletableFuture<DeliverOutcome> outcome = handset.deliver(tpdu).toCompletableFuture();
        world.settle();
        return outcome.join();
    }

    @Test
    void handsMessageToTheCardAndItsAnswerBack() {
        attach();
        byte[] report = HexFormat.of().parseHex("0271000003010203");
        card.onEnvelope(envelope -> report);
        byte[] tpdu = toCard(SmsDeliver.USIM_DATA_DOWNLOAD);

        assertThat(deliver(tpdu))
                .isInstanceOfSatisfying(
                        DeliverOutcome.Acknowledged.class,
                        acknowledged ->
                                assertThat(acknowledged.deliverReportUserData()).isEqualTo(report));
        assertThat(card.envelopes())
                .singleElement()
                .satisfies(envelope ->
                        assertThat(SmsPpDownload.decode(envelope).tpdu()).isEqualTo(tpdu));
    }

    @Test
    void acknowledgesMessageThatTheCardTakesWithoutAnswer() {
        attach();

        assertThat(deliver(toCard(SmsDeliver.USIM_DATA_DOWNLOAD)))
                .isInstanceOfSatisfying(
                        DeliverOutcome.Acknowledged.class,
                        acknowledged ->
                                assertThat(acknowledged.deliverReportUserData()).isEmpty());
    }

    @Test
    void keepsMessageForTheUserFromTheCard() {
        attach();

        assertThat(deliver(toCard(0x00))).isInstanceOf(DeliverOutcome.Acknowledged.class);
        assertThat(card.envelopes()).isEmpty();
        assertThat(world.events(HandsetEvent.UserMessageReceived.class)).hasSize(1);
    }

    @Test
    void keepsMessageFromCardWithoutDataDownloadService() {
        card.file(0x6F38, HexFormat.of().parseHex("0008000421")); // service 28 is bit 4 of byte 4
        attach();

        assertThat(deliver(toCard(SmsDeliver.USIM_DATA_DOWNLOAD))).isInstanceOf(DeliverOutcome.Acknowledged.class);
        assertThat(card.envelopes()).isEmpty();
    }

    @Test
    void reportsWhatTheCardThinksOfAMessage() {
        attach();
        card.answer(0xC2, "9300");
        assertThat(deliver(toCard(SmsDeliver.USIM_DATA_DOWNLOAD))).isEqualTo(new DeliverOutcome.TemporaryFailure());
        card.answer(0xC2, "6A80");
        assertThat(deliver(toCard(SmsDeliver.USIM_DATA_DOWNLOAD))).isEqualTo(new DeliverOutcome.PermanentFailure(0xD5));
        assertThat(deliver(new byte[] {0x40})).isEqualTo(new DeliverOutcome.PermanentFailure(0xFF));
    }

    @Test
    void takesNoMessageWhileItIsNotAttached() {
        assertThat(deliver(toCard(SmsDeliver.USIM_DATA_DOWNLOAD))).isEqualTo(new DeliverOutcome.TemporaryFailure());
        assertThat(card.envelopes()).isEmpty();
    }

    private TerminalResponse cardSends() {
        card.wants(HexFormat.of().formatHex(SendShortMessage.of(1, SUBMIT).encode()));
        handset.poll();
        world.settle();
        return card.terminalResponses().isEmpty()
                ? null
                : TerminalResponse.decode(card.terminalResponses().get(0));
    }

    @Test
    void sendsTheCardsMessageUnderItsNumber() {
        attach();
        submitOutcome.complete(new SubmitOutcome.RpAck());

        assertThat(cardSends().generalResult()).isEqualTo(TerminalResponse.OK);
        assertThat(submittedBy).containsExactly(MSISDN);
        assertThat(world.events(HandsetEvent.CardMessageSent.class))
                .singleElement()
                .satisfies(event -> assertThat(event.accepted()).isTrue());
    }

    @Test
    void answersTheCardOnlyWhenTheNetworkHasAnswered() {
        attach();
        assertThat(cardSends()).isNull();

        CompletableFuture<DeliverOutcome> meanwhile =
                handset.deliver(toCard(SmsDeliver.USIM_DATA_DOWNLOAD)).toCompletableFuture();
        world.settle();
        assertThat(meanwhile).as("one thing at a time").isNotDone();

        submitOutcome.complete(new SubmitOutcome.RpAck());
        world.settle();
        assertThat(card.terminalResponses()).hasSize(1);
        assertThat(meanwhile).isCompleted();
    }

    @Test
    void tellsTheCardWhyAMessageWasNotSent() {
        attach();
        submitOutcome.complete(new SubmitOutcome.RpError(42));

        TerminalResponse response = cardSends();
        assertThat(response.generalResult()).isEqualTo(TerminalResponse.SMS_RP_ERROR);
        assertThat(response.additional()).containsExactly(42);
    }

    @Test
    void tellsTheCardThatThereIsNoService() {
        handset.powerOn();
        world.settle();

        TerminalResponse response = cardSends();
        assertThat(response.generalResult()).isEqualTo(TerminalResponse.TERMINAL_UNABLE);
        assertThat(response.additional()).containsExactly(4);
        assertThat(submittedBy).isEmpty();
    }

    @Test
    void givesUpOnNetworkThatNeverAnswers() {
        attach();
        assertThat(cardSends()).isNull();
        world.pass(Duration.ofSeconds(60));

        assertThat(TerminalResponse.decode(card.terminalResponses().get(0)).generalResult())
                .isEqualTo(TerminalResponse.NETWORK_UNABLE);
        assertThat(handset.status().attachedAt("A")).isTrue();
    }

    @Test
    void survivesNetworkThatFails() {
        attach();
        submitOutcome.completeExceptionally(new IllegalStateException("down"));

        assertThat(cardSends().generalResult()).isEqualTo(TerminalResponse.NETWORK_UNABLE);
    }

    @Test
    void refusesWhatItDidNotOffer() {
        attach();
        card.wants("D009810301250082028182"); // SET UP MENU
        card.wants("D009810301010782028182"); // REFRESH, steering of roaming
        card.wants("D009810301020082028182"); // MORE TIME
        handset.poll();
        world.settle();

        assertThat(card.terminalResponses())
                .extracting(tlvs -> TerminalResponse.decode(tlvs).generalResult())
                .containsExactly(
                        TerminalResponse.BEYOND_CAPABILITIES,
                        TerminalResponse.BEYOND_CAPABILITIES,
                        TerminalResponse.OK);
    }

    @Test
    void refusesWhatAnObedientCardWouldNotAskFor() {
        HandsetSettings real = HandsetSettings.REAL;
        HandsetSettings poor = new HandsetSettings(
                real.attachRetryFirst(),
                real.attachRetryMax(),
                real.statusInterval(),
                real.sendTimeout(),
                false,
                false);
        Handset limited = new Handset("h1", card, new Networks(List.of(network)), world.surroundings(poor));
        network.provision(new Subscriber(IMSI, MSISDN, k, opc));
        limited.powerOn();
        world.settle();
        card.wants(HexFormat.of().formatHex(SendShortMessage.of(1, SUBMIT).encode()));
        card.wants("D009810301010482028182"); // REFRESH, UICC reset
        limited.poll();
        world.settle();

        assertThat(card.terminalResponses())
                .extracting(tlvs -> TerminalResponse.decode(tlvs).generalResult())
                .containsExactly(TerminalResponse.BEYOND_CAPABILITIES, TerminalResponse.BEYOND_CAPABILITIES);
        assertThat(card.resets()).isOne();
        assertThat(limited.status().attachedAt("A")).isTrue();
    }

    @Test
    void reportsLateAnswerOfTheNetworkNoMore() {
        attach();
        cardSends();
        world.pass(Duration.ofSeconds(60));
        submitOutcome.complete(new SubmitOutcome.RpAck());
        world.settle();

        assertThat(world.events(HandsetEvent.CardMessageSent.class))
                .singleElement()
                .satisfies(event -> assertThat(event.accepted()).isFalse());
    }

    @Test
    void answersTheCardWhereTheNetworkBreaksDownAtOnce() {
        attach();
        network.connect((source, tpdu) -> {
            throw new IllegalStateException("down");
        });

        assertThat(cardSends().generalResult()).isEqualTo(TerminalResponse.NETWORK_UNABLE);
    }

    @Test
    void survivesProactiveCommandThatMakesNoSense() {
        attach();
        card.wants("D0020101"); // nothing can be made of it
        card.wants("FFFF");
        card.wants("D009810307130082028183"); // SEND SHORT MESSAGE without a message
        card.wants("D0098103080104820281"); // REFRESH, cut off
        handset.poll();
        world.settle();

        assertThat(world.events(HandsetEvent.Trouble.class)).hasSize(4);
        assertThat(card.terminalResponses())
                .as("TS 102 223 6.8.1: zeros where the card's command details are not known")
                .extracting(HexFormat.of()::formatHex)
                .containsExactly(
                        "810300000082028281830132",
                        "810300000082028281830132",
                        "810307130082028281830132",
                        "810308010482028281830132");
        assertThat(card.resets()).isOne();
        assertThat(deliver(toCard(SmsDeliver.USIM_DATA_DOWNLOAD))).isInstanceOf(DeliverOutcome.Acknowledged.class);
    }

    @Test
    void pollsTheCardFromTimeToTime() {
        attach();
        card.wants("D009810301020082028182");
        world.pass(Duration.ofSeconds(30));

        assertThat(card.terminalResponses()).hasSize(1);
    }
}
