package io.simshift.simulator.auc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.simshift.protocol.identity.Imsi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EapSimDbSocketTest {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final EapSimDbListener listener = new EapSimDbListener() {
        @Override
        public void asked(String question, Imsi imsi, String outcome) {
            said.add(question);
        }

        @Override
        public void failed(String question, Imsi imsi, Exception cause) {
            said.add("failed");
        }

        @Override
        public void refused(String why) {
            said.add(why);
        }
    };

    @TempDir
    private Path folder;

    private Path path;
    private SequenceFile sequence;
    private EventLoopGroup loop;

    @BeforeAll
    static void needsLinux() {
        if (!Epoll.isAvailable()) {
            System.out.println("skipped: Unix-domain datagrams are served on Linux only");
        }
        assumeTrue(Epoll.isAvailable(), "Unix-domain datagrams are served on Linux only");
    }

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("auc.sock");
        sequence = SequenceFile.open(folder.resolve("a.sqn"));
        loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterEach
    void close() throws IOException {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        sequence.close();
    }

    private EapSimDbSocket serve() throws IOException {
        return EapSimDbSocket.open(path, new EapSimDb(TestAuc.issuer(sequence, 0), listener), listener);
    }

    /** A socket as hostapd makes it. */
    private Bootstrap client() {
        return new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        answers.add(packet.content().toString(StandardCharsets.US_ASCII));
                    }
                });
    }

    private void ask(Channel client, String question) {
        client.writeAndFlush(new DomainDatagramPacket(
                        Unpooled.copiedBuffer(question, StandardCharsets.US_ASCII),
                        new DomainSocketAddress(path.toFile())))
                .syncUninterruptibly();
    }

    @Test
    void answersEachDatagramToItsSender() throws Exception {
        try (EapSimDbSocket socket = serve()) {
            assertThat(socket.path()).isEqualTo(path);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            Channel client = client().bind(
                            new DomainSocketAddress(folder.resolve("c1").toFile()))
                    .syncUninterruptibly()
                    .channel();
            ask(client, "AKA-REQ-AUTH 001010000000001");
            assertThat(answers.poll(20, TimeUnit.SECONDS))
                    .startsWith("AKA-RESP-AUTH 001010000000001 ")
                    .hasSize(178);
            ask(client, "nonsense");
            ask(client, "SIM-REQ-AUTH 001010000000009 3");
            assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("SIM-RESP-AUTH 001010000000009 FAILURE");
            assertThat(said).containsExactly("AKA-REQ-AUTH", "the question is not known", "SIM-REQ-AUTH");
            client.close().syncUninterruptibly();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void answersNobodyWhoHasNoAddress() throws Exception {
        try (EapSimDbSocket socket = serve()) {
            Channel nameless = client().connect(new DomainSocketAddress(path.toFile()))
                    .syncUninterruptibly()
                    .channel();
            nameless.writeAndFlush(Unpooled.copiedBuffer("AKA-REQ-AUTH 001010000000001", StandardCharsets.US_ASCII))
                    .syncUninterruptibly();
            assertThat(said.poll(20, TimeUnit.SECONDS)).isEqualTo("the datagram has no sender to answer to");
            assertThat(sequence.last(TestAuc.IMSI).value())
                    .as("no vector is wasted at " + socket.path())
                    .isZero();
            nameless.close().syncUninterruptibly();
        }
    }

    @Test
    void takesThePlaceOfADeadProcessAndOfNoLivingOne() throws Exception {
        Channel dead = client().bind(new DomainSocketAddress(path.toFile()))
                .syncUninterruptibly()
                .channel();
        assertThatThrownBy(this::serve)
                .isInstanceOf(IOException.class)
                .hasMessage(path + " is served by another process");
        dead.close().syncUninterruptibly();
        assertThat(path).exists();
        try (EapSimDbSocket socket = serve()) {
            assertThat(socket.path()).exists();
        }
    }

    @Test
    void deletesNoFileOfSomethingElse() throws IOException {
        Files.writeString(path, "precious");
        assertThatThrownBy(this::serve)
                .isInstanceOf(IOException.class)
                .hasMessage(path + " is there already, and is no socket");
        assertThat(path).content().isEqualTo("precious");
    }

    @Test
    void saysWhereItCannotBeBound() {
        path = folder.resolve("none").resolve("auc.sock");
        assertThatThrownBy(this::serve)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the socket " + path + " can't be bound: ");
    }
}
