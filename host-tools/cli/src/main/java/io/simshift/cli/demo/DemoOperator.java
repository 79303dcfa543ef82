package io.simshift.cli.demo;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.OtaServer;
import io.simshift.server.engine.CardIntake;
import io.simshift.server.engine.OtaServerConfig;
import io.simshift.server.engine.ProgressListener;
import io.simshift.server.engine.RecipientPort;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.smpp.SmppClient;
import io.simshift.server.smpp.SmppClientConfig;
import io.simshift.server.smpp.SmppClientLimits;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.smsc.EsmeAccount;
import io.simshift.simulator.smsc.Smsc;
import io.simshift.simulator.smsc.SmscConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One operator of the demo: its radio network with HLR and AuC, its SMSC, and its OTA server, which is bound to the SMSC over
 * a TCP socket. Operators share nothing: they meet through the escrow, the hand-over and the word that a card was seen.
 */
final class DemoOperator implements AutoCloseable {
    private static final int BIND_TIMEOUT_SECONDS = 15;
    private static final int SMPP_PASSWORD_BYTES = 4;

    private final NumberPlan numbers;
    private final OperatorProfile profile;
    private final OperatorNetwork network;
    private final Smsc smsc;
    private final KnownKeys knownKeys = new KnownKeys();
    private SmppClient bind;
    private OtaServer server;

    /** What all operators are given. */
    record Surroundings(
            Path dataFolder,
            Escrow escrow,
            RecipientPort recipients,
            ProgressListener progress,
            DemoPace pace,
            Executor executor,
            Clock clock,
            SecureRandom random) {}

    private DemoOperator(NumberPlan numbers, OperatorNetwork network, Smsc smsc) {
        this.numbers = numbers;
        this.profile = numbers.profile();
        this.network = network;
        this.smsc = smsc;
    }

    /**
     * Starts network, SMSC and server, and waits for the bind.
     *
     * @param port of the SMSC; 0 for a free one
     */
    static DemoOperator start(NumberPlan numbers, int port, Surroundings around) {
        OperatorProfile profile = numbers.profile();
        OperatorNetwork network = new OperatorNetwork(profile.id().value(), profile.plmn(), around.random());
        SecretBytes password = smppPassword(around.random());
        SmppAddress otaNumber = SmppAddress.international(profile.otaNumber().digits());
        String account = "ota-" + profile.id().value();
        SmscConfig config = SmscConfig.loopback(List.of(new EsmeAccount(account, password, otaNumber)))
                .withPort(port);
        Smsc smsc;
        try {
            smsc = Smsc.start(config, network, around.clock());
        } catch (IOException e) {
            throw new DemoException("SMSC of operator " + profile.id() + ": " + e.getMessage(), e);
        }
        DemoOperator operator = new DemoOperator(numbers, network, smsc);
        try {
            network.connect((source, tpdu) -> CompletableFuture.completedFuture(smsc.submitFromTerminal(source, tpdu)));
            SmppClientLimits limits = SmppClientLimits.defaults()
                    .within(around.pace().transferPolicy().submitTimeout());
            operator.startServer(
                    SmppClientConfig.of("127.0.0.1", smsc.port(), account, password, otaNumber)
                            .withLimits(limits),
                    around);
            return operator;
        } catch (RuntimeException e) {
            operator.close();
            throw e;
        }
    }

    /** SMPP passwords are at most 8 characters. */
    private static SecretBytes smppPassword(SecureRandom random) {
        byte[] bytes = new byte[SMPP_PASSWORD_BYTES];
        random.nextBytes(bytes);
        return SecretBytes.copyOf(HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
    }

    private void startServer(SmppClientConfig smpp, Surroundings around) {
        OtaServerConfig config = new OtaServerConfig(
                profile,
                around.dataFolder().resolve("operator-" + name()),
                around.pace().keystorePassword(),
                ingress -> {
                    bind = SmppClient.connect(smpp, ingress, around.executor(), around.random());
                    return bind;
                },
                around.escrow(),
                around.recipients(),
                around.progress(),
                around.pace().transferPolicy(),
                around.pace().queryTimeout(),
                around.clock(),
                around.random());
        around.escrow().register(profile.id(), OtaServer.certificate(config));
        server = OtaServer.start(config);
        try {
            bind.firstBind()
                    .toCompletableFuture()
                    .orTimeout(BIND_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new DemoException(
                    "the OTA server of operator " + name() + " could not bind to its SMSC on port " + smsc.port() + ": "
                            + e.getCause().getMessage(),
                    e);
        }
    }

    String name() {
        return profile.id().value();
    }

    NumberPlan numbers() {
        return numbers;
    }

    OperatorProfile profile() {
        return profile;
    }

    OperatorNetwork network() {
        return network;
    }

    Smsc smsc() {
        return smsc;
    }

    OtaServer server() {
        return server;
    }

    KnownKeys knownKeys() {
        return knownKeys;
    }

    /** Takes the first slot of new cards from the escrow, and provisions the HLR. */
    void takeFirstSlots(byte[] sealedSlots) {
        try (CardIntake intake = server.acceptCards(sealedSlots, slot -> numbers.msisdn(slot.imsi()))) {
            provision(intake);
        }
    }

    /**
     * Collects from the escrow what a donor hands over, and provisions the HLR.
     *
     * @return the cards that this operator can serve now
     */
    List<HandoverEntry> collect(SignedHandover handover) {
        try (CardIntake intake = server.collect(handover, slot -> numbers.msisdn(slot.imsi()))) {
            provision(intake);
            return intake.served();
        }
    }

    private void provision(CardIntake intake) {
        if (!intake.problems().isEmpty()) {
            throw new DemoException(
                    "operator " + name() + " did not get all keys: " + String.join("; ", intake.problems()));
        }
        for (CardIntake.TakenCard card : intake.cards()) {
            Msisdn msisdn = card.msisdn();
            network.provision(new Subscriber(
                    card.slot().imsi(),
                    msisdn,
                    card.slot().aka(),
                    copy(card.slot().keys().k()),
                    copy(card.slot().keys().opc())));
            knownKeys.learn(card.slot());
        }
    }

    private static SecretBytes copy(SecretBytes key) {
        return SecretBytes.copyOf(key.reveal());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        smsc.close();
    }
}
