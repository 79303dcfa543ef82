package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignException;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.CampaignProgress;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.http.EventSource;
import io.simshift.server.http.SentEvent;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.Phase;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    /** A desk with a campaign that stays as it is. */
    private CampaignDesk withOneCampaign() {
        OperatorProfile b = new OperatorProfile(
                new OperatorId("B"), new Plmn("262", "02"), new Msisdn("491720"), new Msisdn("4917200"), "Net B");
        CampaignView view = new CampaignView(
                "c",
                CampaignPlan.standard(CampaignKind.MOVE, "meters", b),
                CampaignState.RUNNING,
                "",
                "olga",
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                new CampaignProgress(5, 0, 5, 0, 0, Map.of()));
        return (CampaignDesk) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CampaignDesk.class}, (proxy, method, arguments) -> view);
    }

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
                    .containsExactly(new SentEvent("r-" + (RING + 2), "gap", "{}"));
        }
    }

    /** It was told of the gap, or of the campaign, and left before a step came. */
    @Test
    void aReaderThatHadNoStepYetMissesNoneWhenItComesAgain() {
        step("c", 3);
        EventSource late = feed.ofOne(desk, "c", true, Optional.of("x-1"));
        String gap = late.poll(10).get(0).id();
        assertThat(late.position()).isEqualTo(gap);
        step("c", 2);
        EventSource again = feed.ofOne(withOneCampaign(), "c", true, Optional.of(gap));
        assertThat(again.poll(10)).extracting(SentEvent::id).containsExactly("r-4", "r-5", "r-5");
        EventSource fresh = feed.ofOne(withOneCampaign(), "c", true, Optional.empty());
        assertThat(fresh.poll(10)).extracting(SentEvent::id).containsExactly("r-5");
        assertThat(feed.ofOne(withOneCampaign(), "c", false, Optional.empty()).poll(10))
                .extracting(SentEvent::id)
                .containsExactly("");
    }

    @Test
    void fieldsOfEventsAreLines() {
        assertThatThrownBy(() -> new SentEvent("", "a", "b\nid: 7")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SentEvent("1\r", "a", "b")).isInstanceOf(IllegalArgumentException.class);
    }
}
