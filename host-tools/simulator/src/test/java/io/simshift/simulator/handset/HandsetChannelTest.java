package io.simshift.simulator.handset;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.RejectCause;
import io.simshift.simulator.network.Subscriber;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Channels of a handset, asked for by a card that says what the test wants. */
class HandsetChannelTest {
    private static final Imsi IMSI = new Imsi("001010000000001");
    private static final Msisdn MSISDN = new Msisdn("49170000001");
    private static final String OPEN = "8103014001 82028182 350103 39020578 3C030220FB 3E05217F000001";
    private static final String EVENTS = "8103010500 82028182 990303090A";
    private static final String CLOSE = "8103014100 82028121";
    private static final String STATUS = "8103014400 82028182";

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes k = SecretBytes.random(16, random);
    private final SecretBytes opc = SecretBytes.random(16, random);
    private final OperatorNetwork operator = new OperatorNetwork("A", new Plmn("001", "01"), random);
    private final ManualWorld world = new ManualWorld();
    private final FakeUsim card = new FakeUsim(Iccid.withCheckDigit("898810000000000001"), IMSI, k, opc);
    private final FakeNetwork network = new FakeNetwork();
    private final Handset handset = handset(network);

    private Handset handset(ChannelNetwork channels) {
        Handset.Surroundings plain = world.surroundings(HandsetSettings.REAL);
        return new Handset(
                "h1",
                card,
                new Networks(List.of(operator)),
                new Handset.Surroundings(
                        plain.executor(),
                        plain.delays(),
                        plain.clock(),
                        plain.settings(),
                        plain.listener(),
                        Optional.of(channels)));
    }

    private void attach() {
        operator.provision(new Subscriber(IMSI, MSISDN, k, opc));
        handset.powerOn();
        world.settle();
        assertThat(handset.status().attachedAt("A")).isTrue();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private static String digits(String text) {
        return text.replace(" ", "");
    }

    private static String proactive(String objects) {
        return hex(new BerTlv(0xD0, HexFormat.of().parseHex(digits(objects))).encode());
    }

    /** The result and the objects behind it of the answer to a command. */
    private String ask(String command) {
        card.wants(proactive(command));
        handset.poll();
        world.settle();
        return lastAnswer();
    }

    private String lastAnswer() {
        List<byte[]> answers = card.terminalResponses();
        String answer = hex(answers.get(answers.size() - 1));
        return answer.substring(answer.indexOf("82028281") + 8);
    }

    private String send(String data, boolean now) {
        return ask(String.format("81030143%02X 82028121 36%02X %s", now ? 1 : 0, data.length() / 2, data));
    }

    private String receive(int length) {
        return ask(String.format("8103014200 82028121 3701%02X", length));
    }

    @Test
    void aChannelCarriesDataBothWays() {
        attach();
        assertThat(ask(EVENTS)).isEqualTo("830100");
        assertThat(ask(OPEN)).isEqualTo(digits("830100 38028100 350103 39020578"));
        assertThat(send("0102", false)).isEqualTo(digits("830100 3701FF"));
        assertThat(send("03", true)).isEqualTo(digits("830100 3701FF"));
        network.listeners.get(0).received(new byte[] {9, 8, 7});
        world.settle();
        assertThat(hex(card.envelopes().get(0))).isEqualTo(digits("D60E 990109 82028281 B8028100 B70103"));
        assertThat(receive(2)).isEqualTo(digits("830100 36020908 370101"));
        assertThat(receive(200)).isEqualTo(digits("830100 360107 370100"));
        assertThat(receive(1)).isEqualTo(digits("830100 3600 370100"));
        assertThat(ask(STATUS)).isEqualTo(digits("830100 38028100"));
        assertThat(ask(CLOSE)).isEqualTo("830100");
        assertThat(ask(STATUS)).isEqualTo(digits("830100 38020000"));
        assertThat(network.happened).containsExactly("open 2 7f000001:8443", "more", "send 010203", "more", "close");
    }

    @Test
    void longAnswersComeInPiecesThatFitIntoAResponse() {
        attach();
        ask(OPEN);
        byte[] much = new byte[1_000];
        Arrays.fill(much, (byte) 5);
        network.listeners.get(0).received(much);
        world.settle();
        assertThat(card.envelopes()).isEmpty(); // the card did not ask to hear of it
        int got = 0;
        for (int i = 0; i < 5; i++) {
            String answer = receive(255);
            TerminalResponse response = TerminalResponse.decode(
                    card.terminalResponses().get(card.terminalResponses().size() - 1));
            assertThat(response.encode().length).isLessThanOrEqualTo(255);
            got += response.objects().get(0).length();
            assertThat(answer).contains(got < 1_000 - 255 ? "3701FF" : "3701");
        }
        assertThat(got).isEqualTo(1_000);
    }

    @Test
    void aLinkThatBreaksIsTold() {
        attach();
        ask(EVENTS);
        ask(OPEN);
        network.listeners.get(0).received(new byte[] {1});
        network.listeners.get(0).lost();
        world.settle();
        assertThat(hex(card.envelopes().get(1))).isEqualTo(digits("D60B 99010A 82028281 B8020105"));
        assertThat(ask(STATUS)).isEqualTo(digits("830100 38020105"));
        assertThat(receive(10)).isEqualTo(digits("830100 360101 370100")); // what had come can still be had
        assertThat(receive(10)).isEqualTo("83023A02");
        assertThat(send("01", true)).isEqualTo("83023A02");
        assertThat(ask(CLOSE)).isEqualTo("830100");
        assertThat(ask(OPEN)).startsWith("830100");
    }

    @Test
    void whoeverLeavesItsNetworkLosesItsChannels() {
        attach();
        ask(EVENTS);
        ask(OPEN);
        operator.detach(MSISDN, handset);
        handset.detachedByNetwork(operator, RejectCause.NETWORK_FAILURE);
        world.settle();
        assertThat(card.envelopes()).isNotEmpty();
        assertThat(hex(card.envelopes().get(0))).isEqualTo(digits("D60B 99010A 82028281 B8020105"));
        assertThat(network.happened).last().isEqualTo("close");
    }

    @Test
    void aResetEndsChannelsInSilence() {
        attach();
        ask(EVENTS);
        ask(OPEN);
        handset.powerOff();
        world.settle();
        assertThat(network.happened).last().isEqualTo("close");
        network.listeners.get(0).received(new byte[] {1});
        network.listeners.get(0).lost();
        handset.powerOn();
        world.settle();
        assertThat(card.envelopes()).isEmpty();
        assertThat(ask(STATUS)).isEqualTo(digits("830100 38020000"));
    }

    @Test
    void theHandsetWaitsForASlowServerAndDoesNothingElseMeanwhile() {
        attach();
        network.slow = true;
        int before = card.terminalResponses().size();
        card.wants(proactive(OPEN));
        handset.poll();
        world.settle();
        card.wants(proactive(STATUS));
        handset.poll();
        world.settle();
        assertThat(card.terminalResponses()).hasSize(before);
        network.answering.run();
        world.settle();
        assertThat(lastAnswer()).isEqualTo(digits("830100 38028100"));
    }

    @ParameterizedTest
    @CsvSource({
        "8103014001 82028182 350103 39020578 3C030320FB 3E05217F000001, 83023A06, a TCP server",
        "8103014001 82028182 350103 39020000 3C030220FB 3E05217F000001, 83023A04, a buffer of nothing",
        "8103014001 82028182 350103 39020FFF 3C030220FB 3E05217F000001, 83010738028100350103390205DC, a large buffer",
        "8103014001 82028182 350103 39020578 3C030220FB, 830136, no destination",
        "8103014001 82028182 350103 3C030220FB 3E05217F000001, 830136, no buffer size",
        "8103014001 82028182 350103 39020578 3C030220FB 3E00, 830136, an empty destination",
        "8103014001 82028182 350103 39020578 3C030220FB 3E05227F000001, 830132, an address of no known type",
        "8103014100 82028123, 83023A03, no such channel",
        "8103014200 82028121 370101, 83023A03, no channel yet",
    })
    void whatCannotBeDoneIsSaid(String command, String answer, String why) {
        attach();
        assertThat(ask(command)).as(why).isEqualTo(answer);
    }

    @Test
    void channelsAreFewAndServersMayBeAway() {
        attach();
        network.reachable = false;
        assertThat(ask(OPEN)).isEqualTo("83023A07");
        network.reachable = true;
        assertThat(ask(OPEN)).contains("38028100");
        assertThat(ask(OPEN)).contains("38028200");
        assertThat(ask(OPEN)).isEqualTo("83023A01");
        assertThat(ask("8103014200 82028122")).isEqualTo("830136");
        assertThat(ask("8103014301 82028121")).isEqualTo("830136");
        for (int i = 0; i < 14; i++) {
            assertThat(send("00".repeat(100), false)).startsWith("830100");
        }
        assertThat(send("00", false)).isEqualTo("83023A04"); // the buffer has 1,400 bytes
    }

    @Test
    void withoutNetworkThereIsNoService() {
        handset.powerOn(); // nobody knows its IMSI
        world.settle();
        assertThat(ask(OPEN)).isEqualTo("83022004");
    }

    @Test
    void aHandsetWithoutChannelsDoesNotOfferThem() {
        Handset plain =
                new Handset("h2", card, new Networks(List.of(operator)), world.surroundings(HandsetSettings.REAL));
        plain.powerOn();
        world.settle();
        card.wants(proactive(OPEN));
        plain.poll();
        world.settle();
        assertThat(lastAnswer()).isEqualTo("830130");
        TerminalProfile without = HandsetSettings.REAL.terminalProfile(false);
        TerminalProfile with = HandsetSettings.REAL.terminalProfile(true);
        assertThat(without.supports(TerminalProfile.Feature.OPEN_CHANNEL)).isFalse();
        assertThat(with.supports(TerminalProfile.Feature.OPEN_CHANNEL)).isTrue();
        assertThat(with.supports(TerminalProfile.Feature.UDP_CLIENT)).isTrue();
    }

    @Test
    void theSameSeedMakesTheSameFaults() {
        List<List<String>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            FakeNetwork behind = new FakeNetwork();
            FaultyNetwork faulty = new FaultyNetwork(behind, new FaultyNetwork.Faults(30, 10, 20), 5);
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                faulty.open(new Transport(1, 9), new byte[4], new ChannelNetwork.Listener() {
                            @Override
                            public void received(byte[] bytes) {
                                seen.add("received " + bytes[0]);
                            }

                            @Override
                            public void lost() {
                                seen.add("lost");
                            }
                        })
                        .whenComplete((link, failure) -> {
                            if (failure == null) {
                                link.send(new byte[] {1});
                                behind.listeners
                                        .get(behind.listeners.size() - 1)
                                        .received(new byte[] {2});
                            } else {
                                seen.add("unreachable");
                            }
                        });
            }
            seen.addAll(behind.happened);
            runs.add(seen);
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains("unreachable", "lost", "received 2", "send 01");
        assertThat(runs.get(0).stream().filter("send 01"::equals).count()).isLessThan(40);
    }

    @Test
    void realSocketsCarryTheSame() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ChannelNetwork.Listener listener = new ChannelNetwork.Listener() {
            @Override
            public void received(byte[] bytes) {
                heard.add(hex(bytes));
            }

            @Override
            public void lost() {
                heard.add("lost");
            }
        };
        byte[] local = InetAddress.getLoopbackAddress().getAddress();
        try (SocketNetwork sockets = new SocketNetwork();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DatagramSocket datagrams = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            ChannelNetwork.Link link = sockets.open(new Transport(2, server.getLocalPort()), local, listener)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            try (Socket peer = server.accept()) {
                link.send(new byte[] {1, 2});
                InputStream in = peer.getInputStream();
                assertThat(in.readNBytes(2)).containsExactly(1, 2);
                peer.getOutputStream().write(new byte[] {3});
                link.more();
                assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("03");
            }
            link.more();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("lost");

            ChannelNetwork.Link udp = sockets.open(new Transport(1, datagrams.getLocalPort()), local, listener)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            udp.send(new byte[] {7, 7});
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            datagrams.setSoTimeout(20_000);
            datagrams.receive(packet);
            assertThat(packet.getLength()).isEqualTo(2);
            for (byte answer = 1; answer <= 2; answer++) {
                datagrams.send(new DatagramPacket(new byte[] {answer}, 1, packet.getSocketAddress()));
            }
            udp.more();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("01");
            udp.more();
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("02");
            udp.close();

            int closed;
            try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                closed = gone.getLocalPort();
            }
            assertThat(sockets.open(new Transport(2, closed), local, listener).toCompletableFuture())
                    .failsWithin(20, TimeUnit.SECONDS);
        }
    }
}
