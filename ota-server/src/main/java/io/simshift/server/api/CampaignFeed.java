package io.simshift.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.http.EventSource;
import io.simshift.server.http.Json;
import io.simshift.server.http.SentEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * What happens to campaigns and their cards, for readers of event streams. Steps of cards are kept in a ring: a reader that is
 * slower than the ring is dropped. Campaigns are looked at, twice a second at most, however many read; each reader gets those
 * that have changed since it got them last.
 */
public final class CampaignFeed {
    private static final int RING = 65_536;
    private static final long LOOK_NANOS = 500_000_000;
    private static final String CAMPAIGN = "campaign";
    private static final String CARD = "card";
    private static final String GAP = "gap";

    private final LongSupplier nanoClock;
    /** Of this run of the server: ids of another one say nothing here. */
    private final String run;

    private final Step[] ring;
    private long last;
    private final Map<String, Look<CampaignView>> looks = new HashMap<>();
    private Look<List<CampaignView>> lookAtAll;

    private record Step(String campaign, String data) {}

    private record Look<T>(long atNanos, T seen) {}

    /** @param run a word that no other run of the server has */
    public CampaignFeed(String run) {
        this(run, RING, System::nanoTime);
    }

    CampaignFeed(String run, int size, LongSupplier nanoClock) {
        this.run = run;
        this.ring = new Step[size];
        this.nanoClock = nanoClock;
    }

    /** A transfer has made a step, durably. */
    public void progressed(TransferProgress progress) {
        ObjectNode json = Json.object()
                .put("iccid", progress.iccid().digits())
                .put("transfer", progress.id().toString())
                .put("phase", PlanJson.word(progress.phase()))
                .put("at", progress.at().toString())
                .put("reason", progress.reason());
        Step step = new Step(progress.campaign(), json.toString());
        synchronized (this) {
            last++;
            ring[(int) (last % ring.length)] = step;
        }
    }

    /** All campaigns: an event for each that has changed, and for all of them at first. */
    EventSource ofAll(CampaignDesk desk) {
        Map<String, Long> told = new HashMap<>();
        return max -> {
            List<SentEvent> news = new ArrayList<>();
            for (CampaignView view : all(desk)) {
                String data = CampaignJson.of(view).toString();
                if (news.size() < max && !Long.valueOf(mark(data)).equals(told.put(view.id(), mark(data)))) {
                    news.add(new SentEvent("", CAMPAIGN, data));
                }
            }
            return news;
        };
    }

    /** A reader costs no copy of every campaign. */
    private static long mark(String data) {
        return (long) data.hashCode() << Integer.SIZE | data.length();
    }

    private synchronized List<CampaignView> all(CampaignDesk desk) {
        long now = nanoClock.getAsLong();
        if (lookAtAll == null || now - lookAtAll.atNanos() > LOOK_NANOS) {
            lookAtAll = new Look<>(now, desk.campaigns(Optional.empty()));
        }
        return lookAtAll.seen();
    }

    private synchronized CampaignView one(CampaignDesk desk, String campaign) {
        long now = nanoClock.getAsLong();
        looks.values().removeIf(look -> now - look.atNanos() > LOOK_NANOS);
        return looks.computeIfAbsent(campaign, id -> new Look<>(now, desk.campaign(id)))
                .seen();
    }

    /**
     * One campaign: an event for each change of it, and, where {@code cards}, for each step of its cards. A reader that comes
     * again gets the steps after {@code lastEventId}; where these are not kept any more, it is told so by an event 'gap'.
     */
    EventSource ofOne(CampaignDesk desk, String campaign, boolean cards, Optional<String> lastEventId) {
        return new One(desk, campaign, cards, lastEventId);
    }

    private final class One implements EventSource {
        private final CampaignDesk desk;
        private final String campaign;
        private final boolean cards;
        private boolean gap;
        private long read;
        private String told = "";

        One(CampaignDesk desk, String campaign, boolean cards, Optional<String> lastEventId) {
            this.desk = desk;
            this.campaign = campaign;
            this.cards = cards;
            synchronized (CampaignFeed.this) {
                OptionalLong known = lastEventId.map(CampaignFeed.this::number).orElse(OptionalLong.of(last));
                gap = cards && (known.isEmpty() || isLost(known.getAsLong()));
                read = known.isEmpty() || gap ? last : known.getAsLong();
            }
        }

        @Override
        public List<SentEvent> poll(int max) {
            if (gap) {
                gap = false;
                return List.of(new SentEvent(position(), GAP, "{}"));
            }
            List<SentEvent> news = new ArrayList<>();
            if (cards) {
                steps(news, max);
            }
            String data = CampaignJson.of(one(desk, campaign)).toString();
            if (!data.equals(told)) {
                told = data;
                news.add(new SentEvent(position(), CAMPAIGN, data));
            }
            return news;
        }

        /** Also where no step has come yet: what happens while the reader is away is after this. */
        @Override
        public String position() {
            return cards ? run + "-" + read : "";
        }

        private void steps(List<SentEvent> news, int max) {
            synchronized (CampaignFeed.this) {
                if (isLost(read)) {
                    throw new LaggingReaderException();
                }
                while (read < last && news.size() < max) {
                    read++;
                    Step step = ring[(int) (read % ring.length)];
                    if (step.campaign().equals(campaign)) {
                        news.add(new SentEvent(run + "-" + read, CARD, step.data()));
                    }
                }
            }
        }
    }

    /** Whether the step after this number is not kept any more, or never was. */
    private boolean isLost(long number) {
        return number > last || last - number > ring.length;
    }

    private OptionalLong number(String id) {
        String digits = id.startsWith(run + "-") ? id.substring(run.length() + 1) : "";
        return digits.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }
}
