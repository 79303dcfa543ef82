package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignException;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.http.EventSource;
import io.simshift.server.http.SentEvent;
import io.simshift.server.transfer.Phase;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The ring of steps; that of campaigns is in {@link OperatorApiTest}. */
class CampaignFeedTest {
    private static final int RING = 4;
    private final CampaignFeed feed = new CampaignFeed("r", RING, System::nanoTime);

    /** A desk that knows no campaign: only steps come out before it is asked. */
    private final CampaignDesk desk = (CampaignDesk) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {CampaignDesk.class}, (proxy, method, arguments) -> {
                throw new CampaignException(CampaignException.Kind.NOT_FOUND, "nobody home");
            });

    private void step(String campaign, int count) {
        for (int i = 0; i < count; i++) {
            feed.progressed(new TransferProgress(
                    new TransferId(7),
                    campaign,
                    new Iccid("8900000000000000003"),
                    new Imsi("262010000000001"),
                    new SlotIndex(2),
                    Phase.SENT,
                    Instant.EPOCH,
                    ""));
        }
    }

    @Test
    void aReaderThatFallsBehindTheRingIsDropped() {
        step("c", 1);
        EventSource slow = feed.ofOne(desk, "c", true, Optional.empty());
        step("c", RING + 1);
        assertThatThrownBy(() -> slow.poll(100)).isInstanceOf(EventSource.LaggingReaderException.class);
    }

    @Test
    void aReaderThatComesTooLateIsToldOfTheGap() {
        step("c", RING + 2);
        for (String id : new String[] {"r-1", "r-999", "x-3", "r-", "", "r-x"}) {
            assertThat(feed.ofOne(desk, "c", true, Optional.of(id)).poll(10))
                    .as(id)
                    .containsExactly(new SentEvent("", "gap", "{}"));
        }
    }

    @Test
    void fieldsOfEventsAreLines() {
        assertThatThrownBy(() -> new SentEvent("", "a", "b\nid: 7")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SentEvent("1\r", "a", "b")).isInstanceOf(IllegalArgumentException.class);
    }
}
