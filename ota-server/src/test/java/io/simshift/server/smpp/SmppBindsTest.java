package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.Bind;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.BindType;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.DeliverSmResponse;
import io.simshift.protocol.smpp.EnquireLink;
import io.simshift.protocol.smpp.EnquireLinkResponse;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.smpp.Unbind;
import io.simshift.protocol.smpp.UnbindResponse;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several binds, and several message centres. */
@Timeout(60)
class SmppBindsTest {
    private static final SmppAddress OTA = SmppAddress.international("1234");
    private static final SmppAddress CARD = SmppAddress.international("15550001");
    private static final byte[] PACKET = {2, 0x70, 0, 0, 1};

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

    /** A centre that answers, and counts submits by connection. */
    private final class Centre {
        private final Map<ScriptedCentre.Connection, BindType> binds = new ConcurrentHashMap<>();
        private final Map<ScriptedCentre.Connection, AtomicInteger> submits = new ConcurrentHashMap<>();
        private final ScriptedCentre server;
        private volatile int status;
        /** What binds are refused with, and which. */
        private volatile int bindStatus;

        private volatile BindType refused;
        private volatile boolean silent;

        Centre() throws IOException {
            server = new ScriptedCentre(this::received);
            open.add(server);
        }

        private void received(Pdu pdu, ScriptedCentre.Connection connection) throws IOException {
            if (pdu instanceof Bind bind && bindStatus != 0 && (refused == null || refused == bind.type())) {
                connection.send(BindResponse.refused(bind.type(), bindStatus, bind.sequenceNumber()));
            } else if (pdu instanceof Bind bind) {
                connection.accept(bind);
                binds.put(connection, bind.type());
            } else if (pdu instanceof Unbind unbind) {
                connection.send(new UnbindResponse(0, unbind.sequenceNumber()));
            } else if (pdu instanceof EnquireLink enquiry) {
                connection.send(new EnquireLinkResponse(0, enquiry.sequenceNumber()));
            } else if (pdu instanceof SubmitSm submit) {
                submits.computeIfAbsent(connection, c -> new AtomicInteger()).incrementAndGet();
                if (!silent) {
                    connection.send(
                            status == 0
                                    ? SubmitSmResponse.accepted(submit.sequenceNumber(), "7")
                                    : SubmitSmResponse.refused(submit.sequenceNumber(), status));
                }
            }
        }

        int submits() {
            return submits.values().stream().mapToInt(AtomicInteger::get).sum();
        }

        ScriptedCentre.Connection of(BindType type) {
            return binds.entrySet().stream()
                    .filter(entry -> entry.getValue() == type)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
        }
    }

    private static SmppClientConfig config(String name, int port) {
        return config(name, InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    private static SmppClientConfig config(String name, String host, int port) {
        SecretBytes password = SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
        return SmppClientConfig.of(host, port, "ota", password, OTA)
                .withName(name)
                .withLimits(SmppClientLimits.defaults()
                        .withReconnectDelay(Duration.ofMillis(20), Duration.ofMillis(100))
                        .withResponseTimeout(Duration.ofSeconds(10)));
    }

    private SmppClient client(SmppClientConfig... centres) throws Exception {
        SmppClient client = SmppClient.connect(Arrays.asList(centres), ingress, executor, new Random(1));
        open.add(0, client);
        await(() -> client.binds().stream().allMatch(SmppBindState::bound));
        return client;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static CompletionStage<SubmitResult> submit(SmppClient client) {
        return client.submit(new OutgoingSms(new Msisdn("15550001"), PACKET, 0x7F, 0xF6, Duration.ofDays(1)));
    }

    private static List<SubmitResult> results(SmppClient client, int count) throws Exception {
        List<CompletionStage<SubmitResult>> stages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stages.add(submit(client));
        }
        List<SubmitResult> results = new ArrayList<>();
        for (CompletionStage<SubmitResult> stage : stages) {
            results.add(stage.toCompletableFuture().get(30, TimeUnit.SECONDS));
        }
        return results;
    }

    @Test
    void spreadsMessagesOverItsBinds() throws Exception {
        Centre centre = new Centre();
        SmppClient client =
                client(config("", centre.server.port()).withBinds(new SmppBinds(SmppBinds.Form.TRANSCEIVER, 3)));
        assertThat(results(client, 90)).containsOnly(new SubmitResult.Accepted("7"));
        assertThat(centre.submits.values())
                .hasSize(3)
                .allSatisfy(count -> assertThat(count.get()).isGreaterThan(10));
    }

    @Test
    void sendsByTransmittersAndTakesAnswersFromReceivers() throws Exception {
        Centre centre = new Centre();
        SmppClient client = client(
                config("", centre.server.port()).withBinds(new SmppBinds(SmppBinds.Form.TRANSMITTER_AND_RECEIVER, 1)));
        assertThat(results(client, 5)).containsOnly(new SubmitResult.Accepted("7"));
        assertThat(centre.submits.keySet()).containsExactly(centre.of(BindType.TRANSMITTER));

        centre.of(BindType.RECEIVER).send(new DeliverSm(9, ShortMessage.of(CARD, OTA, 0x40, 0, 0xF6, PACKET)));
        assertThat(centre.server.next(DeliverSmResponse.class)).isEqualTo(new DeliverSmResponse(0, 9));
        assertThat(ingress.nextMessage().userData()).isEqualTo(PACKET);
    }

    @Test
    void isNotBoundWhileItCannotReceive() throws Exception {
        Centre centre = new Centre();
        SmppClient client = client(
                config("", centre.server.port()).withBinds(new SmppBinds(SmppBinds.Form.TRANSMITTER_AND_RECEIVER, 1)));
        assertThat(client.isBound()).isTrue();
        centre.bindStatus = CommandStatus.BIND_FAILED;
        centre.refused = BindType.RECEIVER;
        centre.of(BindType.RECEIVER).close();
        await(() -> !client.isBound());
        assertThat(client.binds())
                .filteredOn(bind -> bind.type() == BindType.TRANSMITTER)
                .allMatch(SmppBindState::bound);

        // a card that took it now could not say so
        CompletionStage<SubmitResult> held = submit(client);
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(centre.submits()).isZero();
        centre.bindStatus = 0;
        assertThat(held.toCompletableFuture().get(30, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted("7"));
    }

    /** Three wrong passwords lock many an account. */
    @Test
    void showsAWrongPasswordOnce() throws Exception {
        Centre centre = new Centre();
        centre.bindStatus = CommandStatus.INVALID_PASSWORD;
        SmppClient client = SmppClient.connect(
                config("", centre.server.port()).withBinds(new SmppBinds(SmppBinds.Form.TRANSMITTER_AND_RECEIVER, 4)),
                ingress,
                executor,
                new Random(1));
        open.add(0, client);
        assertThat(results(client, 3)).containsOnly(new SubmitResult.Refused(CommandStatus.INVALID_PASSWORD, true));
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(centre.server.connections()).isEqualTo(1);
    }

    /** All binds are lost, and the password has been changed meanwhile. */
    @Test
    void showsAChangedPasswordOnce() throws Exception {
        Centre centre = new Centre();
        SmppClient client =
                client(config("", centre.server.port()).withBinds(new SmppBinds(SmppBinds.Form.TRANSCEIVER, 4)));
        centre.bindStatus = CommandStatus.INVALID_PASSWORD;
        for (ScriptedCentre.Connection connection : centre.binds.keySet()) {
            connection.close();
        }
        await(() -> !client.isBound());
        assertThat(results(client, 3)).containsOnly(new SubmitResult.Refused(CommandStatus.INVALID_PASSWORD, true));
        TimeUnit.MILLISECONDS.sleep(300);
        // those that had begun to try before the last bind was lost may have shown it too
        assertThat(centre.server.connections()).isLessThan(8);
    }

    @Test
    void aCentreWithoutAddressHoldsUpNoOther() throws Exception {
        Centre south = new Centre();
        SmppClientConfig north = config("north", "smsc.invalid", 2775);
        SmppClient client = SmppClient.connect(
                List.of(north, config("south", south.server.port())), ingress, executor, new Random(1));
        open.add(0, client);
        assertThat(results(client, 20)).containsOnly(new SubmitResult.Accepted("south/7"));
    }

    @Test
    void tellsTheIdsOfCentresApart() throws Exception {
        Centre north = new Centre();
        Centre south = new Centre();
        SmppClient client = client(config("north", north.server.port()), config("south", south.server.port()));
        assertThat(results(client, 20))
                .contains(new SubmitResult.Accepted("north/7"), new SubmitResult.Accepted("south/7"));
        String text = "id:7 sub:001 dlvrd:001 submit date:2611211200 done date:2611211201 stat:DELIVRD err:000 text:";
        south.of(BindType.TRANSCEIVER)
                .send(new DeliverSm(
                        1, ShortMessage.of(CARD, OTA, 0x04, 0, 0, text.getBytes(StandardCharsets.US_ASCII))));
        assertThat(ingress.nextReceipt()).isEqualTo(new DeliveryReceipt("south/7", DeliveryReceipt.Outcome.DELIVERED));
    }

    @Test
    void goesOnOverTheOtherCentreWhenOneIsDown() throws Exception {
        Centre north = new Centre();
        Centre south = new Centre();
        SmppClient client = client(config("north", north.server.port()), config("south", south.server.port()));
        north.server.close();
        await(() -> !client.binds().get(0).bound());
        assertThat(results(client, 30)).containsOnly(new SubmitResult.Accepted("south/7"));
        assertThat(client.isBound()).isTrue();
    }

    @Test
    void goesOnOverTheOtherCentreWhenOneThrottles() throws Exception {
        Centre north = new Centre();
        Centre south = new Centre();
        north.status = CommandStatus.THROTTLED;
        SmppClient client = client(config("north", north.server.port()), config("south", south.server.port()));
        assertThat(results(client, 60)).containsOnly(new SubmitResult.Accepted("south/7"));
        assertThat(north.submits()).isLessThan(30); // a window, and a try after each pause
    }

    /** One that takes messages and says nothing costs its window, and no more. */
    @Test
    void aCentreThatStallsHoldsNoMoreThanItsWindow() throws Exception {
        Centre north = new Centre();
        Centre south = new Centre();
        north.silent = true;
        SmppClient client = client(
                config("north", north.server.port()),
                config("south", south.server.port()).withMessagesPerSecond(0));
        List<CompletionStage<SubmitResult>> stages = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            stages.add(submit(client));
        }
        // a stage completes on another thread, after the client has let go of its message
        await(() -> stages.stream()
                        .filter(stage -> stage.toCompletableFuture().isDone())
                        .count()
                == 490);
        assertThat(client.heldMessages()).isEqualTo(10);
        assertThat(south.submits()).isEqualTo(490);
        assertThat(north.submits()).isEqualTo(10);
        north.server.close(); // else the client waits for its answers when it is closed
    }

    @Test
    void keepsTheRateOfEachCentreOverAllItsBinds() throws Exception {
        Centre slow = new Centre();
        SmppClient client = client(config("", slow.server.port())
                .withMessagesPerSecond(20)
                .withBinds(new SmppBinds(SmppBinds.Form.TRANSCEIVER, 2)));
        long startNanos = System.nanoTime();
        results(client, 22);
        // two at once, and then one each 50 ms: a machine that is slow only makes it longer
        assertThat(System.nanoTime() - startNanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(950));
    }

    @Test
    void staysWhereOneOfItsAccountsIsRefused() throws Exception {
        ScriptedCentre north = new ScriptedCentre((pdu, connection) -> connection.send(
                BindResponse.refused(BindType.TRANSCEIVER, CommandStatus.INVALID_PASSWORD, pdu.sequenceNumber())));
        open.add(north);
        Centre south = new Centre();
        SmppClient client = SmppClient.connect(
                List.of(config("north", north.port()), config("south", south.server.port())),
                ingress,
                executor,
                new Random(1));
        open.add(0, client);
        assertThat(results(client, 20)).containsOnly(new SubmitResult.Accepted("south/7"));
    }

    /** It comes back to wait, and there is nobody left to take it. */
    @Test
    void aMessageThatIsThrottledWhileTheClientClosesIsGivenBack() throws Exception {
        BlockingQueue<Long> sequences = new LinkedBlockingQueue<>();
        ScriptedCentre centre = new ScriptedCentre((pdu, connection) -> {
            if (pdu instanceof Bind bind) {
                connection.accept(bind);
            } else if (pdu instanceof SubmitSm submit) {
                sequences.add(submit.sequenceNumber());
            } else if (pdu instanceof Unbind unbind) {
                connection.send(new UnbindResponse(0, unbind.sequenceNumber()));
            }
        });
        open.add(centre);
        SmppClient client = client(config("", centre.port()));
        CompletionStage<SubmitResult> sent = submit(client);
        long sequence = sequences.take();
        Thread closing = new Thread(client::close);
        closing.start();
        await(() -> !client.isBound());
        centre.current().send(SubmitSmResponse.refused(sequence, CommandStatus.THROTTLED));
        closing.join();
        assertThat(sent.toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(new SubmitResult.Refused(CommandStatus.INVALID_BIND_STATE, true));
        assertThat(client.heldMessages()).isZero();
    }

    @Test
    void centresThatCannotBeToldApartAreRefused() {
        assertThatThrownBy(() ->
                        SmppClient.connect(List.of(config("a", 1), config("a", 2)), ingress, executor, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        SmppClient.connect(List.of(config("", 1), config("a", 2)), ingress, executor, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config("a/b", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
