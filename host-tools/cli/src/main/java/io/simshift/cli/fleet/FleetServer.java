package io.simshift.cli.fleet;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.OtaServer;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignKind;
import io.simshift.server.campaign.CampaignPlan;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.campaign.OrderFormat;
import io.simshift.server.campaign.Pace;
import io.simshift.server.campaign.Party;
import io.simshift.server.engine.OtaServerConfig;
import io.simshift.server.engine.ProgressListener;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.smpp.SmppClient;
import io.simshift.server.smpp.SmppClientConfig;
import io.simshift.server.smpp.SmppClientLimits;
import io.simshift.simulator.light.LightNumbers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A process of its own: the OTA server of operator A, with a fleet of light cards, driven by lines on its standard input.
 *
 * <pre>
 * run                  begin the campaign, where it was not begun yet
 * attached CARD        the card was seen at the recipient; answered by "attached CARD" once that is durable
 * numbers              how the cards stand: "numbers {phase=count, ...}"
 * results              what was measured: "results RATE P50 P99 PEAK LIVE"
 * </pre>
 */
public final class FleetServer implements AutoCloseable {
    private static final char[] PASSWORD = "light cards only".toCharArray();
    private static final SlotIndex SECOND_SLOT = new SlotIndex(2);
    private static final int CARDS_AT_A_TIME = 2000;

    private final LightNumbers numbers;
    private final FleetSettings settings;
    private final Stopwatch stopwatch;
    private final PrintStream out;
    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final AtomicReference<OtaServer> server = new AtomicReference<>();
    private SmppClient bind;

    private FleetServer(FleetSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.numbers = new LightNumbers(settings.seed());
        this.stopwatch = new Stopwatch(settings.cards(), settings.warmUp(), numbers);
    }

    /** @param args as {@link FleetSettings#arguments} gives them */
    public static void main(String[] args) throws IOException {
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (FleetServer fleet = new FleetServer(FleetSettings.parse(args), out)) {
            fleet.start();
            fleet.serve();
        }
    }

    static OperatorProfile operator(String name) {
        int number = name.charAt(0) - 'A' + 1;
        return new OperatorProfile(
                new OperatorId(name),
                new Plmn("262", "0" + number),
                new Msisdn("4917" + number + "00"),
                new Msisdn("4917" + number + "0000000"),
                "Net " + name);
    }

    private void start() {
        SecureRandom random = new SecureRandom();
        Path folder = settings.folder();
        OperatorIdentity escrowIdentity =
                OperatorIdentity.open(folder.resolve("escrow.p12"), PASSWORD, "escrow", Clock.systemUTC(), random);
        LightEscrow escrow = new LightEscrow(numbers, escrowIdentity, random);
        OtaServerConfig config = new OtaServerConfig(
                operator("A"),
                folder.resolve("server"),
                PASSWORD,
                ingress -> {
                    bind = SmppClient.connect(smpp(), ingress, workers, new Random());
                    return bind;
                },
                escrow,
                handover -> CompletableProvision.tell(server, handover),
                new ProgressListener() {
                    @Override
                    public void onProgress(TransferProgress progress) {
                        stopwatch.saw(progress);
                    }
                },
                settings.policy(),
                Duration.ofSeconds(30),
                Clock.systemUTC(),
                random);
        OtaServer started = OtaServer.start(config);
        server.set(started);
        if (started.desk().campaigns(Optional.empty()).isEmpty()) {
            takeCards(started, escrow);
            order(started.desk());
        }
        bind.firstBind().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        out.println("ready");
    }

    private SmppClientConfig smpp() {
        SmppAddress source = SmppAddress.international(operator("A").otaNumber().digits());
        SmppClientLimits limits = SmppClientLimits.defaults()
                .withWindow(1000)
                .withWaitingMessages(20_000)
                .withInboundMessages(10_000)
                .withReconnectDelay(Duration.ofMillis(50), Duration.ofMillis(500))
                .withResponseTimeout(settings.policy().submitTimeout());
        SecretBytes password = SecretBytes.copyOf("secret".getBytes(StandardCharsets.US_ASCII));
        return SmppClientConfig.of("127.0.0.1", settings.port(), "ota", password, source)
                .withReceipts(false)
                .withLimits(limits);
    }

    private void takeCards(OtaServer started, LightEscrow escrow) {
        for (int from = 0; from < settings.cards(); from += CARDS_AT_A_TIME) {
            int to = Math.min(from + CARDS_AT_A_TIME, settings.cards());
            byte[] sealed = escrow.issue(from, to, started.certificate());
            started.acceptCards(sealed, slot -> numbers.msisdn(numbers.cardOf(slot.imsi())))
                    .close();
        }
    }

    private void order(CampaignDesk desk) {
        Pace pace = new Pace(
                0,
                settings.concurrency(),
                5,
                settings.policy().firstRetryDelay(),
                settings.policy().maxRetryDelay());
        CampaignPlan plan = CampaignPlan.standard(CampaignKind.MOVE, "light cards", operator("B"))
                .withPace(pace);
        CampaignView campaign = desk.create(plan, "owner");
        var report = desk.upload(
                campaign.id(),
                "order",
                OrderFormat.CSV,
                new OrderInput(settings.cards(), settings.seed(), this::line),
                "owner");
        if (report.accepted() != settings.cards()) {
            throw new IllegalStateException("the order has problems: " + report.firstProblems());
        }
        desk.submit(campaign.id(), "owner");
    }

    private String line(int card) {
        Iccid iccid = numbers.iccid(card);
        Imsi imsi = numbers.imsi(card, SECOND_SLOT);
        return iccid + "," + imsi + "\n";
    }

    private void serve() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "run" -> run();
                case "attached" -> attached(Integer.parseInt(words[1]));
                case "numbers" ->
                    out.println("numbers "
                            + desk().campaigns(Optional.empty())
                                    .get(0)
                                    .progress()
                                    .phases());
                case "results" -> out.println("results " + stopwatch.results());
                default -> throw new IllegalArgumentException("no such command: " + line);
            }
        }
    }

    private CampaignDesk desk() {
        return server.get().desk();
    }

    private void run() {
        CampaignView campaign = desk().campaigns(Optional.empty()).get(0);
        stopwatch.start();
        if (campaign.missing().size() == 2) {
            desk().approve(campaign.id(), Party.DONOR, "donor");
        }
        if (desk().campaign(campaign.id()).missing().size() == 1) {
            desk().approve(campaign.id(), Party.RECIPIENT, "recipient");
        }
    }

    private void attached(int card) {
        server.get().attached(numbers.imsi(card, SECOND_SLOT)).thenRun(() -> out.println("attached " + card));
    }

    @Override
    public void close() {
        Optional.ofNullable(server.get()).ifPresent(OtaServer::close);
        workers.shutdownNow();
    }

    /** The recipient's answer to a hand-over: it can serve all of it at once. */
    private static final class CompletableProvision {
        static void tell(AtomicReference<OtaServer> server, io.simshift.server.handover.SignedHandover handover) {
            OtaServer donor = server.get();
            if (donor == null) {
                throw new IllegalStateException("the server is still starting");
            }
            donor.provisioned(
                    handover.handover().recipient(),
                    Collections.unmodifiableList(handover.handover().entries()));
        }
    }
}
