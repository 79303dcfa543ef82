package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.campaign.CampaignCard;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignException;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.campaign.Canary;
import io.simshift.server.campaign.CardEvent;
import io.simshift.server.campaign.DayWindow;
import io.simshift.server.campaign.FailureLimit;
import io.simshift.server.campaign.OrderFormat;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.campaign.OrderReport;
import io.simshift.server.campaign.Pace;
import io.simshift.server.campaign.Party;
import io.simshift.server.campaign.Schedule;
import io.simshift.server.card.CardStatus;
import io.simshift.server.store.StoreException;
import io.simshift.server.transfer.Phase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskTest {
    @TempDir
    Path folder;

    private World world;
    private FakeSmsc centre;
    private List<Iccid> iccids;

    @BeforeEach
    void begin() {
        world = new World(folder, "A", "B");
        centre = world.centres.get("A");
        iccids = world.make("A", 6, 4, OtaAlgorithm.AES_128);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private CampaignDesk desk() {
        return world.servers.get("A").desk();
    }

    private static CampaignPlan plan() {
        return CampaignPlan.standard(CampaignKind.MOVE, "meters", World.profile("B"));
    }

    private String order(List<Iccid> some) {
        StringBuilder csv = new StringBuilder("iccid,new_imsi\n");
        some.forEach(iccid -> csv.append(iccid)
                .append(',')
                .append(World.newImsi("B", 1 + iccids.indexOf(iccid)))
                .append('\n'));
        return csv.toString();
    }

    private OrderReport upload(String campaign, String csv) {
        return desk().upload(campaign, "order.csv", OrderFormat.CSV, stream(csv), "olga");
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private String uploaded(CampaignPlan plan, List<Iccid> some) {
        String id = desk().create(plan, "olga").id();
        upload(id, order(some));
        return id;
    }

    private String approved(CampaignPlan plan, List<Iccid> some) {
        String id = uploaded(plan, some);
        desk().submit(id, "olga");
        desk().approve(id, Party.DONOR, "dora");
        desk().approve(id, Party.RECIPIENT, "rita");
        return id;
    }

    private void arrive(Iccid iccid) {
        FakeCard card = world.cards.get(iccid);
        card.flip();
        world.servers.get("B").attached(card.imsi).join();
        world.servers.get("A").attached(card.imsi).join();
    }

    private void await(String id, CampaignState state) {
        World.await(state + " of " + id, () -> desk().campaign(id).state() == state);
    }

    private void await(String id, Phase phase, int cards) {
        World.await(
                cards + " cards " + phase, () -> desk().campaign(id).progress().of(phase) == cards);
    }

    @Test
    void movesCardsOnceBothPartiesHaveApproved() {
        String id = uploaded(plan(), iccids);
        assertThat(desk().campaign(id).state()).isEqualTo(CampaignState.VALIDATED);
        desk().submit(id, "olga");
        desk().approve(id, Party.DONOR, "dora");
        CampaignView half = desk().campaign(id);
        assertThat(half.missing()).containsExactly(Party.RECIPIENT);
        settle();
        assertThat(centre.submitted).isEmpty();
        assertThat(world.handovers).isEmpty();

        desk().approve(id, Party.RECIPIENT, "rita");
        await(id, Phase.ACKNOWLEDGED, 6);
        iccids.forEach(this::arrive);
        await(id, CampaignState.FINISHED);
        CampaignView end = desk().campaign(id);
        assertThat(end.progress().of(Phase.CONFIRMED)).isEqualTo(6);
        assertThat(end.approvals()).hasSize(2);
        assertThat(centre.submitted).hasSize(6);
        assertThat(desk().steps(id))
                .extracting("action")
                .containsExactly(
                        "created",
                        "order order.csv uploaded",
                        "submitted for approval",
                        "approved for the donor",
                        "approved for the recipient",
                        "started",
                        "finished");
        // The card may be quicker than the centre's answer, which is history all the same.
        World.await("the whole history", () -> history(iccids.get(0)).contains("SubmitAccepted"));
        assertThat(history(iccids.get(0)))
                .contains("Started", "Reserved", "Provisioned", "SubmitAccepted", "PorArrived", "SeenAtRecipient");
        assertThat(desk().cards(id, Optional.of(Phase.CONFIRMED), 0, 4).items()).hasSize(4);
        assertThat(desk().cards(id, Optional.empty(), 4, 4).items()).hasSize(2);
    }

    private List<String> history(Iccid iccid) {
        return desk().history(iccid, 0, 100).items().stream()
                .map(CardEvent::type)
                .toList();
    }

    /** Long enough for several looks of the pacer. */
    private static void settle() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobodyApprovesHisOwnCampaignOrForBothParties() {
        String id = uploaded(plan(), iccids);
        desk().submit(id, "olga");
        assertKind(() -> desk().approve(id, Party.DONOR, "olga"), CampaignException.Kind.FORBIDDEN);
        desk().approve(id, Party.DONOR, "dora");
        assertKind(() -> desk().approve(id, Party.RECIPIENT, "dora"), CampaignException.Kind.FORBIDDEN);
        assertKind(() -> desk().approve(id, Party.DONOR, "doris"), CampaignException.Kind.CONFLICT);
        desk().refuse(id, Party.RECIPIENT, "rita", "too many");
        CampaignView refused = desk().campaign(id);
        assertThat(refused.state()).isEqualTo(CampaignState.VALIDATED);
        assertThat(refused.reason()).isEqualTo("refused for the recipient: too many");
        assertThat(refused.approvals()).isEmpty();
        assertKind(() -> desk().approve(id, Party.DONOR, "dora"), CampaignException.Kind.CONFLICT);
        assertKind(() -> desk().pause(id, "olga", ""), CampaignException.Kind.CONFLICT);
        assertKind(() -> desk().campaign("none"), CampaignException.Kind.NOT_FOUND);
    }

    @Test
    void nobodyApprovesWhatHeHasHadAHandIn() {
        String id = desk().create(plan(), "olga").id();
        desk().change(id, plan(), "carl");
        desk().upload(id, "order.csv", OrderFormat.CSV, stream(order(iccids)), "ulla");
        desk().upload(id, "order.csv", OrderFormat.CSV, stream(order(iccids)), "umar");
        desk().submit(id, "sven");
        desk().changePace(id, plan().pace(), "pia");
        for (String shaper : List.of("olga", "carl", "ulla", "umar", "sven", "pia")) {
            for (Party party : Party.values()) {
                assertThatThrownBy(() -> desk().approve(id, party, shaper))
                        .as(shaper)
                        .isInstanceOfSatisfying(
                                CampaignException.class,
                                e -> assertThat(e.kind()).isEqualTo(CampaignException.Kind.FORBIDDEN))
                        .hasMessageContaining(shaper + " has had a hand in the campaign");
            }
        }
        desk().approve(id, Party.DONOR, "dora");
        desk().refuse(id, Party.RECIPIENT, "rita", "too many");
        desk().submit(id, "sven");
        desk().approve(id, Party.DONOR, "dora");
        assertThat(desk().approve(id, Party.RECIPIENT, "rita").state()).isEqualTo(CampaignState.SCHEDULED);
    }

    private static void assertKind(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, CampaignException.Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CampaignException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void reportsEachBadRowWithItsLine() throws Exception {
        world.servers
                .get("A")
                .startMove(
                        Files.writeString(folder.resolve("o.csv"), order(iccids.subList(5, 6))),
                        World.profile("B"),
                        MoveOptions.provisionFirst());
        String other = uploaded(plan(), iccids.subList(0, 1));
        String id = desk().create(plan(), "olga").id();
        OrderReport report = upload(
                id,
                "iccid,new_imsi\n"
                        + iccids.get(0) + ",262029000000002\n"
                        + iccids.get(1) + ",262029000000001\n"
                        + iccids.get(5) + ",262029000000003\n"
                        + iccids.get(2) + ",262039000000003\n"
                        + iccids.get(2) + ",262029000000004\n"
                        + iccids.get(2) + ",262029000000005\n"
                        + iccids.get(3) + ",262029000000004\n"
                        + "nonsense,262029000000006\n"
                        + "8900000000000000003,262029000000007\n");
        assertThat(report.lines()).isEqualTo(9);
        assertThat(report.accepted()).isEqualTo(1);
        assertThat(report.firstProblems())
                .extracting(OrderProblem::toString)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("order.csv:2: ICCID " + iccids.get(0) + " waits in campaign " + other
                                        + " already"),
                        line -> assertThat(line).startsWith("order.csv:3: IMSI 262029000000001 "),
                        line -> assertThat(line)
                                .startsWith("order.csv:4: card " + iccids.get(5) + " is on its way to B"),
                        line -> assertThat(line).startsWith("order.csv:5: IMSI 262039000000003 is not one of B"),
                        line -> assertThat(line)
                                .isEqualTo("order.csv:7: ICCID " + iccids.get(2) + " stands in line 6 already"),
                        line -> assertThat(line)
                                .isEqualTo("order.csv:8: IMSI 262029000000004 stands in line 6 already"),
                        line -> assertThat(line).startsWith("order.csv:9: "),
                        line -> assertThat(line)
                                .isEqualTo("order.csv:10: ICCID 8900000000000000003 is not a card of A"));
        assertThat(desk().problems(id, 0, 1000).items()).isEqualTo(report.firstProblems());
        assertThat(desk().problems(id, 0, 3).next()).hasValue(3);
        assertThat(desk().campaign(id).progress().refused()).isEqualTo(8);
    }

    @Test
    void keepsNothingOfAnUploadThatBreaksOff() {
        String id = desk().create(plan(), "olga").id();
        InputStream broken = new java.io.SequenceInputStream(stream(order(iccids)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
        assertThatThrownBy(() -> desk().upload(id, "o", OrderFormat.CSV, broken, "olga"))
                .hasMessageContaining("connection reset");
        assertThat(desk().campaign(id).state()).isEqualTo(CampaignState.DRAFT);
        assertKind(() -> upload(id, "iccid,new_imsi\nx,y\n"), CampaignException.Kind.INVALID);
        assertKind(() -> upload(id, "what"), CampaignException.Kind.INVALID);
        assertThat(upload(id, order(iccids.subList(0, 3))).accepted()).isEqualTo(3);
        assertThat(upload(id, order(iccids.subList(0, 2))).accepted()).isEqualTo(2);
        assertThat(desk().cards(id, Optional.empty(), 0, 10).items()).hasSize(2);
        assertThat(desk().campaign(id).progress().cards()).isEqualTo(2);
    }

    @Test
    void sendsNothingWhileItIsPaused() {
        centre.fates.addAll(List.of(FakeSmsc.Fate.THROTTLED, FakeSmsc.Fate.THROTTLED));
        Pace oneByOne = new Pace(0, 2, 5, Duration.ofSeconds(30), Duration.ofHours(1));
        String id = approved(plan().withPace(oneByOne), iccids.subList(0, 2));
        await(id, Phase.QUEUED, 2);
        desk().pause(id, "olga", "the network is down");
        int before = centre.submitted.size();
        world.clock.advance(Duration.ofMinutes(1));
        settle();
        world.clock.advance(Duration.ofMinutes(1));
        settle();
        assertThat(centre.submitted).hasSize(before);
        assertThat(desk().campaign(id).reason()).isEqualTo("the network is down");
        desk().resume(id, "olga");
        world.clock.advance(Duration.ofMinutes(1));
        await(id, Phase.ACKNOWLEDGED, 2);
        assertThat(centre.submitted).hasSize(before + 2);
        CampaignCard card = desk().card(id, iccids.get(0)).orElseThrow();
        assertThat(card.submissions()).isEqualTo(2);
    }

    @Test
    void keepsToItsHoursAndItsStart() {
        LocalTime now = LocalTime.ofInstant(world.clock.instant(), ZoneId.of("UTC"));
        Schedule schedule = new Schedule(
                Optional.of(world.clock.instant().plus(Duration.ofDays(2))),
                List.of(new DayWindow(now.plusHours(3), now.plusHours(4))),
                ZoneId.of("UTC"),
                Duration.ofDays(3));
        String id = approved(plan().withSchedule(schedule), iccids);
        settle();
        world.clock.advance(Duration.ofDays(2).plusMinutes(90));
        settle();
        assertThat(desk().campaign(id).state()).isEqualTo(CampaignState.SCHEDULED);
        assertThat(centre.submitted).isEmpty();
        world.clock.advance(Duration.ofHours(2));
        await(id, Phase.ACKNOWLEDGED, 6);
        assertThat(desk().campaign(id).startedAt()).contains(world.clock.instant());
    }

    @Test
    void goesNoFasterThanItsRateAndItsConcurrency() {
        Pace slow = new Pace(2, 100, 5, Duration.ofSeconds(30), Duration.ofHours(1));
        String id = approved(plan().withPace(slow), iccids);
        await(id, Phase.ACKNOWLEDGED, 1);
        settle();
        assertThat(centre.submitted).hasSize(1);
        world.clock.advance(Duration.ofMillis(500));
        await(id, Phase.ACKNOWLEDGED, 2);
        settle();
        assertThat(centre.submitted).hasSize(2);
        for (int i = 0; i < 4; i++) {
            centre.fates.add(FakeSmsc.Fate.KEPT);
        }
        desk().changePace(id, new Pace(0, 3, 5, Duration.ofSeconds(30), Duration.ofHours(1)), "olga");
        await(id, Phase.ACCEPTED, 3);
        settle();
        assertThat(centre.submitted).hasSize(5);
    }

    @Test
    void stopsWhenTheTestBatchFails() {
        centre.fates.addAll(List.of(FakeSmsc.Fate.REFUSED, FakeSmsc.Fate.REFUSED));
        String id = approved(plan().withCanary(new Canary(3, 1, Duration.ofHours(6))), iccids);
        await(id, CampaignState.STOPPED);
        World.await("the rest called off", () -> desk().campaign(id).progress().calledOff() == 3);
        assertThat(desk().campaign(id).reason())
                .isEqualTo("2 of the 3 cards of the test batch have failed or not settled");
        assertThat(centre.submitted).hasSize(3);
        assertThat(desk().failures(id)).hasSize(1).containsValue(2L);
    }

    @Test
    void goesOnAfterAGoodTestBatchAndStopsAtTheFailureLimit() {
        CampaignPlan plan =
                plan().withCanary(new Canary(2, 0, Duration.ofHours(6))).withFailureLimit(new FailureLimit(20, 3));
        String id = approved(plan, iccids);
        await(id, Phase.ACKNOWLEDGED, 2);
        settle();
        assertThat(centre.submitted).hasSize(2);
        // The failure comes last, so that stopping finds the others with the centre already.
        centre.fates.addAll(List.of(FakeSmsc.Fate.KEPT, FakeSmsc.Fate.KEPT, FakeSmsc.Fate.KEPT, FakeSmsc.Fate.REFUSED));
        arrive(iccids.get(0));
        arrive(iccids.get(1));
        await(id, CampaignState.STOPPED);
        assertThat(desk().campaign(id).reason()).isEqualTo("1 of 3 settled cards have failed, more than 20 percent");
        assertThat(desk().campaign(id).progress().of(Phase.ACCEPTED)).isEqualTo(3);
    }

    @Test
    void countsCardsOfATestBatchThatTakeTooLong() {
        String id = approved(plan().withCanary(new Canary(2, 0, Duration.ofHours(6))), iccids);
        await(id, Phase.ACKNOWLEDGED, 2);
        world.clock.advance(Duration.ofHours(6));
        await(id, CampaignState.STOPPED);
        assertThat(centre.submitted).hasSize(2);
    }

    /** The campaign is stopped, and then the store goes away before its one unsent card is called off. */
    private String halfStopped() throws SQLException {
        centre.fates.add(FakeSmsc.Fate.THROTTLED);
        String id = approved(plan(), iccids.subList(0, 1));
        await(id, Phase.QUEUED, 1);
        World.await("the refusal", () -> history(iccids.get(0)).contains("SubmitRefused"));
        server("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(FAIL, 'disk is full'); END");
        try {
            assertThatThrownBy(() -> desk().stop(id, "olga", "enough")).isInstanceOf(StoreException.class);
            assertThat(desk().campaign(id).state()).isEqualTo(CampaignState.STOPPED);
        } finally {
            server("DROP TRIGGER full");
        }
        return id;
    }

    private void server(String sql) throws SQLException {
        String file = "jdbc:sqlite:" + world.folder.resolve("A").resolve("server.db");
        try (Connection db = DriverManager.getConnection(file);
                Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void stopMayBeSaidAgainWhereTheStoreWentAwayInTheMiddle() throws Exception {
        String id = halfStopped();
        assertThat(desk().stop(id, "olga", "enough").reason()).isEqualTo("enough");
        await(id, Phase.CANCELLED, 1);
        assertThat(desk().steps(id))
                .extracting("action")
                .filteredOn("stopped: enough"::equals)
                .hasSize(1);
    }

    @Test
    void aStopThatWasCutOffIsBroughtToItsEndAtTheStart() throws Exception {
        String id = halfStopped();
        world.restartWithoutCampaign("A");
        await(id, Phase.CANCELLED, 1);
        assertThat(centre.submitted).hasSize(1);
    }

    @Test
    void callsOneCardOffAndTriesTheFailedOnesAgain() {
        centre.fates.addAll(List.of(FakeSmsc.Fate.REFUSED, FakeSmsc.Fate.KEPT));
        Pace two = new Pace(0, 1, 5, Duration.ofSeconds(30), Duration.ofHours(1));
        String id = approved(plan().withPace(two), iccids);
        await(id, Phase.ACCEPTED, 1);
        assertThat(desk().cancelCard(id, iccids.get(5), "olga").join()).isEmpty();
        assertKind(() -> desk().cancelCard(id, iccids.get(5), "olga"), CampaignException.Kind.CONFLICT);
        assertThat(desk().cancelCard(id, iccids.get(1), "olga").join()).contains(Phase.CANCELLING);
        await(id, Phase.CANCELLED, 1);
        await(id, Phase.ACKNOWLEDGED, 3);
        iccids.subList(2, 5).forEach(this::arrive);
        await(id, CampaignState.FINISHED);

        CampaignView again = desk().retryFailed(id, "olga");
        assertThat(again.state()).isEqualTo(CampaignState.VALIDATED);
        assertThat(again.plan().name()).isEqualTo("meters (again)");
        assertThat(desk().cards(again.id(), Optional.empty(), 0, 10).items())
                .extracting(CampaignCard::iccid)
                .containsExactly(iccids.get(0), iccids.get(1), iccids.get(5));
        assertKind(() -> desk().retryFailed(id, "olga"), CampaignException.Kind.CONFLICT);
        desk().submit(again.id(), "olga");
        desk().approve(again.id(), Party.DONOR, "dora");
        desk().approve(again.id(), Party.RECIPIENT, "rita");
        await(again.id(), Phase.ACKNOWLEDGED, 3);
    }

    @Test
    void goesOnAfterARestartWhereItWas() {
        Pace slow = new Pace(0, 2, 5, Duration.ofSeconds(30), Duration.ofHours(1));
        for (int i = 0; i < 2; i++) {
            centre.fates.add(FakeSmsc.Fate.KEPT);
        }
        String id = approved(plan().withPace(slow), iccids);
        await(id, Phase.ACCEPTED, 2);
        CampaignView before = desk().campaign(id);
        world.restartWithoutCampaign("A");
        assertThat(desk().campaign(id)).isEqualTo(before);
        desk().pause(id, "olga", "wait");
        world.restartWithoutCampaign("A");
        assertThat(desk().campaign(id).state()).isEqualTo(CampaignState.PAUSED);
        desk().changePace(id, Pace.standard(), "olga");
        desk().resume(id, "olga");
        await(id, Phase.ACKNOWLEDGED, 4);
        assertThat(desk().campaign(id).progress().of(Phase.ACCEPTED)).isEqualTo(2);
        assertThat(centre.submitted).hasSize(6);
    }

    @Test
    void endsCardsWhoseTurnDidNotComeInTime() {
        centre.fates.add(FakeSmsc.Fate.KEPT);
        Pace one = new Pace(0, 1, 5, Duration.ofSeconds(30), Duration.ofHours(1));
        String id = approved(plan().withPace(one).withSchedule(Schedule.atOnce(Duration.ofMinutes(30))), iccids);
        await(id, Phase.ACCEPTED, 1);
        world.clock.advance(Duration.ofHours(1));
        World.await("cards out of time", () -> desk().campaign(id).progress().calledOff() == 5);
        assertThat(desk().card(id, iccids.get(5)).orElseThrow().status()).isEqualTo(CampaignCard.Status.EXPIRED);
    }

    @Test
    void rotatesCardsToTheNextSlotOfTheSameOperator() {
        String id = desk().create(CampaignPlan.standard(CampaignKind.ROTATE, "leaked", World.profile("A")), "olga")
                .id();
        StringBuilder csv = new StringBuilder("iccid,new_imsi\n");
        iccids.forEach(iccid -> csv.append(iccid + "," + World.newImsi("A", 1 + iccids.indexOf(iccid)) + "\n"));
        assertThat(upload(id, csv.toString()).accepted()).isEqualTo(6);
        desk().submit(id, "olga");
        assertThat(desk().campaign(id).missing()).containsExactly(Party.DONOR);
        assertKind(() -> desk().approve(id, Party.RECIPIENT, "rita"), CampaignException.Kind.CONFLICT);
        desk().approve(id, Party.DONOR, "dora");
        await(id, Phase.ACKNOWLEDGED, 6);

        FakeCard card = world.cards.get(iccids.get(0));
        String before = card.imsi.digits();
        iccids.forEach(iccid -> {
            world.cards.get(iccid).flip();
            world.servers.get("A").attached(world.cards.get(iccid).imsi).join();
        });
        await(id, CampaignState.FINISHED);
        assertThat(card.imsi.digits()).isNotEqualTo(before);
        assertThat(world.servers.get("A").cards(CardStatus.HERE)).hasSize(6).allSatisfy(here -> {
            assertThat(here.slot().value()).isEqualTo(2);
            assertThat(here.imsi()).isEqualTo(world.cards.get(here.iccid()).imsi);
        });
        // The new keys and the counter of the new slot reach the card, and so does the next move.
        assertThat(world.servers.get("A").query(iccids.get(0)).join().activeSlot())
                .contains(card.active);
        String next = approved(plan(), iccids);
        await(next, Phase.ACKNOWLEDGED, 6);
        assertThat(world.cards.get(iccids.get(3)).lastSwitch.orElseThrow().target())
                .contains(new SlotIndex(3));
    }

    @Test
    void refusesAPlanThatCannotBeMeant() {
        assertKind(
                () -> desk().create(CampaignPlan.standard(CampaignKind.MOVE, "x", World.profile("A")), "olga"),
                CampaignException.Kind.INVALID);
        assertKind(
                () -> desk().create(CampaignPlan.standard(CampaignKind.ROTATE, "x", World.profile("B")), "olga"),
                CampaignException.Kind.INVALID);
        assertKind(() -> desk().create(plan(), " "), CampaignException.Kind.INVALID);
        assertThatThrownBy(() -> plan().withName("two\nlines")).isInstanceOf(IllegalArgumentException.class);
        assertKind(
                () -> desk().cards(desk().create(plan(), "o").id(), Optional.empty(), 0, 0),
                CampaignException.Kind.INVALID);
    }
}
