package io.simshift.server.remote;

import io.simshift.server.engine.RecipientPort;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Other operators' servers. A hand-over waits for its own recipient only; one that could not be delivered is given again by
 * whoever waits for its effect.
 */
public final class RemotePartners implements RecipientPort, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemotePartners.class);

    private final Map<OperatorId, RemoteServer> servers;
    private final PartnerLanes lanes = new PartnerLanes();

    /** By the operators' ids. */
    public RemotePartners(Map<OperatorId, RemoteServer> servers) {
        this.servers = Map.copyOf(servers);
    }

    @Override
    public void handOver(SignedHandover handover) {
        OperatorId recipient = handover.handover().recipient();
        RemoteServer server = server(recipient);
        lanes.run(recipient, () -> {
            try {
                server.postText("/api/v1/handovers", handover.encode());
            } catch (RemoteException e) {
                LOG.warn("a hand-over to {} failed and will be tried again: {}", recipient, e.getMessage());
            }
        });
    }

    /** One partner; {@link RemoteException} where the configuration has none of this id. */
    public RemoteServer server(OperatorId operator) {
        return Optional.ofNullable(servers.get(operator))
                .orElseThrow(() -> new RemoteException(0, "the configuration names no partner " + operator, null));
    }

    /** Nothing more is handed over. */
    @Override
    public void close() {
        lanes.close();
    }
}
