package io.simshift.server.api;

import io.simshift.server.OtaServer;
import io.simshift.server.http.Route;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.partner.Neighbours;
import io.simshift.server.partner.PartnerStore;
import io.simshift.server.remote.RemotePartners;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All routes of an operator's server but those that every server has. */
public final class OperatorApi {
    private OperatorApi() {}

    /**
     * @param remotes their servers
     * @param feed is told of each step of a transfer
     * @param partners operators that cards go to or come from
     */
    public static List<Route> routes(
            OtaServer server,
            Neighbours neighbours,
            PartnerStore store,
            RemotePartners remotes,
            CampaignFeed feed,
            List<OperatorProfile> partners) {
        Map<OperatorId, OperatorProfile> operators = new HashMap<>();
        operators.put(server.profile().id(), server.profile());
        partners.forEach(partner -> operators.put(partner.id(), partner));
        List<Route> routes = new ArrayList<>();
        routes.addAll(new CampaignRoutes(server.desk(), feed, operators).routes());
        routes.addAll(new CardRoutes(server, neighbours).routes());
        routes.addAll(new PartnerRoutes(server, neighbours, store, remotes, operators).routes());
        return routes;
    }
}
