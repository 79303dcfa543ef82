package io.simshift.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.CampaignProgress;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignStep;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.webhook.Happening;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HooksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<CampaignStep> steps = new ArrayList<>();

    private final CampaignDesk desk = (CampaignDesk) Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {CampaignDesk.class},
            (proxy, method, arguments) -> method.getName().equals("steps") ? steps : List.of(view()));

    private CampaignView view() {
        OperatorProfile b = new OperatorProfile(
                new OperatorId("B"), new Plmn("262", "02"), new Msisdn("491720"), new Msisdn("4917200"), "Net B");
        return new CampaignView(
                "c",
                CampaignPlan.standard(CampaignKind.MOVE, "meters", b),
                steps.get(steps.size() - 1).state(),
                "",
                "olga",
                at(0),
                Optional.of(at(0)),
                Optional.empty(),
                List.of(),
                List.of(),
                new CampaignProgress(5, 0, 5, 0, 0, Map.of()));
    }

    private static Instant at(int minute) {
        return Instant.EPOCH.plusSeconds(60L * minute);
    }

    private Happening step(CampaignState state, String action) {
        steps.add(new CampaignStep(at(steps.size()), "olga", action, state));
        return new Hooks(desk).campaigns().get(0).news().get();
    }

    /** A receiver that tells events by their id would drop the second pause. */
    @Test
    void theSameStateAgainIsAnotherEventWithItsOwnTime() throws Exception {
        List<Happening> told = List.of(
                step(CampaignState.RUNNING, "started"),
                step(CampaignState.PAUSED, "paused"),
                step(CampaignState.RUNNING, "resumed"),
                step(CampaignState.PAUSED, "paused"));
        assertThat(told)
                .extracting(Happening::id)
                .containsExactly("c-1-running", "c-2-paused", "c-3-running", "c-4-paused");
        for (int i = 0; i < told.size(); i++) {
            JsonNode json = JSON.readTree(told.get(i).json());
            assertThat(json.path("id").asText()).isEqualTo(told.get(i).id());
            assertThat(json.path("at").asText()).isEqualTo(at(i).toString());
        }
    }

    @Test
    void aStepWithinAStateIsTheSameEvent() {
        Happening first = step(CampaignState.PAUSED, "paused");
        assertThat(step(CampaignState.PAUSED, "pace changed")).isEqualTo(first);
    }
}
