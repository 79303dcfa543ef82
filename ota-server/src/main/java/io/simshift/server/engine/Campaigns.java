package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.TransferState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The campaigns in memory. */
final class Campaigns {
    private final Map<String, Campaign> byId = new ConcurrentSkipListMap<>();

    /** Reads what earlier runs have stored. */
    void load(Database database, TransferStore store) {
        database.read(db -> {
            for (CampaignRecord record : store.campaigns(db)) {
                Campaign campaign = new Campaign(record);
                Map<TransferId, Iccid> cards = new HashMap<>();
                for (TransferState state : store.ofCampaign(db, record.id())) {
                    campaign.put(state);
                    cards.put(state.id(), state.order().iccid());
                }
                for (TransferStore.Step step : store.history(db, record.id())) {
                    campaign.time(cards.get(step.transfer()), step.phase(), step.at());
                }
                campaign.completeIfSettled();
                byId.put(record.id(), campaign);
            }
            return null;
        });
    }

    void add(Campaign campaign) {
        byId.put(campaign.id(), campaign);
    }

    void remove(String id) {
        byId.remove(id);
    }

    CampaignRecord record(String id) {
        return find(id).orElseThrow(() -> new IllegalStateException("there is no campaign " + id))
                .record();
    }

    Optional<Campaign> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<Campaign> all() {
        return List.copyOf(byId.values());
    }
}
