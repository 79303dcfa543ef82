package io.simshift.server.remote;

import io.simshift.server.engine.RecipientPort;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.util.Map;
import java.util.Optional;

/** Other operators' servers. */
public final class RemotePartners implements RecipientPort {
    private final Map<OperatorId, RemoteServer> servers;

    /** By the operators' ids. */
    public RemotePartners(Map<OperatorId, RemoteServer> servers) {
        this.servers = Map.copyOf(servers);
    }

    @Override
    public void handOver(SignedHandover handover) {
        server(handover.handover().recipient()).postText("/api/v1/handovers", handover.encode());
    }

    /** One partner; {@link RemoteException} where the configuration has none of this id. */
    public RemoteServer server(OperatorId operator) {
        return Optional.ofNullable(servers.get(operator))
                .orElseThrow(() -> new RemoteException(0, "the configuration names no partner " + operator, null));
    }
}
