package io.simshift.cli.bip;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.bip.BipGateway;
import io.simshift.server.bip.BipGatewayConfig;
import io.simshift.server.bip.BipLimits;
import io.simshift.server.bip.CardArrival;
import io.simshift.server.bip.Script;
import io.simshift.server.bip.ScriptAnswer;
import io.simshift.server.bip.ScriptQueue;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift bip bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "So many cards at a time, each with a TCP connection of its own to one gateway in this process. All of them"
                    + " are there before the first one answers.",
            "",
            "Each card takes two file descriptors (ulimit -n)."
        },
        footerHeading = "%nExamples:%n",
        footer = "  simshift bip bench --sessions 5000",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every card got and answered its packets", "1:some did not", "2:wrong usage"})
public final class BenchCommand implements Callable<Integer> {
    private static final int PACKET_BYTES = 200;
    private static final int PATIENCE_SECONDS = 120;

    @Option(names = "--sessions", paramLabel = "N", defaultValue = "5000", description = "Default ${DEFAULT-VALUE}.")
    private int sessions;

    @Option(
            names = "--packets",
            paramLabel = "N",
            defaultValue = "2",
            description = "For each card; default ${DEFAULT-VALUE}.")
    private int packets;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (sessions < 1 || sessions > 30_000 || packets < 1 || packets > 1_000) {
            throw CommandFailure.usage("--sessions is 1 to 30000, --packets is 1 to 1000");
        }
        Tally tally = new Tally();
        ScriptQueue queue = new ScriptQueue(ScriptQueue::iccidOrIdentity, tally);
        for (int card = 0; card < sessions; card++) {
            for (int packet = 1; packet <= packets; packet++) {
                queue.add(iccid(card).digits(), new Script(Integer.toString(packet), packet(), Optional.empty()));
            }
        }
        BipLimits limits = new BipLimits(
                sessions, 1, PACKET_BYTES * 2, 1, Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofHours(1));
        BipGatewayConfig config = new BipGatewayConfig(
                "127.0.0.1", Optional.of(0), Optional.empty(), 0, CatTpSettings.USUAL, Optional.empty(), limits);
        try (BipGateway gateway = BipGateway.open(config, queue);
                TcpCards cards = new TcpCards(gateway.tcp().orElseThrow())) {
            return run(gateway, cards, tally);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCodes.FAILED;
        }
    }

    private int run(BipGateway gateway, TcpCards cards, Tally tally) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        long begun = System.nanoTime();
        for (int card = 0; card < sessions; card++) {
            cards.connect(iccid(card).encode());
        }
        boolean allThere = cards.awaitHolding(sessions, PATIENCE_SECONDS);
        long there = System.nanoTime();
        out.printf(
                "%d of %d cards connected in %d ms, each with a packet in hand; the gateway counts %d%n",
                cards.holding(), sessions, TimeUnit.NANOSECONDS.toMillis(there - begun), gateway.connections());
        cards.answer();
        boolean allDone = cards.awaitClosed(sessions, PATIENCE_SECONDS);
        long doneMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - there));
        Runtime runtime = Runtime.getRuntime();
        out.printf(
                "%d packets answered in %d ms, %d a second; heap in use %d MB%n",
                tally.answers.get(),
                doneMillis,
                tally.answers.get() * 1_000L / doneMillis,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        out.flush();
        boolean complete = tally.answers.get() == sessions * packets && tally.ended.get() == sessions;
        return allThere && allDone && complete ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static Iccid iccid(int card) {
        return Iccid.withCheckDigit(String.format("898830%012d", card));
    }

    /** A command packet that no card could open: what is in it costs the gateway nothing. */
    private static byte[] packet() {
        byte[] packet = new byte[PACKET_BYTES];
        packet[0] = 1;
        packet[1] = (byte) 0x81;
        packet[2] = (byte) (PACKET_BYTES - 3);
        return packet;
    }

    private static final class Tally implements ScriptQueue.Listener {
        private final AtomicInteger answers = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();

        @Override
        public void arrived(String card, CardArrival arrival) {
            // counted by the cards themselves
        }

        @Override
        public void answered(String card, Script script, ScriptAnswer answer) {
            answers.incrementAndGet();
        }

        @Override
        public void ended(String card, String why) {
            ended.incrementAndGet();
        }

        @Override
        public void unknown(CardArrival arrival) {
            throw new IllegalStateException("nobody else is there");
        }
    }
}
