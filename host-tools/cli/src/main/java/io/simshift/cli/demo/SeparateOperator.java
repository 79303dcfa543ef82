package io.simshift.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.partner.SealedSubscriber;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.smsc.EsmeAccount;
import io.simshift.simulator.smsc.Smsc;
import io.simshift.simulator.smsc.SmscConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The world around one operator's server: its radio network with HLR and AuC, and its SMSC. The AuC fetches new subscribers
 * from the server and tells it who has attached, as documented for the API; the server itself is another process.
 */
final class SeparateOperator implements AutoCloseable {
    private static final int SMPP_PASSWORD_BYTES = 4;
    private static final int IDLE_MILLIS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final NumberPlan numbers;
    private final OperatorNetwork network;
    private final Smsc smsc;
    private final String smppPassword;
    private final OperatorIdentity auc;
    private final BlockingQueue<Imsi> attached = new LinkedBlockingQueue<>();
    private volatile boolean closed;
    private Thread courier;

    private SeparateOperator(
            NumberPlan numbers, OperatorNetwork network, Smsc smsc, String smppPassword, OperatorIdentity auc) {
        this.numbers = numbers;
        this.network = network;
        this.smsc = smsc;
        this.smppPassword = smppPassword;
        this.auc = auc;
    }

    static SeparateOperator start(NumberPlan numbers, OperatorIdentity auc, Clock clock, SecureRandom random) {
        OperatorProfile profile = numbers.profile();
        OperatorNetwork network = new OperatorNetwork(profile.id().value(), profile.plmn(), random);
        byte[] bytes = new byte[SMPP_PASSWORD_BYTES];
        random.nextBytes(bytes);
        String password = HexFormat.of().formatHex(bytes);
        EsmeAccount account = new EsmeAccount(
                account(profile),
                SecretBytes.copyOf(password.getBytes(StandardCharsets.US_ASCII)),
                SmppAddress.international(profile.otaNumber().digits()));
        try {
            Smsc smsc = Smsc.start(SmscConfig.loopback(List.of(account)), network, clock);
            network.connect((source, tpdu) -> CompletableFuture.completedFuture(smsc.submitFromTerminal(source, tpdu)));
            SeparateOperator operator = new SeparateOperator(numbers, network, smsc, password, auc);
            network.addListener((imsi, msisdn) -> {
                smsc.subscriberAttached(msisdn);
                operator.attached.add(imsi);
            });
            return operator;
        } catch (IOException e) {
            throw new DemoException("SMSC of operator " + profile.id() + ": " + e.getMessage(), e);
        }
    }

    private static String account(OperatorProfile profile) {
        return "ota-" + profile.id().value();
    }

    ServerFiles.Smsc smscAccount() {
        return new ServerFiles.Smsc(smsc.port(), account(numbers.profile()), smppPassword);
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

    /** The AuC and the HLR begin to talk to the server. */
    void talkTo(RemoteServer server) {
        courier = new Thread(() -> talk(server), "auc-" + name());
        courier.setDaemon(true);
        courier.start();
    }

    private void talk(RemoteServer server) {
        while (!closed) {
            try {
                takeSubscribers(server);
                tellAttached(server);
            } catch (RemoteException e) {
                // The server may be starting or stopping: what is not acknowledged is there the next time.
                pause();
            }
        }
    }

    private void takeSubscribers(RemoteServer server) {
        JsonNode waiting = server.get("/api/v1/subscribers?limit=1000").path("items");
        if (waiting.isEmpty()) {
            return;
        }
        ObjectNode done = JSON.createObjectNode();
        ArrayNode taken = done.putArray("numbers");
        for (JsonNode item : waiting) {
            try (SealedSubscriber.Opened opened =
                    SealedSubscriber.open(item.path("sealed").binaryValue(), auc)) {
                network.provision(new Subscriber(
                        opened.imsi(),
                        opened.msisdn(),
                        SecretBytes.copyOf(opened.k().reveal()),
                        SecretBytes.copyOf(opened.opc().reveal())));
                taken.add(item.path("number").asLong());
            } catch (IOException e) {
                throw new DemoException("the server of " + name() + " sends no base64", e);
            }
        }
        server.postJson("/api/v1/subscribers/acknowledgements", done);
    }

    private void tellAttached(RemoteServer server) {
        Imsi first;
        try {
            first = attached.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
            return;
        }
        if (first == null) {
            return;
        }
        ObjectNode body = JSON.createObjectNode();
        ArrayNode imsis = body.putArray("imsis");
        imsis.add(first.digits());
        for (Imsi more = attached.poll(); more != null; more = attached.poll()) {
            imsis.add(more.digits());
        }
        try {
            server.postJson("/api/v1/attachments", body);
        } catch (RemoteException e) {
            imsis.forEach(imsi -> attached.add(new Imsi(imsi.asText())));
            throw e;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (courier != null) {
            courier.interrupt();
        }
        smsc.close();
    }
}
