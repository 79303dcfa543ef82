package io.simshift.simulator.smsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.BindType;
import io.simshift.protocol.smpp.CommandId;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.DeliverSmResponse;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.EnquireLinkResponse;
import io.simshift.protocol.smpp.GenericNack;
import io.simshift.protocol.smpp.MessageState;
import io.simshift.protocol.smpp.OtherPdu;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.Receipt;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.smpp.Unbind;
import io.simshift.protocol.smpp.UnbindResponse;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SmscTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] PACKET = HEX.parseHex("02700000100d00011515b00010000000000100a0a4");
    private static final byte[] POR = HEX.parseHex("027100000e0ab000100000000001000001019000");
    private static final SmppAddress OTA = SmppAddress.international("1234");
    private static final Msisdn CARD = new Msisdn("15550001");
    private static final DeliverOutcome TAKEN = new DeliverOutcome.Acknowledged(new byte[0]);

    private final MovableClock clock = new MovableClock();
    private final FakeSubscribers subscribers = new FakeSubscribers();
    private Smsc smsc;

    private static final class MovableClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:34:56Z"));

        void advance(Duration step) {
            now.updateAndGet(instant -> instant.plus(step));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("UTC only");
        }
    }

    private static SecretBytes secret(String password) {
        return SecretBytes.copyOf(password.getBytes(StandardCharsets.US_ASCII));
    }

    private static SmscConfig config() {
        List<EsmeAccount> accounts = List.of(
                new EsmeAccount("ota", secret("secret"), OTA),
                new EsmeAccount("other", secret("secret"), SmppAddress.international("5678")));
        return SmscConfig.loopback(accounts).withLimits(SmscLimits.defaults().withRetryDelay(Duration.ofMillis(100)));
    }

    @BeforeEach
    void start() throws IOException {
        smsc = Smsc.start(config(), subscribers, clock);
    }

    @AfterEach
    void stop() {
        smsc.close();
    }

    private void restart(SmscConfig config) throws IOException {
        smsc.close();
        smsc = Smsc.start(config, subscribers, clock);
    }

    private PlainEsme bound() throws IOException {
        PlainEsme esme = new PlainEsme(smsc.port());
        BindResponse response = (BindResponse) esme.ask(Bind.transceiver(1, "ota", secret("secret"), ""));
        assertThat(response.commandStatus()).isZero();
        return esme;
    }

    private static ShortMessage toCard() {
        return ShortMessage.of(OTA, SmppAddress.international(CARD.digits()), 0x40, 0x7F, 0xF6, PACKET);
    }

    private static String submit(PlainEsme esme, ShortMessage message) throws IOException {
        SubmitSmResponse response = (SubmitSmResponse) esme.ask(new SubmitSm(2, message));
        assertThat(response.commandStatus()).isZero();
        return response.messageId();
    }

    private static int refusal(PlainEsme esme, ShortMessage message) throws IOException {
        return ((SubmitSmResponse) esme.ask(new SubmitSm(2, message))).commandStatus();
    }

    private static byte[] fromCard(String destination) {
        return new SmsSubmit(
                        0x41, 0, SmsAddress.of(SmsAddress.UNKNOWN, destination), 0, 0xF6, new byte[0], UserData.of(POR))
                .encode();
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private void whileTimePasses(BooleanSupplier condition) throws InterruptedException {
        eventually(() -> {
            clock.advance(Duration.ofMillis(100));
            return condition.getAsBoolean();
        });
    }

    @Test
    void deliversToAnAttachedHandset() throws Exception {
        subscribers.attach(CARD, deliver -> TAKEN);
        try (PlainEsme esme = bound()) {
            submit(esme, toCard());
            SmsDeliver deliver = subscribers.next();
            assertThat(deliver.encode())
                    .isEqualTo(HEX.parseHex(
                            "44" + "04912143" + "7f" + "f6" + "62111221436500" + "15" + HEX.formatHex(PACKET)));
            assertThat(deliver.isForUsim()).isTrue();
            eventually(() -> smsc.counters().mtDelivered() == 1);
        }
    }

    @Test
    void keepsMessagesUntilTheHandsetAttaches() throws Exception {
        try (PlainEsme esme = bound()) {
            submit(esme, toCard());
            submit(esme, toCard());
            assertThat(subscribers.deliveriesLeft()).isZero();
            subscribers.attach(CARD, deliver -> TAKEN);
            smsc.subscriberAttached(CARD);
            assertThat(subscribers.next().firstOctet()).as("more messages wait").isEqualTo(0x40);
            assertThat(subscribers.next().firstOctet()).as("no more messages").isEqualTo(0x44);
            eventually(() -> smsc.counters().mtDelivered() == 2);
        }
    }

    @Test
    void deliversOneMessageAtATimeToAHandset() throws Exception {
        CompletableFuture<DeliverOutcome> first = new CompletableFuture<>();
        subscribers.attachSlow(CARD, deliver -> first);
        try (PlainEsme esme = bound()) {
            submit(esme, toCard());
            submit(esme, toCard());
            subscribers.next();
            TimeUnit.MILLISECONDS.sleep(200);
            assertThat(subscribers.deliveriesLeft()).isZero();
            first.complete(TAKEN);
            subscribers.next();
        }
    }

    @Test
    void triesAgainAfterTemporaryFailures() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        subscribers.attach(CARD, deliver -> {
            return switch (tries.incrementAndGet()) {
                case 1 -> new DeliverOutcome.TemporaryFailure();
                case 2 -> throw new IllegalStateException("the handset fell over");
                default -> TAKEN;
            };
        });
        try (PlainEsme esme = bound()) {
            submit(esme, toCard());
            whileTimePasses(() -> smsc.counters().mtDelivered() == 1);
            assertThat(tries.get()).isEqualTo(3);
        }
    }

    @Test
    void triesAgainWhereTheHandsetNeverReports() throws Exception {
        restart(config().withLimits(SmscLimits.defaults()
                .withRetryDelay(Duration.ofMillis(1))
                .withDeliverTimeout(Duration.ofMillis(50))));
        subscribers.attachSlow(CARD, deliver -> new CompletableFuture<>());
        try (PlainEsme esme = bound()) {
            submit(esme, toCard());
            subscribers.next();
            subscribers.attach(CARD, deliver -> TAKEN);
            whileTimePasses(() -> smsc.counters().mtDelivered() == 1);
        }
    }

    @Test
    void forwardsTheDeliverReportToTheEsme() throws Exception {
        subscribers.attach(CARD, deliver -> new DeliverOutcome.Acknowledged(POR));
        try (PlainEsme esme = bound()) {
            submit(esme, toCard());
            DeliverSm por = esme.receiveDeliver();
            assertThat(por.message())
                    .isEqualTo(ShortMessage.of(SmppAddress.international(CARD.digits()), OTA, 0x40, 0x7F, 0xF6, POR));
            esme.send(new DeliverSmResponse(0, por.sequenceNumber()));
            eventually(() -> smsc.counters().reportsForwarded() == 1);
            assertThat(smsc.counters().moForwarded()).isZero();
        }
    }

    @Test
    void keepsDeliverReportsWhereToldTo() throws Exception {
        restart(config().withForwardDeliverReports(false));
        subscribers.attach(CARD, deliver -> new DeliverOutcome.Acknowledged(POR));
        try (PlainEsme esme = bound()) {
            submit(esme, toCard().withRegisteredDelivery(1));
            assertThat(esme.receiveDeliver().message().isReceipt()).isTrue();
        }
    }

    @Test
    void forwardsMobileOriginatedMessagesUntilTheEsmeTakesThem() throws Exception {
        assertThat(smsc.submitFromTerminal(CARD, fromCard("1234"))).isEqualTo(new SubmitOutcome.RpAck());
        try (PlainEsme esme = bound()) {
            DeliverSm first = esme.receiveDeliver();
            assertThat(first.message())
                    .isEqualTo(ShortMessage.of(SmppAddress.international(CARD.digits()), OTA, 0x40, 0, 0xF6, POR));
            esme.send(new DeliverSmResponse(CommandStatus.RECEIVER_TEMPORARY_ERROR, first.sequenceNumber()));
            assertThat(esme.receiveDeliver().message()).isEqualTo(first.message());
        }
        // That connection broke before the second answer: the message comes again on the next.
        try (PlainEsme esme = bound()) {
            DeliverSm again = esme.receiveDeliver();
            esme.send(new DeliverSmResponse(0, again.sequenceNumber()));
            eventually(() -> smsc.counters().moForwarded() == 1);
            assertThat(esme.ask(new EnquireLink(9))).isEqualTo(new EnquireLinkResponse(0, 9));
        }
    }

    @Test
    void dropsWhatTheEsmeRefusesForGood() throws Exception {
        smsc.submitFromTerminal(CARD, fromCard("1234"));
        try (PlainEsme esme = bound()) {
            DeliverSm first = esme.receiveDeliver();
            esme.send(new DeliverSmResponse(CommandStatus.RECEIVER_PERMANENT_ERROR, first.sequenceNumber()));
            eventually(() -> smsc.counters().esmeRefused() == 1);
            assertThat(smsc.counters().moForwarded()).isZero();
        }
    }

    @Test
    void refusesMobileOriginatedMessagesItCannotRoute() {
        assertThat(smsc.submitFromTerminal(CARD, fromCard("9999"))).isEqualTo(new SubmitOutcome.RpError(1));
        assertThat(smsc.submitFromTerminal(CARD, new byte[] {0x41})).isEqualTo(new SubmitOutcome.RpError(95));
        assertThat(smsc.submitFromTerminal(CARD, new byte[0])).isEqualTo(new SubmitOutcome.RpError(95));
    }

    @Test
    void carriesTextBothWays() throws Exception {
        subscribers.attach(CARD, deliver -> TAKEN);
        byte[] hello = "hellohello".getBytes(StandardCharsets.US_ASCII);
        try (PlainEsme esme = bound()) {
            submit(esme, ShortMessage.of(OTA, SmppAddress.international(CARD.digits()), 0, 0, 0, hello));
            UserData packed = subscribers.next().userData();
            assertThat(packed).isEqualTo(new UserData(10, HEX.parseHex("e8329bfd4697d9ec37")));

            SmsSubmit text =
                    new SmsSubmit(0x01, 0, SmsAddress.of(SmsAddress.UNKNOWN, "1234"), 0, 0, new byte[0], packed);
            smsc.submitFromTerminal(CARD, text.encode());
            assertThat(esme.receiveDeliver().message().payload()).isEqualTo(hello);
        }
    }

    @Test
    void receiptsDeliveryAndFailureAndExpiry() throws Exception {
        try (PlainEsme esme = bound()) {
            subscribers.attach(CARD, deliver -> TAKEN);
            String delivered = submit(esme, toCard().withRegisteredDelivery(1));
            assertReceipt(esme, delivered, MessageState.DELIVERED);

            subscribers.attach(CARD, deliver -> new DeliverOutcome.PermanentFailure(0xD5));
            String failed = submit(esme, toCard().withRegisteredDelivery(2));
            assertThat(assertReceipt(esme, failed, MessageState.UNDELIVERABLE).error())
                    .isEqualTo("213");

            subscribers.detach(CARD);
            String expired = submit(esme, toCard().withRegisteredDelivery(1).withValidityPeriod("000000000100000R"));
            clock.advance(Duration.ofSeconds(59));
            String stays = submit(esme, toCard().withRegisteredDelivery(1));
            clock.advance(Duration.ofSeconds(1));
            assertReceipt(esme, expired, MessageState.EXPIRED);

            subscribers.attach(CARD, deliver -> TAKEN);
            smsc.subscriberAttached(CARD);
            assertReceipt(esme, stays, MessageState.DELIVERED);
            assertThat(smsc.counters().mtFailed()).isEqualTo(2);
            assertThat(smsc.counters().mtDelivered()).isEqualTo(2);
        }
    }

    private static Receipt assertReceipt(PlainEsme esme, String messageId, MessageState state) throws IOException {
        DeliverSm deliver = esme.receiveDeliver();
        assertThat(deliver.message().esmClass()).isEqualTo(0x04);
        assertThat(deliver.message().source().digits()).isEqualTo(CARD.digits());
        assertThat(deliver.message().destination()).isEqualTo(OTA);
        Receipt receipt = Receipt.decode(deliver.message());
        assertThat(receipt.messageId()).isEqualTo(messageId);
        assertThat(receipt.state()).isEqualTo(state);
        esme.send(new DeliverSmResponse(0, deliver.sequenceNumber()));
        return receipt;
    }

    @Test
    void refusesWrongAccounts() throws Exception {
        assertThat(bindStatus("nobody", "secret")).isEqualTo(CommandStatus.INVALID_SYSTEM_ID);
        assertThat(bindStatus("ota", "guess")).isEqualTo(CommandStatus.INVALID_PASSWORD);
        assertThat(bindStatus("ota", "")).isEqualTo(CommandStatus.INVALID_PASSWORD);
    }

    private int bindStatus(String systemId, String password) throws IOException {
        try (PlainEsme esme = new PlainEsme(smsc.port())) {
            int status = esme.ask(Bind.transceiver(1, systemId, secret(password), ""))
                    .commandStatus();
            assertThat(esme.isClosedByPeer()).isTrue();
            return status;
        }
    }

    @Test
    void holdsToTheSessionStates() throws Exception {
        try (PlainEsme esme = new PlainEsme(smsc.port())) {
            assertThat(esme.ask(new SubmitSm(1, toCard())).commandStatus()).isEqualTo(CommandStatus.INVALID_BIND_STATE);
            Bind receiver = new Bind(BindType.RECEIVER, 2, "ota", secret("secret"), "", 0x34, 0, 0, "");
            assertThat(esme.ask(receiver).commandStatus()).isZero();
            assertThat(esme.ask(receiver).commandStatus()).isEqualTo(CommandStatus.ALREADY_BOUND);
            assertThat(esme.ask(new SubmitSm(3, toCard())).commandStatus()).isEqualTo(CommandStatus.INVALID_BIND_STATE);
            assertThat(esme.ask(new OtherPdu(CommandId.QUERY_SM, 0, 4, new byte[6])))
                    .isEqualTo(OtherPdu.refusing(CommandId.QUERY_SM, CommandStatus.INVALID_COMMAND_ID, 4));
            assertThat(esme.ask(new OtherPdu(0x110, 0, 5, new byte[0])))
                    .isEqualTo(new GenericNack(CommandStatus.INVALID_COMMAND_ID, 5));
            assertThat(esme.ask(new Unbind(6))).isEqualTo(new UnbindResponse(0, 6));
            assertThat(esme.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void takesAnswersThatComeBehindAnUnbind() throws Exception {
        try (PlainEsme esme = bound()) {
            smsc.submitFromTerminal(CARD, fromCard("1234"));
            DeliverSm deliver = esme.receiveDeliver();
            esme.send(new Unbind(2));
            esme.send(new DeliverSmResponse(0, deliver.sequenceNumber()));
            assertThat(esme.receive()).isEqualTo(new UnbindResponse(0, 2));
            assertThat(esme.isClosedByPeer()).isTrue();
        }
        try (PlainEsme next = bound()) {
            assertThat(next.ask(new EnquireLink(2)))
                    .as("the message was acknowledged, so it does not come again")
                    .isEqualTo(new EnquireLinkResponse(0, 2));
        }
        assertThat(smsc.counters().moForwarded()).isOne();
    }

    @Test
    void sendsMessagesThatAnEsmeCouldNotTakeAgainInOrder() throws Exception {
        try (PlainEsme esme = bound()) {
            for (int i = 1; i <= 3; i++) {
                smsc.submitFromTerminal(new Msisdn("1555000" + i), fromCard("1234"));
            }
            List<DeliverSm> first = List.of(esme.receiveDeliver(), esme.receiveDeliver(), esme.receiveDeliver());
            for (DeliverSm each : first) {
                esme.send(new DeliverSmResponse(CommandStatus.RECEIVER_TEMPORARY_ERROR, each.sequenceNumber()));
            }
            for (int i = 1; i <= 3; i++) {
                assertThat(esme.receiveDeliver().message().source().digits()).isEqualTo("1555000" + i);
            }
        }
    }

    /** What the centre has to say to it fills all buffers, so no goodbye gets through. */
    @Test
    void leavesPeerThatTalksAndNeverListens() throws Exception {
        restart(config().withLimits(config().limits().withResponseTimeout(Duration.ofMillis(500))));
        byte[] enquiry = new EnquireLink(1).encode();
        byte[] enquiries = new byte[enquiry.length * 4096];
        for (int i = 0; i < 4096; i++) {
            System.arraycopy(enquiry, 0, enquiries, i * enquiry.length, enquiry.length);
        }
        try (PlainEsme esme = new PlainEsme(smsc.port())) {
            CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> {
                while (true) {
                    try {
                        esme.sendBytes(enquiries);
                    } catch (IOException e) {
                        return; // thrown out
                    }
                }
            });
            assertThat(talk).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void keepsMobileOriginatedMessagesFromTransmitters() throws Exception {
        try (PlainEsme transmitter = new PlainEsme(smsc.port());
                PlainEsme other = new PlainEsme(smsc.port())) {
            transmitter.ask(new Bind(BindType.TRANSMITTER, 1, "ota", secret("secret"), "", 0x34, 0, 0, ""));
            other.ask(Bind.transceiver(1, "other", secret("secret"), ""));
            smsc.submitFromTerminal(CARD, fromCard("1234"));
            smsc.submitFromTerminal(CARD, fromCard("5678"));
            assertThat(other.receiveDeliver().message().destination().digits()).isEqualTo("5678");
            assertThat(transmitter.ask(new EnquireLink(2))).isEqualTo(new EnquireLinkResponse(0, 2));
        }
    }

    @Test
    void namesWhatIsWrongWithASubmitSm() throws Exception {
        SmppAddress card = SmppAddress.international(CARD.digits());
        try (PlainEsme esme = bound()) {
            assertThat(refusal(esme, ShortMessage.of(OTA, card, 0x40, 0x7F, 0xF6, new byte[141])))
                    .isEqualTo(CommandStatus.INVALID_MESSAGE_LENGTH);
            assertThat(refusal(esme, ShortMessage.of(OTA, card, 0, 0, 0, new byte[161])))
                    .isEqualTo(CommandStatus.INVALID_MESSAGE_LENGTH);
            assertThat(refusal(esme, ShortMessage.of(OTA, card, 0x40, 0x7F, 0xF6, new byte[] {5, 0})))
                    .isEqualTo(CommandStatus.INVALID_ESM_CLASS);
            assertThat(refusal(esme, ShortMessage.of(OTA, card, 0x40, 0x7F, 0xF6, new byte[0])))
                    .isEqualTo(CommandStatus.INVALID_ESM_CLASS);
            assertThat(refusal(esme, ShortMessage.of(OTA, SmppAddress.international("abc"), 0, 0, 4, PACKET)))
                    .isEqualTo(CommandStatus.INVALID_DESTINATION_ADDRESS);
            assertThat(refusal(esme, ShortMessage.of(OTA, new SmppAddress(2, 1, "5550001"), 0, 0, 4, PACKET)))
                    .isEqualTo(CommandStatus.INVALID_DESTINATION_ADDRESS);
            assertThat(refusal(esme, ShortMessage.of(new SmppAddress(5, 0, "Bank"), card, 0, 0, 4, PACKET)))
                    .isEqualTo(CommandStatus.INVALID_SOURCE_ADDRESS);
            assertThat(refusal(esme, ShortMessage.of(OTA, card, 0, 0, 0x05, PACKET)))
                    .isEqualTo(CommandStatus.SUBMIT_FAILED);
            assertThat(refusal(esme, toCard().withValidityPeriod("not a time at al")))
                    .isEqualTo(CommandStatus.INVALID_VALIDITY);
            assertThat(refusal(esme, toCard().withValidityPeriod("261121120000000+")))
                    .isEqualTo(CommandStatus.INVALID_VALIDITY);
            assertThat(smsc.counters().mtAccepted()).isZero();
        }
    }

    @Test
    void tellsWhenItsStoreIsFull() throws Exception {
        restart(config().withLimits(SmscLimits.defaults().withWaitingMessages(2)));
        try (PlainEsme esme = bound()) {
            submit(esme, toCard());
            submit(esme, toCard());
            assertThat(refusal(esme, toCard())).isEqualTo(CommandStatus.MESSAGE_QUEUE_FULL);
            subscribers.attach(CARD, deliver -> TAKEN);
            smsc.subscriberAttached(CARD);
            eventually(() -> smsc.counters().mtDelivered() == 2);
            submit(esme, toCard());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "0000000f", "00002001", "ffffffff"})
    void closesAStreamWithAWrongLength(String length) throws Exception {
        try (PlainEsme esme = bound()) {
            esme.sendBytes(HEX.parseHex(length + "00000004"));
            assertThat(esme.receive()).isEqualTo(new GenericNack(CommandStatus.INVALID_COMMAND_LENGTH, 0));
            assertThat(esme.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "00000004, 000101, 80000004, 10",
        "00000009, 6f7461, 80000009, 15",
        "00000004, 00 0101 00 0101 00 00 00 00 00 00 00 00 00 00 05 01, 80000004, 1"
    })
    void answersUnreadableBodiesAndGoesOn(String commandId, String body, String answer, int status) throws Exception {
        try (PlainEsme esme = bound()) {
            byte[] rest = HEX.parseHex(commandId + "0000000000000007" + body.replace(" ", ""));
            esme.sendBytes(HEX.parseHex(String.format("%08x", rest.length + 4)));
            esme.sendBytes(rest);
            Pdu response = esme.receive();
            assertThat(String.format("%08x", response.commandId())).isEqualTo(answer);
            assertThat(response.commandStatus()).isEqualTo(status);
            assertThat(response.sequenceNumber()).isEqualTo(7);
            assertThat(esme.ask(new EnquireLink(8))).isEqualTo(new EnquireLinkResponse(0, 8));
        }
    }

    @Test
    void readsAStreamWhereverItIsCut() throws Exception {
        byte[] request = new SubmitSm(7, toCard()).encode();
        try (PlainEsme esme = bound()) {
            for (int cut = 1; cut < request.length; cut++) {
                esme.sendBytes(Arrays.copyOf(request, cut));
                esme.sendBytes(Arrays.copyOfRange(request, cut, request.length));
                assertThat(esme.receive().commandStatus()).isZero();
            }
            assertThat(smsc.counters().mtAccepted()).isEqualTo(request.length - 1);
        }
    }

    @Test
    void closesConnectionsThatDoNotBindOrAnswer() throws Exception {
        restart(config().withLimits(SmscLimits.defaults().withResponseTimeout(Duration.ofMillis(300))));
        try (PlainEsme silent = new PlainEsme(smsc.port())) {
            assertThat(silent.isClosedByPeer()).isTrue();
        }
        smsc.submitFromTerminal(CARD, fromCard("1234"));
        try (PlainEsme deaf = bound()) {
            deaf.receiveDeliver();
            assertThat(deaf.isClosedByPeer()).isTrue();
        }
        try (PlainEsme esme = bound()) {
            esme.receiveDeliver();
        }
    }

    @Test
    void saysWhichPortItCannotHave() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, config().address())) {
            assertThatThrownBy(() -> Smsc.start(config().withPort(taken.getLocalPort()), subscribers, clock))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("SMPP port " + taken.getLocalPort() + " of 127.0.0.1")
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void unbindsItsEsmesWhenItStops() throws Exception {
        try (PlainEsme esme = bound()) {
            smsc.close();
            assertThat(esme.receive()).isInstanceOf(Unbind.class);
            assertThat(esme.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void refusesAccountsThatShareANumber() {
        List<EsmeAccount> twice = List.of(new EsmeAccount("a", secret(""), OTA), new EsmeAccount("b", secret(""), OTA));
        assertThatThrownBy(() -> SmscConfig.loopback(twice)).isInstanceOf(IllegalArgumentException.class);
    }
}
