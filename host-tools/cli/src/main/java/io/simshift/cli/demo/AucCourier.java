package io.simshift.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.partner.SealedSubscriber;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What stands between an operator's network and its OTA server: fetches new subscribers for the AuC, and tells the server
 * who has attached, as documented for the API.
 */
final class AucCourier implements AutoCloseable {
    private static final int IDLE_MILLIS = 100;
    private static final int TOLD_AT_ONCE = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String operator;
    private final OperatorIdentity auc;
    private final Consumer<SealedSubscriber.Opened> provision;
    private final BlockingQueue<Imsi> attached = new LinkedBlockingQueue<>();
    private volatile boolean closed;
    private Thread thread;

    /** @param provision keeps a subscriber for the network; copies what it needs of the keys */
    AucCourier(String operator, OperatorIdentity auc, Consumer<SealedSubscriber.Opened> provision) {
        this.operator = operator;
        this.auc = auc;
        this.provision = provision;
    }

    /** The network has authenticated this subscriber. */
    void attached(Imsi imsi) {
        attached.add(imsi);
    }

    void talkTo(RemoteServer server) {
        thread = new Thread(() -> talk(server), "auc-" + operator);
        thread.setDaemon(true);
        thread.start();
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
                provision.accept(opened);
                taken.add(item.path("number").asLong());
            } catch (IOException e) {
                throw new DemoException("the server of " + operator + " sends no base64", e);
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
        while (imsis.size() < TOLD_AT_ONCE) {
            Imsi more = attached.poll();
            if (more == null) {
                break;
            }
            imsis.add(more.digits());
        }
        try {
            server.postJson("/api/v1/attachments", body);
        } catch (RemoteException e) {
            imsis.forEach(imsi -> attached.add(new Imsi(imsi.asText())));
            throw e;
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
