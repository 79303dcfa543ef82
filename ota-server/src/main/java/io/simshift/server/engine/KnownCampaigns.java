package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.TransferState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The campaigns' records, and of those that were ordered by {@link io.simshift.server.OtaServer#startMove} all cards, in
 * memory. Campaigns of the desk may have a million cards: of them only numbers are kept ({@link Tally}).
 */
final class KnownCampaigns {
    private final Map<String, CampaignRecord> records = new ConcurrentHashMap<>();
    private final Map<String, Campaign> direct = new ConcurrentSkipListMap<>();

    /** Reads what earlier runs have stored. */
    void load(Database database, TransferStore store) {
        database.read(db -> {
            for (CampaignRecord record : store.campaigns(db)) {
                records.put(record.id(), record);
            }
            for (CampaignRecord record : store.directCampaigns(db)) {
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
                direct.put(record.id(), campaign);
            }
            return null;
        });
    }

    void add(Campaign campaign) {
        records.put(campaign.id(), campaign.record());
        direct.put(campaign.id(), campaign);
    }

    void remove(String id) {
        records.remove(id);
        direct.remove(id);
    }

    /** Adds a campaign of the desk, or changes it. */
    void put(CampaignRecord record) {
        records.put(record.id(), record);
    }

    CampaignRecord record(String id) {
        return Optional.ofNullable(records.get(id))
                .orElseThrow(() -> new IllegalStateException("there is no campaign " + id));
    }

    Optional<Campaign> find(String id) {
        return Optional.ofNullable(direct.get(id));
    }

    List<Campaign> all() {
        return List.copyOf(direct.values());
    }
}
