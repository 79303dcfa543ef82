package io.simshift.cli.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.FallbackCause;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.SubscriptionCommand;
import io.simshift.server.engine.MoveOptions;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.transfer.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that must never be is told when it is. */
class JudgeTest {
    private static final OperatorId A = new OperatorId("A");
    private static final OperatorId B = new OperatorId("B");
    private static final TransferId TRANSFER = new TransferId(7);
    private static final Imsi NEW_IMSI = new Imsi("001020000000099");

    @TempDir
    Path folder;

    private World world;
    private Iccid iccid;

    @BeforeEach
    void attachOneCard() {
        world = new World(WorldPlan.of(1, 1, Duration.ofDays(1), Weather.CALM), folder);
        world.startDevices();
        world.pass(Duration.ofMinutes(1));
        iccid = world.cards().get(0).iccid();
        world.judge()
                .ordered(new MoveOrder(
                        TRANSFER,
                        iccid,
                        A,
                        world.cards().get(0).firstImsi(),
                        NEW_IMSI,
                        1,
                        2,
                        MoveOptions.provisionFirst()));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void tellsOfACertaintyThatIsWrong() {
        believe(Phase.ACKNOWLEDGED);
        believe(Phase.UNKNOWN);
        believe(Phase.EXPIRED);
        assertThat(violations()).isEmpty();

        believe(Phase.CONFIRMED);
        assertThat(violations()).singleElement().asString().contains("is CONFIRMED, but the card is in slot 1");
    }

    @Test
    void tellsOfASlotThatWentToTwoOrWentOutAfterItWasTakenBack() {
        world.judge().released(iccid, new SlotIndex(2), B);
        world.judge().released(iccid, new SlotIndex(2), B);
        assertThat(violations()).isEmpty();

        world.judge().released(iccid, new SlotIndex(2), A);
        world.judge().spent(iccid, new SlotIndex(3));
        world.judge().released(iccid, new SlotIndex(3), B);
        assertThat(violations())
                .containsExactly("slot 2 went to B and to A", "slot 3 went to B after it was taken back");
    }

    @Test
    void tellsOfACounterThatServesTwoPackets() {
        submit(5, QueryCommand.ofActiveSlot());
        submit(5, QueryCommand.ofActiveSlot());
        submit(6, new CancelCommand(TRANSFER));
        assertThat(violations()).isEmpty();

        submit(5, new CancelCommand(TRANSFER));
        assertThat(violations()).singleElement().asString().startsWith("A uses counter 5 of slot 1 for ");
    }

    @Test
    void tellsOfAServerThatTalksWithoutEnd() {
        for (int message = 0; message < 60; message++) {
            submit(1, QueryCommand.ofActiveSlot());
        }
        assertThat(violations()).isEmpty();

        submit(1, QueryCommand.ofActiveSlot());
        assertThat(violations()).containsExactly("A sends it more than 60 messages a day");
    }

    @Test
    void tellsOfACardThatSpeaksOfTwoSlots() {
        say(new SlotIndex(1));
        assertThat(violations()).isEmpty();

        say(new SlotIndex(2));
        assertThat(violations())
                .containsExactly(
                        "the card calls slot 2 active, speaks under the keys of slot 1, and has the IMSI of slot 1");
    }

    /** The card sends the answer to a QUERY. */
    private void say(SlotIndex active) {
        WorldCard card = world.cards().get(0);
        byte[] none = new byte[CheckValues.VALUE_LENGTH];
        QueryAnswer answer = new QueryAnswer(
                Optional.of(iccid),
                Optional.of(card.firstImsi()),
                Optional.of(active),
                CardState.STABLE,
                Optional.empty(),
                Optional.empty(),
                7,
                new QueryAnswer.SlotReport(active, SlotState.ACTIVE, new CheckValues(none, none, none, none)),
                new Counter(5),
                FallbackCause.NONE,
                new QueryAnswer.Capabilities(1));
        byte[] script = new CompactResponse(1, StatusWord.OK, answer.encode()).encode();
        ResponsePacket response = new ResponsePacket(Tar.SUBSCRIPTION_MANAGEMENT, new Counter(5), PorStatus.OK, script);
        byte[] packet =
                SecuredPackets.secure(response, Spi.secured(true), card.keys().ota(1));
        Numbers numbers = world.operators().get(0).numbers();
        world.judge()
                .said(
                        numbers.msisdn(card.firstImsi()),
                        PacketSegments.ofResponse(packet, 0).get(0).bytes());
    }

    @Test
    void tellsOfACardThatNobodyReaches() {
        WorldOperator home = world.operators().get(0);
        home.network().remove(world.cards().get(0).firstImsi());
        world.pass(Duration.ofHours(1));
        new LastDay(world.cards(), world.operators(), world.around(), () -> world.pass(Duration.ZERO)).examine();

        assertThat(violations()).anyMatch(what -> what.startsWith("no operator reaches the card"));
    }

    private void believe(Phase phase) {
        world.judge()
                .believed(
                        A,
                        new TransferProgress(
                                TRANSFER, "test", iccid, NEW_IMSI, new SlotIndex(2), phase, Instant.EPOCH, ""));
    }

    private void submit(long counter, SubscriptionCommand command) {
        WorldCard card = world.cards().get(0);
        PacketKeys keys = card.keys().ota(1);
        CommandPacket packet = CommandPacket.of(
                Spi.secured(true),
                1,
                keys,
                Tar.SUBSCRIPTION_MANAGEMENT,
                new Counter(counter),
                CompactScript.of(command.toApdu()).encode());
        byte[] userData = PacketSegments.ofCommand(SecuredPackets.secure(packet, keys), 0)
                .get(0)
                .bytes();
        Numbers numbers = world.operators().get(0).numbers();
        world.judge()
                .submitted(
                        A,
                        new OutgoingSms(numbers.msisdn(card.firstImsi()), userData, 0x7F, 0xF6, Duration.ofHours(1)));
    }

    private List<String> violations() {
        return world.judge().violations().stream().map(Judge.Violation::what).toList();
    }
}
