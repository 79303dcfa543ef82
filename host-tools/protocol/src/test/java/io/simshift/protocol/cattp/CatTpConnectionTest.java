package io.simshift.protocol.cattp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.simshift.protocol.cattp.CatTpConnection.Output;
import io.simshift.protocol.cattp.CatTpConnection.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatTpConnectionTest {
    private static final CatTpSettings SMALL = new CatTpSettings(60, 2_000, 4, 1_000, 50, 0);
    private static final CatTpSettings OTHER = new CatTpSettings(90, 3_000, 3, 1_300, 50, 0);
    private static final CatTpSettings IMPATIENT = new CatTpSettings(60, 2_000, 4, 1_000, 2, 0);

    private final HostileNetwork quiet = new HostileNetwork(1, 0, SMALL, OTHER);

    private static byte[] sdu(int length) {
        byte[] sdu = new byte[length];
        new Random(length).nextBytes(sdu);
        return sdu;
    }

    private HostileNetwork open(HostileNetwork network) {
        network.start();
        while (network.server.connection == null || network.server.connection.state() != State.OPEN) {
            network.step();
        }
        return network;
    }

    @Test
    void opensWithThreePdusAndTellsWhoAsks() {
        quiet.start();
        quiet.run();
        assertThat(quiet.card.connection.state()).isEqualTo(State.OPEN);
        assertThat(quiet.server.connection.state()).isEqualTo(State.OPEN);
        assertThat(quiet.server.connection.peerIdentification()).containsExactly(0x98, 0x10);
        assertThat(quiet.card.connection.peerMaxSduBytes()).isEqualTo(3_000);
        assertThat(quiet.datagrams).isEqualTo(3);
        assertThat(quiet.card.connection.deadline()).isEmpty();
    }

    @Test
    void longSdusTravelInPiecesThatBothEndsTake() {
        open(quiet);
        quiet.swallow(pdu -> {
            assertThat(pdu.encode().length).isLessThanOrEqualTo(60);
            return false;
        });
        quiet.send(quiet.server, sdu(1_999));
        quiet.send(quiet.server, sdu(1));
        quiet.send(quiet.card, sdu(3_000));
        quiet.run();
        assertThat(quiet.card.received).containsExactly(sdu(1_999), sdu(1));
        assertThat(quiet.server.received).containsExactly(sdu(3_000));
        assertThat(quiet.card.connection.deadline()).isEmpty();
        assertThat(quiet.server.connection.deadline()).isEmpty();
    }

    @Test
    void noMorePdusAreUnderWayThanTheWindowLetsOut() {
        open(quiet);
        Output output = quiet.server.connection.send(sdu(1_000), quiet.now);
        assertThat(output.pdus()).hasSize(4); // the window of the card
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15, 25})
    void everythingArrivesOnceAndInOrderWhateverTheNetworkDoes(int troublePercent) {
        for (long seed = 0; seed < 60; seed++) {
            HostileNetwork network = new HostileNetwork(seed, troublePercent, SMALL, OTHER);
            network.start();
            for (int i = 0; i < 100_000 && network.card.connection.state() != State.OPEN; i++) {
                network.step();
            }
            List<byte[]> toCard = new ArrayList<>();
            List<byte[]> toServer = new ArrayList<>();
            Random random = new Random(seed);
            for (int i = 0; i < 8; i++) {
                toCard.add(sdu(1 + random.nextInt(2_000)));
                toServer.add(sdu(1 + random.nextInt(700)));
            }
            toCard.forEach(sdu -> network.send(network.server, sdu));
            toServer.forEach(sdu -> network.send(network.card, sdu));
            network.run();
            assertThat(network.card.connection.end() + network.server.connection.end())
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(network.card.received).as("seed %d", seed).containsExactlyElementsOf(toCard);
            assertThat(network.server.received).as("seed %d", seed).containsExactlyElementsOf(toServer);
            assertThat(network.card.connection.state()).isEqualTo(State.OPEN);
            network.finish(network.server);
            assertThat(network.server.connection.state()).isEqualTo(State.CLOSED);
        }
    }

    @Test
    void numbersBeginAgainAtZero() {
        HostileNetwork network = open(new HostileNetwork(3, 10, SMALL, SMALL));
        byte[] sdu = sdu(2_000);
        int rounds = 70_000 / 48; // more than 65,536 pieces of 42 bytes
        for (int i = 0; i < rounds; i++) {
            network.send(network.server, sdu);
            network.run();
        }
        assertThat(network.card.received)
                .hasSize(rounds)
                .allSatisfy(one -> assertThat(one).isEqualTo(sdu));
    }

    @Test
    void aLostPduIsRepeatedAloneWhereLaterOnesHaveCome() {
        open(quiet);
        Output first = quiet.server.connection.send(sdu(160), quiet.now); // 4 pieces
        CatTpPdu lost = first.pdus().get(0);
        List<CatTpPdu> answers = new ArrayList<>();
        first.pdus()
                .subList(1, 4)
                .forEach(pdu -> answers.addAll(
                        quiet.card.connection.receive(pdu, quiet.now).pdus()));
        CatTpPdu.Ack eack = (CatTpPdu.Ack) answers.get(2);
        assertThat(eack.received()).hasSize(3);
        answers.forEach(pdu -> assertThat(
                        quiet.server.connection.receive(pdu, quiet.now).pdus())
                .isEmpty());
        assertThat(quiet.server
                        .connection
                        .tick(quiet.now + OTHER.retransmitAfterMillis() - 1)
                        .pdus())
                .isEmpty();
        assertThat(quiet.server
                        .connection
                        .tick(quiet.now + OTHER.retransmitAfterMillis())
                        .pdus())
                .containsExactly(lost);
        assertThat(quiet.card.connection.receive(lost, quiet.now).sdus()).containsExactly(sdu(160));
    }

    @Test
    void waitsLongerFromOneRepetitionToTheNextAndGivesUp() {
        HostileNetwork network = new HostileNetwork(1, 0, IMPATIENT, IMPATIENT);
        network.swallow(pdu -> true);
        network.start();
        List<Long> due = new ArrayList<>();
        while (network.card.connection.deadline().isPresent()) {
            due.add(network.card.connection.deadline().getAsLong());
            network.step();
        }
        assertThat(due).containsExactly(1_000L, 3_000L, 7_000L);
        assertThat(network.card.connection.state()).isEqualTo(State.CLOSED);
        assertThat(network.card.connection.end()).contains("3 attempts");
        assertThat(network.datagrams).isEqualTo(4); // three SYNs and an RST
    }

    @Test
    void anEndThatVanishesIsNoticed() {
        HostileNetwork network = open(new HostileNetwork(1, 0, SMALL, IMPATIENT));
        network.swallow(pdu -> true);
        network.send(network.server, sdu(10));
        while (network.server.connection.state() != State.CLOSED) {
            network.step();
        }
        assertThat(network.server.connection.end()).contains("no answer");
    }

    @Test
    void aShutWindowIsAskedAboutAndOpensAgain() {
        open(quiet);
        CatTpPdu.Ack shut = ackOf(quiet, 0);
        quiet.server.connection.receive(shut, quiet.now);
        assertThat(quiet.server.connection.send(sdu(100), quiet.now).pdus()).isEmpty();
        for (int i = 0; i < 40; i++) { // far more often than a silent end would be asked
            quiet.now = quiet.server.connection.deadline().orElseThrow();
            assertThat(quiet.server.connection.tick(quiet.now).pdus()).hasSize(1);
            quiet.server.connection.receive(shut, quiet.now);
        }
        assertThat(quiet.server.connection.state()).isEqualTo(State.OPEN);
        assertThat(quiet.server.connection.receive(ackOf(quiet, 4), quiet.now).pdus())
                .hasSize(2);
    }

    /** What the card would send to tell that its window is so wide. */
    private static CatTpPdu.Ack ackOf(HostileNetwork network, int window) {
        Output nul =
                network.card.connection.receive(new CatTpPdu.Nul(new CatTpHeader(8080, 1024, 0, 0, 0)), network.now);
        CatTpHeader header = nul.pdus().get(0).header();
        return CatTpPdu.Ack.of(
                new CatTpHeader(1024, 8080, header.sequence(), header.acknowledgement(), window), List.of());
    }

    @Test
    void keepsAQuietConnectionAliveWithNul() {
        CatTpSettings keeping = new CatTpSettings(60, 2_000, 4, 1_000, 2, 30_000);
        HostileNetwork network = open(new HostileNetwork(1, 0, SMALL, keeping));
        long opened = network.now;
        int before = network.datagrams;
        for (int i = 0; i < 30; i++) {
            network.step();
        }
        assertThat(network.now - opened).isGreaterThan(200_000);
        assertThat(network.datagrams - before).isBetween(10, 40);
        assertThat(network.server.connection.state()).isEqualTo(State.OPEN);
        network.send(network.card, sdu(100));
        network.send(network.server, sdu(100));
        for (int i = 0; i < 30; i++) {
            network.step();
        }
        assertThat(network.card.received).hasSize(1);
        assertThat(network.server.received).hasSize(1);
        network.swallow(pdu -> true);
        while (network.server.connection.state() != State.CLOSED) {
            network.step();
        }
    }

    @Test
    void finishesOnlyWhenAllHasArrived() {
        open(quiet);
        quiet.send(quiet.server, sdu(500));
        quiet.finish(quiet.server);
        assertThat(quiet.server.connection.state()).isEqualTo(State.OPEN);
        assertThatIllegalStateException().isThrownBy(() -> quiet.server.connection.send(sdu(1), quiet.now));
        quiet.run();
        assertThat(quiet.card.received).containsExactly(sdu(500));
        assertThat(quiet.card.connection.state()).isEqualTo(State.CLOSED);
        assertThat(quiet.card.connection.end()).isEqualTo("the other end: normal end");
        assertThat(quiet.server
                        .connection
                        .receive(ackOf(open(new HostileNetwork(2, 0, SMALL, OTHER)), 4), 0)
                        .pdus())
                .isEmpty();
    }

    @Test
    void anSduLongerThanAgreedEndsTheConnection() {
        CatTpSettings narrow = new CatTpSettings(60, 100, 4, 1_000, 2, 0);
        HostileNetwork network = open(new HostileNetwork(1, 0, narrow, OTHER));
        assertThatIllegalArgumentException().isThrownBy(() -> network.server.connection.send(sdu(101), 0));
        CatTpHeader header = ackOf(network, 4).header();
        CatTpPdu last = null;
        for (int i = 0; i < 3; i++) {
            CatTpHeader forged = new CatTpHeader(
                    8080,
                    1024,
                    SequenceNumbers.plus(header.acknowledgement(), 1 + i),
                    SequenceNumbers.plus(header.sequence(), -1),
                    4);
            Output output = network.card.connection.receive(new CatTpPdu.Ack(forged, true, List.of(), new byte[42]), 0);
            last = output.pdus().get(0);
        }
        assertThat(last)
                .isInstanceOfSatisfying(
                        CatTpPdu.Rst.class,
                        rst -> assertThat(rst.reason()).isEqualTo(ResetReason.ILLEGAL_PARAMETERS.code()));
        assertThat(network.card.connection.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aPduLongerThanAgreedEndsTheConnection() {
        open(quiet);
        CatTpHeader header = ackOf(quiet, 4).header();
        CatTpHeader forged = new CatTpHeader(
                8080, 1024, SequenceNumbers.plus(header.acknowledgement(), 1), header.sequence() - 1, 4);
        quiet.card.connection.receive(new CatTpPdu.Ack(forged, false, List.of(), new byte[43]), 0);
        assertThat(quiet.card.connection.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aForgedResetChangesNothing() {
        open(quiet);
        CatTpHeader header = ackOf(quiet, 4).header();
        for (int number = 0; number < 0x10000; number++) {
            int distance = Math.abs(SequenceNumbers.distance(number, header.acknowledgement()));
            if (distance > SMALL.windowPdus() + 1) {
                CatTpHeader forged = new CatTpHeader(8080, 1024, number, header.sequence(), 4);
                quiet.card.connection.receive(new CatTpPdu.Rst(forged, true, 0), 0);
            }
        }
        assertThat(quiet.card.connection.state()).isEqualTo(State.OPEN);
    }

    @Test
    void aSynThatDoesNotAnswerIsRefused() {
        quiet.start();
        Output output = quiet.card.connection.receive(
                new CatTpPdu.Syn(new CatTpHeader(8080, 1024, 5, 6, 7), false, 100, 100, new byte[0]), 0);
        assertThat(output.pdus()).singleElement().isInstanceOf(CatTpPdu.Rst.class);
        assertThat(quiet.card.connection.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void anEndThatTakesNoDataIsRefused() {
        CatTpPdu.Syn syn = new CatTpPdu.Syn(new CatTpHeader(1, 2, 3, 0, 4), false, 18, 100, new byte[0]);
        CatTpConnection server = CatTpConnection.passive(syn, SMALL, 9);
        assertThat(server.start(0).pdus()).singleElement().isInstanceOf(CatTpPdu.Rst.class);
        assertThat(server.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatBelongsToNoConnectionIsRefusedOnceAndEndsTheOtherEnd() {
        quiet.start();
        CatTpPdu.Syn syn =
                new CatTpPdu.Syn(new CatTpHeader(1024, 8080, synOf(quiet), 0, 4), false, 60, 100, new byte[0]);
        CatTpPdu refusal =
                CatTpConnection.refuse(syn, ResetReason.PORT_NOT_AVAILABLE).orElseThrow();
        assertThat(CatTpConnection.refuse(refusal, ResetReason.NORMAL)).isEmpty();
        quiet.card.connection.receive(refusal, 0);
        assertThat(quiet.card.connection.end()).isEqualTo("the other end: requested port not available");
    }

    private static int synOf(HostileNetwork network) {
        network.swallow(pdu -> true);
        return network.card.connection.tick(1_000).pdus().get(0).header().sequence();
    }

    @Test
    void aCardThatBeginsAnewIsNoticed() {
        open(quiet);
        CatTpPdu.Syn fresh = new CatTpPdu.Syn(new CatTpHeader(1024, 8080, 77, 0, 4), false, 60, 100, new byte[0]);
        assertThat(quiet.server.connection.isFor(fresh)).isFalse();
        quiet.server.connection.receive(fresh, quiet.now);
        assertThat(quiet.server.connection.state()).isEqualTo(State.CLOSED);
    }
}
