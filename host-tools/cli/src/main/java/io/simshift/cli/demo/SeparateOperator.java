package io.simshift.cli.demo;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.remote.RemoteServer;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.smsc.EsmeAccount;
import io.simshift.simulator.smsc.Smsc;
import io.simshift.simulator.smsc.SmscConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The world around one operator's server: its radio network with HLR and AuC, and its SMSC. The AuC fetches new subscribers
 * from the server and tells it who has attached, as documented for the API; the server itself is another process.
 */
final class SeparateOperator implements AutoCloseable {
    /** A free port of this machine itself. */
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final int WINDOW_MESSAGES = 10;

    private final NumberPlan numbers;
    private final OperatorNetwork network;
    private final Smsc smsc;
    private final InetSocketAddress address;
    private final String smppPassword;
    private final OperatorIdentity auc;
    private final AucCourier courier;

    private SeparateOperator(
            NumberPlan numbers,
            OperatorNetwork network,
            Smsc smsc,
            InetSocketAddress address,
            String smppPassword,
            OperatorIdentity auc) {
        this.address = address;
        this.numbers = numbers;
        this.network = network;
        this.smsc = smsc;
        this.smppPassword = smppPassword;
        this.auc = auc;
        this.courier = new AucCourier(
                name(),
                auc,
                opened -> network.provisionBeside(new Subscriber(
                        opened.imsi(),
                        opened.msisdn(),
                        opened.algorithm(),
                        SecretBytes.copyOf(opened.k().reveal()),
                        SecretBytes.copyOf(opened.opc().reveal()))));
    }

    /** @param smscAddress where its SMSC listens; port 0 for a free one */
    static SeparateOperator start(
            NumberPlan numbers, OperatorIdentity auc, InetSocketAddress smscAddress, Clock clock, SecureRandom random) {
        OperatorProfile profile = numbers.profile();
        OperatorNetwork network = new OperatorNetwork(profile.id().value(), profile.plmn(), random);
        String password = ServerFiles.smppPassword(random);
        EsmeAccount account = new EsmeAccount(
                ServerFiles.smppAccount(profile),
                SecretBytes.copyOf(password.getBytes(StandardCharsets.US_ASCII)),
                SmppAddress.international(profile.otaNumber().digits()));
        try {
            SmscConfig config =
                    SmscConfig.loopback(List.of(account)).at(smscAddress.getAddress(), smscAddress.getPort());
            Smsc smsc = Smsc.start(config, network, clock);
            network.connect((source, tpdu) -> CompletableFuture.completedFuture(smsc.submitFromTerminal(source, tpdu)));
            SeparateOperator operator = new SeparateOperator(numbers, network, smsc, smscAddress, password, auc);
            network.addListener((imsi, msisdn) -> {
                smsc.subscriberAttached(msisdn);
                operator.courier.attached(imsi);
            });
            return operator;
        } catch (IOException e) {
            throw new DemoException("SMSC of operator " + profile.id() + ": " + e.getMessage(), e);
        }
    }

    ServerFiles.Smsc smscAccount() {
        return new ServerFiles.Smsc(
                address.getAddress().getHostAddress(),
                smsc.port(),
                ServerFiles.smppAccount(numbers.profile()),
                smppPassword,
                WINDOW_MESSAGES);
    }

    String name() {
        return numbers.profile().id().value();
    }

    NumberPlan numbers() {
        return numbers;
    }

    OperatorNetwork network() {
        return network;
    }

    OperatorIdentity auc() {
        return auc;
    }

    Smsc smsc() {
        return smsc;
    }

    /** The AuC and the HLR begin to talk to the server. */
    void talkTo(RemoteServer server) {
        courier.talkTo(server);
    }

    @Override
    public void close() {
        courier.close();
        smsc.close();
    }
}
