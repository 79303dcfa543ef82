package io.simshift.cli.bip;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.bip.ChannelParameters;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.bip.PushCommand;
import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.FileUpdate;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StageCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.server.bip.BipGateway;
import io.simshift.server.bip.BipGatewayConfig;
import io.simshift.server.bip.BipLimits;
import io.simshift.server.bip.CardArrival;
import io.simshift.server.bip.Script;
import io.simshift.server.bip.ScriptAnswer;
import io.simshift.server.bip.ScriptQueue;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.handset.ChannelNetwork;
import io.simshift.simulator.handset.Delays;
import io.simshift.simulator.handset.FaultyNetwork;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.handset.HandsetStatus;
import io.simshift.simulator.handset.SocketNetwork;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.personalisation.InitialFile;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The applet, a handset with real sockets and the server's gateway: one message makes the card call, all else goes over TCP. */
class SwitchOverTcpTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Imsi IMSI_A = new Imsi("001010000000001");
    private static final Imsi IMSI_B = new Imsi("001020000000009");
    private static final TransferId TRANSFER = new TransferId(0x1122334455667788L);
    private static final Iccid ICCID = Iccid.withCheckDigit("898810000000000001");
    private static final Spi SPI = Spi.secured(false);
    private static final byte[] LOCALHOST = {127, 0, 0, 1};
    /** EF.CHANNEL: seven tries more, after one STATUS. */
    private static final byte[] POLICY = {7, 1, 0};

    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor();
    private final SocketNetwork sockets = new SocketNetwork();
    private final OperatorNetwork a = new OperatorNetwork("A", new Plmn("001", "01"), RANDOM);
    private final OperatorNetwork b = new OperatorNetwork("B", new Plmn("001", "02"), RANDOM);
    private final PersonalisationOrder order = order();
    private final SimulatedCard card = SimulatedCard.install(order.installed());
    private final Map<String, ScriptAnswer> answers = new ConcurrentHashMap<>();
    private final Map<String, CommandApdu> scripts = new LinkedHashMap<>();
    private volatile ScriptQueue queue;
    private final PacketKeys keys = order.slots()
            .get(0)
            .algorithm()
            .packetKeys(order.slots().get(0).kic(), order.slots().get(0).kid());
    private BipGateway gateway;
    private long counter;

    private final class Answers implements ScriptQueue.Listener {
        @Override
        public void arrived(String who, CardArrival arrival) {}

        @Override
        public void answered(String who, Script script, ScriptAnswer answer) {
            answers.put(script.id(), answer);
        }

        @Override
        public void ended(String who, String why) {}

        @Override
        public void unknown(CardArrival arrival) {}
    }

    private static SecretBytes key() {
        return SecretBytes.random(16, RANDOM);
    }

    private static PersonalisationOrder order() {
        List<StoreSlotCommand> slots = new ArrayList<>();
        for (int slot = 1; slot <= 2; slot++) {
            slots.add(
                    new StoreSlotCommand(new SlotIndex(slot), OtaAlgorithm.AES_128, key(), key(), key(), key(), key()));
        }
        List<InitialFile> files = new ArrayList<>(
                new OperatorFiles(IMSI_A, 2, "Operator A", SmsAddress.of(SmsAddress.INTERNATIONAL, "491700000"))
                        .files());
        files.add(InitialFile.underUsim(FileId.EF_CHANNEL, POLICY));
        InstallParameters parameters =
                new InstallParameters(2, InstallParameters.DEFAULT_DELTA_BITS, key(), key(), key());
        return new PersonalisationOrder(ICCID, parameters, slots, files);
    }

    @BeforeEach
    void open() throws IOException {
        Personaliser.personalise(card, order);
        a.provision(subscriber(IMSI_A, "49170000001", 1));
        b.provision(subscriber(IMSI_B, "49180000009", 2));
        gateway = BipGateway.open(
                new BipGatewayConfig(
                        "127.0.0.1",
                        Optional.of(0),
                        Optional.empty(),
                        0,
                        new CatTpSettings(400, 20_000, 4, 50, 30, 0),
                        Optional.empty(),
                        BipLimits.USUAL),
                arrival -> queue.arrived(arrival));
    }

    @AfterEach
    void close() throws Exception {
        turns.shutdownNow();
        assertThat(turns.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        gateway.close();
        sockets.close();
        card.close();
    }

    private Subscriber subscriber(Imsi imsi, String number, int slot) {
        StoreSlotCommand stored = order.slots().get(slot - 1);
        return new Subscriber(imsi, new Msisdn(number), stored.k(), stored.opc());
    }

    private Handset handset(ChannelNetwork network) throws Exception {
        Handset handset = new Handset(
                "h1",
                card,
                new Networks(List.of(a, b)),
                new Handset.Surroundings(
                        turns,
                        Delays.on(turns),
                        Clock.systemUTC(),
                        HandsetSettings.QUICK,
                        (who, event) -> {},
                        Optional.of(network)));
        handset.powerOn();
        await(handset, "A");
        return handset;
    }

    private static void await(Handset handset, String network) throws Exception {
        CompletableFuture<HandsetStatus> attached =
                handset.when(status -> status.attachedAt(network)).toCompletableFuture();
        attached.get(60, TimeUnit.SECONDS);
    }

    private byte[] packet(Framing framing, CommandApdu... commands) {
        counter++;
        CommandPacket packet = CommandPacket.of(
                SPI,
                1,
                keys,
                Tar.SUBSCRIPTION_MANAGEMENT,
                new Counter(counter),
                CompactScript.of(commands).encode());
        return SecuredPackets.secure(packet, keys, framing);
    }

    /** Has the card call. What it has not answered yet is secured anew: PUSH has a counter too. */
    private void push(Handset handset) throws Exception {
        ChannelParameters server = ChannelParameters.to(
                new Transport(Transport.TCP_CLIENT, gateway.tcp().orElseThrow().getPort()), LOCALHOST, 1_400);
        byte[] packet = packet(Framing.SMS, PushCommand.tcpConnection(server).toApdu());
        byte[] message = SmsDeliver.toUsim(
                        SmsAddress.of(SmsAddress.UNKNOWN, "1234"),
                        new byte[SmsDeliver.TIMESTAMP_LENGTH],
                        PacketSegments.ofCommand(packet, 1).get(0))
                .encode();
        ScriptQueue left = new ScriptQueue(ScriptQueue::iccidOrIdentity, new Answers());
        scripts.forEach((id, command) -> {
            if (!answers.containsKey(id)) {
                left.add(ICCID.digits(), new Script(id, packet(Framing.TCP, command), Optional.empty()));
            }
        });
        queue = left;
        handset.deliver(message).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** So many pieces of file updates, 60 bytes each, then the switch. */
    private void plan(int pieces) {
        for (int i = 0; i < pieces; i++) {
            byte[] networks = new byte[60];
            networks[0] = (byte) i;
            scripts.put(
                    "stage" + i,
                    new StageCommand(
                                    TRANSFER,
                                    List.of(
                                            new FileUpdate(FileId.EF_PLMNWACT.value(), 0, networks),
                                            new FileUpdate(FileId.EF_OPLMNWACT.value(), 0, networks)))
                            .toApdu());
        }
        scripts.put(
                "switch",
                new SwitchCommand(
                                IMSI_B,
                                Optional.of(new SlotIndex(2)),
                                TRANSFER,
                                new SlotIndex(1),
                                FallbackRule.NEVER,
                                List.of(),
                                true)
                        .toApdu());
    }

    @Test
    void aCardIsSwitchedOverTcpAfterOneMessage() throws Exception {
        Handset handset = handset(sockets);
        plan(40);
        push(handset);
        await(handset, "B");
        // the card goes on once its answer is on the way: the gateway may read it after that
        for (int i = 0; i < 3_000 && answers.size() < 41; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(answers).hasSize(41);
        for (ScriptAnswer answer : answers.values()) {
            OpenedResponse por = SecuredPackets.openResponse(answer.content(), SPI, keys, Framing.TCP);
            assertThat(por.authenticated()).isTrue();
            assertThat(CompactResponse.decode(por.packet().data()).status().isOk())
                    .isTrue();
        }
        assertThat(handset.status().imsi()).contains(IMSI_B);
    }

    /** Links that do not open and links that break: the card calls again, and is pushed again once it has given up. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4})
    void aCardIsSwitchedThoughLinksBreak(long seed) throws Exception {
        Handset handset = handset(new FaultyNetwork(sockets, new FaultyNetwork.Faults(20, 15, 0), seed));
        plan(3);
        CompletableFuture<HandsetStatus> there =
                handset.when(status -> status.attachedAt("B")).toCompletableFuture();
        int pushes = 0;
        for (int i = 0; i < 3_000 && !there.isDone(); i++) {
            if (i % 300 == 0) {
                push(handset);
                pushes++;
            }
            handset.poll();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(there)
                .as("after %d pushes, answered: %s", pushes, answers.keySet())
                .isDone();
        assertThat(answers).containsKeys("stage0", "stage1", "stage2");
    }
}
