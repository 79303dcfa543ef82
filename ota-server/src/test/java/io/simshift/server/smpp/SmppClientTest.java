package io.simshift.server.smpp;

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
import io.simshift.protocol.smpp.OtherPdu;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.smpp.Unbind;
import io.simshift.protocol.smpp.UnbindResponse;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SmppClientTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] PACKET = HEX.parseHex("02700000100d00011515b00010000000000100a0a4");
    private static final SmppAddress OTA = SmppAddress.international("1234");
    private static final SmppAddress CARD = SmppAddress.international("15550001");

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final RecordingIngress ingress = new RecordingIngress();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        executor.shutdownNow();
    }

    /** Binds, unbinds and answers enquire_link; everything else is the test's. */
    private static ScriptedCentre.Script polite(ScriptedCentre.Script rest) {
        return (pdu, connection) -> {
            if (pdu instanceof Bind bind) {
                connection.accept(bind);
            } else if (pdu instanceof Unbind unbind) {
                connection.send(new UnbindResponse(0, unbind.sequenceNumber()));
            } else if (pdu instanceof EnquireLink enquiry) {
                connection.send(new EnquireLinkResponse(0, enquiry.sequenceNumber()));
            } else {
                rest.received(pdu, connection);
            }
        };
    }

    private static void acceptAll(Pdu pdu, ScriptedCentre.Connection connection) throws IOException {
        if (pdu instanceof SubmitSm submit) {
            connection.send(SubmitSmResponse.accepted(submit.sequenceNumber(), "id-" + submit.sequenceNumber()));
        }
    }

    private ScriptedCentre centre(ScriptedCentre.Script script) throws IOException {
        ScriptedCentre centre = new ScriptedCentre(script);
        open.add(centre);
        return centre;
    }

    private SmppClient client(int port, SmppClientLimits limits) {
        SecretBytes password = SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
        SmppClientConfig config = SmppClientConfig.of(
                        InetAddress.getLoopbackAddress().getHostAddress(), port, "ota", password, OTA)
                .withLimits(limits);
        SmppClient client = SmppClient.connect(config, ingress, executor, new Random(1));
        open.add(0, client);
        return client;
    }

    private static SmppClientLimits quick() {
        return SmppClientLimits.defaults()
                .withReconnectDelay(Duration.ofMillis(20), Duration.ofMillis(100))
                .withResponseTimeout(Duration.ofSeconds(10));
    }

    private static OutgoingSms sms() {
        return new OutgoingSms(new Msisdn("15550001"), PACKET, 0x7F, 0xF6, Duration.ofDays(1));
    }

    private static SubmitResult await(CompletionStage<SubmitResult> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void awaitBound(SmppClient client) throws Exception {
        client.firstBind().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void sendsWhatTheCardNeeds() throws Exception {
        ScriptedCentre centre = centre(polite(SmppClientTest::acceptAll));
        SmppClient client = client(centre.port(), quick());

        assertThat(await(client.submit(sms()))).isEqualTo(new SubmitResult.Accepted("id-2"));

        Bind bind = centre.next(Bind.class);
        assertThat(bind.type()).isEqualTo(BindType.TRANSCEIVER);
        assertThat(bind.systemId()).isEqualTo("ota");
        assertThat(bind.password().reveal()).isEqualTo("secret".getBytes(StandardCharsets.US_ASCII));
        assertThat(bind.interfaceVersion()).isEqualTo(0x34);
        assertThat(centre.next(SubmitSm.class).message())
                .isEqualTo(ShortMessage.of(OTA, CARD, 0x40, 0x7F, 0xF6, PACKET)
                        .withValidityPeriod("000001000000000R")
                        .withRegisteredDelivery(1));
    }

    @Test
    void sendsNoMoreThanTheWindowUntilAnswersCome() throws Exception {
        List<SubmitSm> held = new ArrayList<>();
        AtomicInteger most = new AtomicInteger();
        ScriptedCentre centre = centre(polite((pdu, connection) -> {
            if (pdu instanceof SubmitSm submit) {
                held.add(submit);
                most.accumulateAndGet(held.size(), Math::max);
                if (held.size() == 3) {
                    for (SubmitSm each : held) {
                        connection.send(SubmitSmResponse.accepted(each.sequenceNumber(), "x"));
                    }
                    held.clear();
                }
            }
        }));
        SmppClient client = client(centre.port(), quick().withWindow(3));
        List<CompletionStage<SubmitResult>> results = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            results.add(client.submit(sms()));
        }
        for (CompletionStage<SubmitResult> result : results) {
            assertThat(await(result)).isEqualTo(new SubmitResult.Accepted("x"));
        }
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void matchesAnswersThatComeInAnotherOrder() throws Exception {
        List<SubmitSm> held = new ArrayList<>();
        ScriptedCentre centre = centre(polite((pdu, connection) -> {
            held.add((SubmitSm) pdu);
            if (held.size() == 2) {
                long first = held.get(0).sequenceNumber();
                connection.send(SubmitSmResponse.accepted(held.get(1).sequenceNumber(), "second"));
                connection.send(SubmitSmResponse.refused(first, CommandStatus.INVALID_DESTINATION_ADDRESS));
            }
        }));
        SmppClient client = client(centre.port(), quick());
        CompletionStage<SubmitResult> first = client.submit(sms());
        CompletionStage<SubmitResult> second = client.submit(sms());
        assertThat(await(second)).isEqualTo(new SubmitResult.Accepted("second"));
        assertThat(await(first)).isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_DESTINATION_ADDRESS, false));
    }

    @Test
    void refusesAtOnceWhatItCannotHold() throws Exception {
        ScriptedCentre centre = centre(polite((pdu, connection) -> {}));
        SmppClient client = client(centre.port(), quick().withWindow(2).withWaitingMessages(2));
        client.submit(sms());
        client.submit(sms());
        assertThat(await(client.submit(sms())))
                .isEqualTo(new SubmitResult.Refused(CommandStatus.MESSAGE_QUEUE_FULL, true));
    }

    @Test
    void sendsThrottledMessageAgainWithAnotherSequenceNumber() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        ScriptedCentre centre = centre(polite((pdu, connection) -> {
            if (tries.incrementAndGet() < 3) {
                connection.send(SubmitSmResponse.refused(pdu.sequenceNumber(), CommandStatus.THROTTLED));
            } else {
                acceptAll(pdu, connection);
            }
        }));
        SmppClient client = client(centre.port(), quick());
        assertThat(await(client.submit(sms()))).isEqualTo(new SubmitResult.Accepted("id-4"));
        SubmitSm first = centre.next(SubmitSm.class);
        assertThat(centre.next(SubmitSm.class).message()).isEqualTo(first.message());
    }

    @Test
    void reportsMessageWithoutAnswerAsUnknown() throws Exception {
        ScriptedCentre centre = centre(polite((pdu, connection) -> {}));
        SmppClient client = client(centre.port(), quick().withResponseTimeout(Duration.ofMillis(200)));
        assertThat(await(client.submit(sms()))).isInstanceOf(SubmitResult.Unknown.class);
    }

    @Test
    void reportsMessageOfABrokenConnectionAsUnknownAndBindsAgain() throws Exception {
        AtomicInteger submits = new AtomicInteger();
        ScriptedCentre centre = centre(polite((pdu, connection) -> {
            if (submits.incrementAndGet() == 1) {
                connection.close();
            } else {
                acceptAll(pdu, connection);
            }
        }));
        SmppClient client = client(centre.port(), quick());
        assertThat(await(client.submit(sms()))).isInstanceOf(SubmitResult.Unknown.class);
        assertThat(await(client.submit(sms()))).isInstanceOf(SubmitResult.Accepted.class);
        assertThat(centre.connections()).isEqualTo(2);
    }

    @Test
    void waitsForACentreThatComesLater() throws Exception {
        int port = Ports.free();
        SmppClient client = client(port, quick());
        CompletionStage<SubmitResult> early = client.submit(sms());
        open.add(Ports.listenAgain(port, free -> new ScriptedCentre(free, polite(SmppClientTest::acceptAll))));
        assertThat(await(early)).isInstanceOf(SubmitResult.Accepted.class);
    }

    @Test
    void givesMessageBackWhereNoCentreComes() throws Exception {
        int port = Ports.free();
        SmppClient client = client(port, quick().withHandOverLimit(Duration.ofMillis(200)));
        assertThat(await(client.submit(sms())))
                .isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true));
        assertThat(client.isBound()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {CommandStatus.INVALID_PASSWORD, CommandStatus.INVALID_SYSTEM_ID})
    void stopsTryingWhereTheAccountIsRefused(int status) throws Exception {
        ScriptedCentre centre = centre((pdu, connection) ->
                connection.send(BindResponse.refused(BindType.TRANSCEIVER, status, pdu.sequenceNumber())));
        SmppClient client = client(centre.port(), quick());
        assertThatThrownBy(() -> awaitBound(client))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SmppBindException.class,
                        e -> assertThat(e.commandStatus()).isEqualTo(status))
                .hasMessageNotContaining("secret");
        assertThat(await(client.submit(sms()))).isEqualTo(new SubmitResult.Refused(status, true));
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(centre.connections()).isEqualTo(1);
    }

    @Test
    void triesAgainWhereTheBindFailsForAnotherReason() throws Exception {
        AtomicInteger binds = new AtomicInteger();
        ScriptedCentre centre = centre((pdu, connection) -> {
            if (pdu instanceof Bind bind) {
                int nth = binds.incrementAndGet();
                if (nth == 1) {
                    connection.send(BindResponse.refused(BindType.TRANSCEIVER, CommandStatus.ALREADY_BOUND, 1));
                } else if (nth == 2) {
                    connection.send(BindResponse.refused(BindType.TRANSCEIVER, CommandStatus.BIND_FAILED, 1));
                } else if (nth == 3) {
                    connection.send(new GenericNack(CommandStatus.SYSTEM_ERROR, bind.sequenceNumber()));
                } else {
                    connection.accept(bind);
                }
            }
        });
        SmppClient client = client(centre.port(), quick().withResponseTimeout(Duration.ofSeconds(1)));
        awaitBound(client);
        assertThat(binds.get()).isEqualTo(4);
    }

    /** More waits to be written than a socket takes: the goodbye never gets through, and must not be waited for. */
    @Test
    void leavesCentreThatReadsNoMore() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger binds = new AtomicInteger();
        ScriptedCentre centre = centre(polite((pdu, connection) -> {
            if (binds.get() > 1) {
                acceptAll(pdu, connection);
            } else if (pdu instanceof SubmitSm) {
                binds.incrementAndGet();
                awaitQuietly(over);
            }
        }));
        SmppClient client = client(
                centre.port(),
                quick().withWindow(40_000)
                        .withResponseTimeout(Duration.ofMillis(500))
                        .withEnquireLinkInterval(Duration.ofMillis(200)));
        awaitBound(client);
        OutgoingSms longest = new OutgoingSms(new Msisdn("15550001"), new byte[140], 0x7F, 0xF6, Duration.ofDays(1));
        for (int i = 0; i < 40_000; i++) {
            client.submit(longest);
        }
        try {
            for (int i = 0; i < 200 && centre.connections() < 2; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(centre.connections()).isGreaterThan(1);
        } finally {
            over.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void givesUpALinkThatDoesNotAnswerEnquireLink() throws Exception {
        ScriptedCentre centre = centre((pdu, connection) -> {
            if (pdu instanceof Bind bind) {
                connection.accept(bind);
            }
        });
        client(
                centre.port(),
                quick().withEnquireLinkInterval(Duration.ofMillis(100)).withResponseTimeout(Duration.ofMillis(200)));
        centre.next(Bind.class);
        centre.next(EnquireLink.class);
        centre.next(Bind.class);
        assertThat(centre.connections()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void answersDeliverSmOnlyWhenItIsKept() throws Exception {
        ScriptedCentre centre = centre(polite((pdu, connection) -> {}));
        SmppClient client = client(centre.port(), quick());
        awaitBound(client);
        ingress.failNext(1);
        DeliverSm por = new DeliverSm(77, ShortMessage.of(CARD, OTA, 0x40, 0, 0xF6, PACKET));

        centre.current().send(por);
        assertThat(centre.next(DeliverSmResponse.class))
                .isEqualTo(new DeliverSmResponse(CommandStatus.RECEIVER_TEMPORARY_ERROR, 77));
        assertThat(ingress.messagesLeft()).isZero();

        centre.current().send(por);
        assertThat(centre.next(DeliverSmResponse.class)).isEqualTo(new DeliverSmResponse(0, 77));
        IncomingSms kept = ingress.nextMessage();
        assertThat(kept.source()).isEqualTo(new Msisdn("15550001"));
        assertThat(kept.userData()).isEqualTo(PACKET);
        assertThat(kept.hasUserDataHeader()).isTrue();
    }

    @Test
    void refusesForGoodWhatNoCardCanHaveSent() throws Exception {
        ScriptedCentre centre = centre(polite((pdu, connection) -> {}));
        awaitBound(client(centre.port(), quick()));
        SmppAddress name = new SmppAddress(5, 0, "Bank");
        centre.current().send(new DeliverSm(5, ShortMessage.of(name, OTA, 0, 0, 0, PACKET)));
        assertThat(centre.next(DeliverSmResponse.class))
                .isEqualTo(new DeliverSmResponse(CommandStatus.RECEIVER_PERMANENT_ERROR, 5));
        centre.current().send(new DeliverSm(6, ShortMessage.of(CARD, OTA, 0x04, 0, 0, new byte[] {'?'})));
        assertThat(centre.next(DeliverSmResponse.class))
                .isEqualTo(new DeliverSmResponse(CommandStatus.RECEIVER_PERMANENT_ERROR, 6));
    }

    @Test
    void answersWhatItCannotReadOrServe() throws Exception {
        ScriptedCentre centre = centre(polite((pdu, connection) -> {}));
        SmppClient client = client(centre.port(), quick());
        awaitBound(client);
        ScriptedCentre.Connection connection = centre.current();

        connection.sendBytes(HEX.parseHex("0000001400000005000000000000000900010131"));
        assertThat(centre.next(DeliverSmResponse.class))
                .isEqualTo(new DeliverSmResponse(CommandStatus.INVALID_SOURCE_ADDRESS, 9));
        connection.sendBytes(HEX.parseHex("0000001000000110000000000a342ee7"));
        assertThat(centre.next(GenericNack.class))
                .isEqualTo(new GenericNack(CommandStatus.INVALID_COMMAND_ID, 0x0A342EE7));
        connection.send(new OtherPdu(CommandId.DATA_SM, 0, 10, new byte[3]));
        assertThat(centre.next(OtherPdu.class))
                .isEqualTo(OtherPdu.refusing(CommandId.DATA_SM, CommandStatus.INVALID_COMMAND_ID, 10));
        assertThat(client.isBound()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "0000000f", "ffffffff"})
    void leavesAStreamWithAWrongLengthAndBindsAgain(String length) throws Exception {
        ScriptedCentre centre = centre(polite(SmppClientTest::acceptAll));
        SmppClient client = client(centre.port(), quick());
        awaitBound(client);
        centre.current().sendBytes(HEX.parseHex(length + "80000004"));
        assertThat(centre.next(GenericNack.class)).isEqualTo(new GenericNack(CommandStatus.INVALID_COMMAND_LENGTH, 0));
        assertThat(await(client.submit(sms()))).isInstanceOf(SubmitResult.Accepted.class);
        assertThat(centre.connections()).isEqualTo(2);
    }

    @Test
    void callsUnreadableAcceptanceUnknown() throws Exception {
        ScriptedCentre centre = centre(polite((pdu, connection) -> connection.sendBytes(
                HEX.parseHex("0000001180000004" + "00000000" + String.format("%08x", pdu.sequenceNumber()) + "39"))));
        SmppClient client = client(centre.port(), quick());
        assertThat(await(client.submit(sms()))).isInstanceOf(SubmitResult.Unknown.class);
    }

    @Test
    void bindsAgainWhereTheCentreUnbinds() throws Exception {
        ScriptedCentre centre = centre(polite(SmppClientTest::acceptAll));
        SmppClient client = client(centre.port(), quick());
        awaitBound(client);
        centre.next(Bind.class);
        centre.current().send(new Unbind(3));
        assertThat(centre.next(UnbindResponse.class)).isEqualTo(new UnbindResponse(0, 3));
        centre.next(Bind.class);
    }

    @Test
    void closesAfterTheLastAnswerAndWithUnbind() throws Exception {
        ScriptedCentre centre = centre(polite((pdu, connection) -> {
            if (pdu instanceof SubmitSm submit) {
                executor.execute(() -> answerLate(submit, connection));
            }
        }));
        SmppClient client = client(centre.port(), quick().withWindow(1));
        CompletionStage<SubmitResult> sent = client.submit(sms());
        CompletionStage<SubmitResult> waiting = client.submit(sms());
        centre.next(SubmitSm.class);
        client.close();
        assertThat(await(sent)).isInstanceOf(SubmitResult.Accepted.class);
        assertThat(await(waiting)).isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true));
        centre.next(Unbind.class);
        assertThat(await(client.submit(sms())))
                .isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true));
    }

    @Test
    void closesWithoutACentre() throws Exception {
        int port = Ports.free();
        SmppClient client = client(port, quick());
        CompletionStage<SubmitResult> waiting = client.submit(sms());
        client.close();
        assertThat(await(waiting)).isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true));
        assertThatThrownBy(() -> awaitBound(client)).hasCauseInstanceOf(SmppBindException.class);
    }

    @Test
    void refusesValidityThatCannotBeWritten() throws Exception {
        SmppClient client = client(1, quick());
        OutgoingSms never = new OutgoingSms(new Msisdn("15550001"), PACKET, 0x7F, 0xF6, Duration.ZERO);
        assertThat(await(client.submit(never)))
                .isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_VALIDITY, false));
    }

    private static void answerLate(SubmitSm submit, ScriptedCentre.Connection connection) {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
            acceptAll(submit, connection);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
