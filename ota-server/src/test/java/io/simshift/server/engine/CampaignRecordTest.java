package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.server.transfer.TransferMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CampaignRecordTest {
    @Test
    void comesBackFromTheStoreWithEveryRuleOfTheFallback() {
        FallbackRule rule = new FallbackRule(
                OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(3), OptionalInt.of(4), OptionalInt.of(5));
        CampaignRecord record = new CampaignRecord(
                "id",
                World.profile("B"),
                new MoveOptions(TransferMode.AS_SPECIFIED, rule, Duration.ofDays(1)),
                Instant.EPOCH,
                List.of(),
                List.of("EF.SPN"));
        CampaignRecord read = CampaignRecord.of(
                "id", record.recipient().id(), TransferMode.AS_SPECIFIED, record.optionsJson(), Instant.EPOCH);
        assertThat(read).isEqualTo(record);
    }
}
