package io.simshift.server.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.OtaServer;
import io.simshift.server.engine.RecipientPort;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.partner.Neighbours;
import io.simshift.server.partner.Words;
import io.simshift.server.remote.AnswerJson;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemotePartners;
import io.simshift.server.store.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who takes a donor's hand-overs and hears a recipient's words: other operators' servers, and for a rotation, in which an
 * operator hands cards over to itself, this very server.
 */
final class Recipients implements RecipientPort, Words.Ear, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recipients.class);

    private final OperatorId self;
    private final RemotePartners remotes;
    private final ExecutorService own = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "own-handovers");
        thread.setDaemon(true);
        return thread;
    });
    private volatile OtaServer server;
    private volatile Neighbours neighbours;

    Recipients(OperatorId self, RemotePartners remotes) {
        this.self = self;
        this.remotes = remotes;
    }

    /** What does the work here; until then hand-overs to this operator have to come again. */
    void serve(OtaServer ownServer, Neighbours ownNeighbours) {
        server = ownServer;
        neighbours = ownNeighbours;
    }

    @Override
    public void handOver(SignedHandover handover) {
        if (!handover.handover().recipient().equals(self)) {
            remotes.handOver(handover);
            return;
        }
        if (neighbours == null || !neighbours.hasAuc()) {
            throw new IllegalStateException("without aucCertificate this server takes no cards over, not even its own");
        }
        // It asks the escrow: other hand-overs need not wait for that.
        own.execute(() -> take(handover));
    }

    private void take(SignedHandover handover) {
        try {
            neighbours.takeHandedOver(handover).problems().forEach(LOG::warn);
        } catch (RuntimeException e) {
            // Whoever waits for its effect gives it again.
            LOG.warn("an own hand-over failed and will be tried again: {}", e.getMessage());
        }
    }

    @Override
    public void tell(OperatorId partner, String path, JsonNode body) {
        if (!partner.equals(self)) {
            remotes.server(partner).postJson(path, body);
        } else if (path.equals(Neighbours.PROVISIONINGS)) {
            List<HandoverEntry> entries = new ArrayList<>();
            body.path("entries").forEach(entry -> entries.add(AnswerJson.entry(entry)));
            Await.result(server().provisioned(self, entries));
        } else if (path.equals(Neighbours.ARRIVALS)) {
            body.path("imsis").forEach(imsi -> Await.result(server().attached(new Imsi(imsi.asText()))));
        } else {
            throw new IllegalArgumentException("nobody here hears " + path);
        }
    }

    private OtaServer server() {
        if (server == null) {
            throw new RemoteException(0, "this server is still starting", null);
        }
        return server;
    }

    @Override
    public void close() {
        own.shutdownNow();
        remotes.close();
    }
}
