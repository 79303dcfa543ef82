package io.simshift.cli.bip;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.CommandRun;
import io.simshift.protocol.bip.AdministrationTrigger;
import io.simshift.protocol.bip.ChannelParameters;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.bip.IpPackets;
import io.simshift.protocol.cattp.CatTpConnection;
import io.simshift.protocol.cattp.CatTpPdu;
import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.identity.Iccid;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BipCommandTest {
    private static final String PROFILE =
            Path.of("..", "..", "examples", "card-profile.json").toString();
    private static final String CARD = "8988300000000009014";
    private static final byte[] ICCID = new Iccid(CARD).encode();
    private static final byte[] FIRST = {1, 2, 5, 5};
    private static final byte[] SECOND = {1, 1, 6};

    @TempDir
    private Path dir;

    private String packets;
    private String script;
    private String psk;

    @BeforeEach
    void files() throws IOException {
        packets = Files.writeString(dir.resolve("packets.hex"), "# two\n01 02 0505\n\n010106 # last\n")
                .toString();
        script = Files.writeString(
                        dir.resolve("a.ota"),
                        "00A4000C023F00\n00A4000C022FE2\nREAD BINARY length=10\n---\n00A40004024F99\n00B0000001\n")
                .toString();
        psk = Files.writeString(dir.resolve("card.psk"), "00112233445566778899AABBCCDDEEFF\n")
                .toString();
    }

    @Test
    void aCardGetsItsPacketsOverTcp() throws Exception {
        Background serve = new Background("--card", CARD, "--packets", packets, "--tcp", "0", "--within", "30");
        InetSocketAddress server = serve.address("TCP");
        try (Socket card = new Socket(server.getAddress(), server.getPort())) {
            card.getOutputStream().write(IpPackets.identification(ICCID));
            assertThat(card.getInputStream().readNBytes(4)).isEqualTo(FIRST);
            card.getOutputStream().write(new byte[] {2, 1, 9});
            assertThat(card.getInputStream().readNBytes(3)).isEqualTo(SECOND);
            card.getOutputStream().write(new byte[] {2, 1, 8});
            assertThat(card.getInputStream().read()).isNegative();
        }
        CommandRun run = serve.end();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("2 packets by TCP", "card " + CARD + " by TCP", "1: ok, 020109", "2: ok, 020108");
    }

    @Test
    void aCardGetsItsPacketsOverCatTp() throws Exception {
        Background serve = new Background("--card", CARD, "--packets", packets, "--cat-tp", "0", "--within", "30");
        InetSocketAddress server = serve.address("CAT_TP over UDP");
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(20_000);
            CatTpConnection card = CatTpConnection.active(1, 8080, CatTpSettings.USUAL, 77, ICCID);
            Deque<byte[]> sdus = new ArrayDeque<>();
            send(socket, server, card.start(0), sdus);
            for (byte[] expected : new byte[][] {FIRST, SECOND}) {
                while (sdus.isEmpty()) {
                    DatagramPacket datagram = new DatagramPacket(new byte[2_000], 2_000);
                    socket.receive(datagram);
                    CatTpPdu pdu = CatTpPdu.decode(Arrays.copyOf(datagram.getData(), datagram.getLength()));
                    send(socket, server, card.receive(pdu, 0), sdus);
                }
                assertThat(sdus.removeFirst()).isEqualTo(expected);
                send(socket, server, card.send(new byte[] {2, 0}, 0), sdus);
            }
            assertThat(serve.end().exitCode()).isZero();
        }
    }

    private static void send(
            DatagramSocket socket, InetSocketAddress to, CatTpConnection.Output output, Deque<byte[]> sdus)
            throws IOException {
        for (CatTpPdu pdu : output.pdus()) {
            byte[] bytes = pdu.encode();
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        }
        sdus.addAll(output.sdus());
    }

    @Test
    void anAgentRunsScriptsOnACardOverHttps() throws Exception {
        Background serve =
                new Background("--card", CARD, "--script", script, "--https", "0", "--psk", psk, "--within", "60");
        int port = serve.address("HTTPS").getPort();
        CommandRun card = CommandRun.of(
                "bip", "card", "--reader", "sim:" + PROFILE, "--https", "localhost:" + port, "--psk", psk);
        assertThat(card.err()).isEmpty();
        assertThat(card.exitCode()).isZero();
        assertThat(card.out()).contains("card " + CARD + ": 2 scripts, 1 connections");
        CommandRun run = serve.end();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "card " + CARD + " by HTTPS",
                        "9000 " + HexFormat.of().withUpperCase().formatHex(ICCID),
                        "6A82",
                        "is gone: done")
                .doesNotContain("AABBCC");
    }

    /** The operator has written to EF.ADMIN what makes a session begin. */
    @Test
    void anAgentFindsItsServerOnTheCard() throws Exception {
        Background serve =
                new Background("--card", CARD, "--script", script, "--https", "0", "--psk", psk, "--within", "60");
        AdministrationTrigger trigger = new AdministrationTrigger(
                ChannelParameters.to(
                        new Transport(
                                Transport.TCP_CLIENT, serve.address("HTTPS").getPort()),
                        new byte[] {127, 0, 0, 1},
                        1_400),
                Optional.of(new AdministrationTrigger.Psk(CARD, 0x40, 1)),
                Optional.empty(),
                Optional.of("localhost"),
                Optional.empty(),
                Optional.of("/admin"));
        String first = "{ \"file\": \"EF.EHPLMN\"";
        String entry = "{ \"file\": \"EF.ADMIN\", \"content\": \""
                + HexFormat.of().formatHex(trigger.encode()) + "\" },\n    ";
        Path profile = Files.writeString(
                dir.resolve("profile.json"), Files.readString(Path.of(PROFILE)).replace(first, entry + first));
        CommandRun card = CommandRun.of("bip", "card", "--reader", "sim:" + profile, "--psk", psk);
        assertThat(card.err()).isEmpty();
        assertThat(card.out()).contains("card " + CARD + ": 2 scripts, 1 connections");
        assertThat(serve.end().exitCode()).isZero();
        CommandRun nowhere = CommandRun.of("bip", "card", "--reader", "sim:" + PROFILE, "--psk", psk);
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("EF.ADMIN");
    }

    @Test
    void aCardWithAnotherKeyIsToldApart() throws Exception {
        Path other = Files.writeString(dir.resolve("other.psk"), "FF".repeat(16));
        Background serve =
                new Background("--card", CARD, "--script", script, "--https", "0", "--psk", psk, "--within", "3");
        int port = serve.address("HTTPS").getPort();
        CommandRun card = CommandRun.of(
                "bip",
                "card",
                "--reader",
                "sim:" + PROFILE,
                "--https",
                "localhost:" + port,
                "--psk",
                other.toString(),
                "--attempts",
                "1");
        assertThat(card.exitCode()).isEqualTo(1);
        assertThat(card.err())
                .contains("localhost:" + port)
                .doesNotContain("FFFF")
                .doesNotContain("\tat ");
        CommandRun run = serve.end();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("without answer: 2");
    }

    @Test
    void manyCardsAtATimeAreServed() {
        CommandRun run = CommandRun.of("bip", "bench", "--sessions", "200", "--packets", "3");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("200 of 200 cards connected", "the gateway counts 200", "600 packets answered");
    }

    @Test
    void triggersArePrinted() {
        assertThat(CommandRun.of("bip", "trigger", "channel").out().strip()).isEqualTo("80EC0101");
        assertThat(CommandRun.of("bip", "trigger", "cat-tp").out().strip()).isEqualTo("80EC0102053C03001F90");
        assertThat(CommandRun.of("bip", "trigger", "identification").out().strip())
                .isEqualTo("80EC0104");
        assertThat(CommandRun.of("bip", "trigger", "tcp", "--to", "192.0.2.1:8443", "--apn", "a.b")
                        .out()
                        .strip())
                .isEqualTo("80EC01031935010339020578470401610162" + "3C030220FB3E0521C0000201");
        assertThat(CommandRun.of(
                                "bip",
                                "trigger",
                                "https",
                                "--to",
                                "192.0.2.1:8443",
                                "--psk-identity",
                                "testcard",
                                "--key",
                                "4001",
                                "--attempts",
                                "1",
                                "--http-host",
                                "ota.example",
                                "--uri",
                                "/adm?id=1")
                        .out()
                        .strip())
                .isEqualTo(
                        "814883468413350103390205783C030220FB3E0521C0000201850C08746573746361726402400186070001250300100089"
                                + "188A0B6F74612E6578616D706C658C092F61646D3F69643D31");
    }

    @Test
    void wrongUsageIsSaidInOneLine() throws IOException {
        Path empty = Files.writeString(dir.resolve("empty"), "# nothing\n");
        Path letters = Files.writeString(dir.resolve("letters"), "0102zz\n");
        String[][] wrong = {
            {"serve", "--card", "123", "--packets", packets, "--tcp", "0"},
            {"serve", "--card", CARD, "--packets", packets},
            {"serve", "--card", CARD, "--packets", packets, "--https", "0"},
            {"serve", "--card", CARD, "--script", script, "--tcp", "0"},
            {"serve", "--card", CARD, "--script", script, "--https", "0"},
            {"serve", "--card", CARD, "--script", script, "--https", "0", "--psk", dir + "/none"},
            {"serve", "--card", CARD, "--script", script, "--https", "0", "--psk", empty.toString()},
            {"serve", "--card", CARD, "--packets", empty.toString(), "--tcp", "0"},
            {"serve", "--card", CARD, "--packets", letters.toString(), "--tcp", "0"},
            {"serve", "--card", CARD, "--packets", dir + "/none", "--tcp", "0"},
            {"trigger", "smoke"},
            {"trigger", "tcp", "--to", "localhost:1"},
            {"trigger", "tcp", "--to", "1.2.3.4.5:1"},
            {"trigger", "tcp", "--to", "192.0.2.1:80", "--apn", "a..b"},
            {"trigger", "https", "--psk-identity", "x"},
            {},
        };
        for (String[] arguments : wrong) {
            String[] all = new String[arguments.length + 1];
            all[0] = "bip";
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            CommandRun run = CommandRun.of(all);
            assertThat(run.exitCode()).as(String.join(" ", all)).isEqualTo(2);
            assertThat(run.err()).isNotBlank().doesNotContain("\tat ");
        }
    }
}
