package io.simshift.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.smpp.SmppClient;
import io.simshift.server.smpp.SmppClientConfig;
import io.simshift.server.smpp.SmppClientLimits;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsIngress;
import io.simshift.server.sms.SubmitResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift bench smpp}. */
@Command(
        name = "smpp",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures submit_sm with its response over one session on the loopback address, both ends in this process.",
            "",
            "'codec' is the codec with a window of unanswered messages and nothing else around it; 'client' the server's"
                    + " whole client, with its futures, queue and timers; 'jsmpp' the same exchange by jSMPP, which waits"
                    + " in a hundred threads. Messages have 140 bytes of user data."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift bench smpp", "  simshift bench smpp --seconds 10 --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured", "1:it could not be measured", "2:wrong usage"})
public final class SmppBenchCommand implements Callable<Integer> {
    private static final int PACKET_BYTES = 140;
    private static final int SECONDS_MAX = 600;
    private static final int WINDOW_MAX = 10_000;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Messages without an answer (default: 1000).")
    private int window;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Each, after as long a time to warm up (default: 5).")
    private int seconds;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (window < 1 || window > WINDOW_MAX || seconds < 1 || seconds > SECONDS_MAX) {
            throw CommandFailure.usage("--window is 1 to " + WINDOW_MAX + ", --seconds 1 to " + SECONDS_MAX);
        }
        byte[] packet = new byte[PACKET_BYTES];
        new Random(1).nextBytes(packet);
        long codec = codec(packet);
        long client = client(packet);
        long jsmpp = jsmpp(packet);
        print(codec, client, jsmpp);
        return ExitCodes.OK;
    }

    private long rate(LongSupplier answered) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
            long before = answered.getAsLong();
            long startNanos = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            return (long) ((answered.getAsLong() - before) * 1e9 / (System.nanoTime() - startNanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("Interrupted");
        }
    }

    private long codec(byte[] packet) {
        try (SmppEcho echo = new SmppEcho();
                SmppPump pump = new SmppPump(echo.port(), window, packet)) {
            return rate(pump::answered);
        }
    }

    private long client(byte[] packet) {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        LongAdder answered = new LongAdder();
        SmppClientLimits limits = SmppClientLimits.defaults().withWindow(window).withWaitingMessages(2 * window);
        SecretBytes password = SecretBytes.copyOf(new byte[] {'x'});
        try (SmppEcho echo = new SmppEcho();
                SmppClient client = SmppClient.connect(
                        SmppClientConfig.of(
                                        "127.0.0.1", echo.port(), "bench", password, SmppAddress.international("1234"))
                                .withLimits(limits),
                        nobody(),
                        executor,
                        new Random(1))) {
            client.firstBind()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            OutgoingSms message = new OutgoingSms(new Msisdn("4915000000001"), packet, 0x7F, 0xF6, Duration.ofDays(1));
            Thread feeder = new Thread(() -> feed(client, message, answered), "feeder");
            feeder.setDaemon(true);
            feeder.start();
            long rate = rate(answered::sum);
            feeder.interrupt();
            return rate;
        } finally {
            executor.shutdown();
        }
    }

    private void feed(SmppClient client, OutgoingSms message, LongAdder answered) {
        Semaphore room = new Semaphore(window);
        try {
            while (true) {
                room.acquire();
                client.submit(message).thenAccept(result -> {
                    room.release();
                    if (result instanceof SubmitResult.Accepted) {
                        answered.increment();
                    }
                });
            }
        } catch (InterruptedException e) {
            // Measured.
            Thread.currentThread().interrupt();
        }
    }

    /** The echo sends nothing by itself. */
    private static SmsIngress nobody() {
        return (SmsIngress) Proxy.newProxyInstance(
                SmppBenchCommand.class.getClassLoader(),
                new Class<?>[] {SmsIngress.class},
                (proxy, method, arguments) -> {
                    throw new IllegalStateException("nothing was to come");
                });
    }

    private long jsmpp(byte[] packet) throws IOException {
        try (JsmppPump pump = new JsmppPump(packet)) {
            return rate(pump::answered);
        }
    }

    private void print(long codec, long client, long jsmpp) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        double ratio = jsmpp == 0 ? 0 : (double) codec / jsmpp;
        if (json) {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode figures = mapper.createObjectNode()
                    .put("window", window)
                    .put("seconds", seconds)
                    .put("codecPerSecond", codec)
                    .put("clientPerSecond", client)
                    .put("jsmppPerSecond", jsmpp)
                    .put("ratioToJsmpp", Math.round(ratio * 10) / 10.0);
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
        } else {
            out.printf(Locale.ROOT, "submit_sm with response, window %d, per second:%n", window);
            out.printf(Locale.ROOT, "  codec    %,12d   %.1f times jSMPP%n", codec, ratio);
            out.printf(Locale.ROOT, "  client   %,12d%n", client);
            out.printf(Locale.ROOT, "  jsmpp    %,12d%n", jsmpp);
        }
        out.flush();
    }
}
