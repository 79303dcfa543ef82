package io.simshift.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.simshift.cli.demo.DemoReport.Failure;
import io.simshift.cli.demo.DemoReport.Kind;
import io.simshift.cli.demo.DemoReport.Leg;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.simulator.handset.Delays;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetEvent;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.network.Networks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The whole story: cards are made, live at the first operator, and move on from one to the next. */
final class Demo implements AutoCloseable {
    private static final int FIRST_ATTACH_SECONDS = 60;
    private static final int PASSWORD_BYTES = 16;

    private final DemoOptions options;
    private final Console console;
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final Stories stories = new Stories(clock);
    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, DemoOperator> operators = new LinkedHashMap<>();
    private final ExecutorService executor;
    private final ExecutorService couriers;
    private final ScheduledExecutorService scheduler;
    private final DemoPace pace;
    private List<DemoCard> cards = List.of();
    private Escrow escrow;

    Demo(DemoOptions options, Console console) {
        this.options = options;
        this.console = console;
        this.executor =
                Executors.newFixedThreadPool(Math.max(4, Runtime.getRuntime().availableProcessors()), Demo::daemon);
        this.couriers = Executors.newFixedThreadPool(4, Demo::daemon);
        this.scheduler = Executors.newSingleThreadScheduledExecutor(Demo::daemon);
        byte[] password = new byte[PASSWORD_BYTES];
        random.nextBytes(password);
        this.pace = new DemoPace(
                options.window(), HexFormat.of().formatHex(password).toCharArray());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "demo");
        thread.setDaemon(true);
        return thread;
    }

    /** Runs all of it and writes the report. */
    DemoReport run() throws IOException {
        Instant started = clock.instant();
        Path data = prepareFolders();
        startOperators(data);
        makeCards();
        startDevices();
        List<Leg> legs = move();
        escrow.exportAudit(options.out());
        DemoReport report = new DemoReport(
                options.seed().isPresent() ? options.seed().getAsLong() : null,
                options.cards(),
                List.copyOf(legs),
                List.copyOf(failures),
                stories.all(),
                started,
                clock.instant());
        write(report);
        return report;
    }

    private Path prepareFolders() throws IOException {
        Path data = options.out().resolve("data");
        if (Files.exists(data)) {
            try (Stream<Path> old = Files.walk(data)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(data);
    }

    private void startOperators(Path data) {
        console.begin("Starting the escrow, and network, SMSC and OTA server of each operator");
        escrow = Escrow.open(folder(data, "escrow"), pace.keystorePassword(), clock, keySource());
        int number = 0;
        for (String name : options.operators()) {
            number++;
            DemoOperator.Surroundings around = new DemoOperator.Surroundings(
                    data, escrow, this::handOver, this::progressed, pace, couriers, clock, random);
            int port = options.smscPort() == 0 ? 0 : options.smscPort() + number - 1;
            DemoOperator operator = DemoOperator.start(new NumberPlan(number, name), port, around);
            operators.put(name, operator);
            operator.network().addListener((imsi, msisdn) -> seen(operator, imsi, msisdn));
        }
        console.end("Escrow and " + operators.size() + " operators are up (SMPP on ports "
                + operators.values().stream()
                        .map(operator -> Integer.toString(operator.smsc().port()))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("")
                + ")");
    }

    private static Path folder(Path parent, String name) {
        try {
            return Files.createDirectories(parent.resolve(name));
        } catch (IOException e) {
            throw new DemoException("folder " + parent.resolve(name) + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Where the keys of cards come from. A seed makes them repeatable, and worthless as keys. */
    private SecureRandom keySource() {
        if (options.seed().isEmpty()) {
            return new SecureRandom();
        }
        try {
            SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
            seeded.setSeed(options.seed().getAsLong());
            return seeded;
        } catch (NoSuchAlgorithmException e) {
            throw new DemoException("this Java has no seedable random source; leave out --seed", e);
        }
    }

    private void makeCards() {
        console.begin("Personalising cards");
        cards = new CardFactory(escrow, first().numbers(), options.wrongKeys(), random)
                .make(
                        options.cards(),
                        options.slots(),
                        options.aka(),
                        done -> console.progress(done, options.cards(), "personalised"));
        for (DemoCard card : cards) {
            stories.tell(card.iccid(), Kind.STEP, "", "made and personalised with " + options.slots() + " slots");
        }
        byte[] sealed = escrow.issue(
                first().profile().id(), cards.stream().map(DemoCard::iccid).toList());
        first().takeFirstSlots(sealed);
        console.end("Made " + cards.size() + " cards with " + options.slots() + " slots each, personalised through the"
                + " secured channel; slot 1 released to " + first().name());
    }

    private void startDevices() {
        console.begin("Attaching at " + first().name());
        Networks networks = new Networks(
                operators.values().stream().map(DemoOperator::network).toList());
        Handset.Surroundings around =
                new Handset.Surroundings(executor, Delays.on(scheduler), clock, HandsetSettings.QUICK, this::observed);
        for (DemoCard card : cards) {
            Handset handset = new Handset(card.iccid().digits(), card.link(), networks, around);
            card.putInto(handset);
            handset.powerOn();
        }
        int attached = 0;
        for (DemoCard card : cards) {
            if (attaches(card)) {
                console.progress(++attached, cards.size(), "attached");
            }
        }
        for (DemoCard card : cards) {
            if (options.switchedOff().contains(card.number())) {
                card.handset().powerOff();
            }
        }
        console.end(attached + " of " + cards.size() + " cards attached at " + first().name());
    }

    private boolean attaches(DemoCard card) {
        try {
            card.handset()
                    .when(status -> status.attachedAt(first().name()))
                    .toCompletableFuture()
                    .get(FIRST_ATTACH_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            failures.add(new Failure("setup", card.iccid().digits(), "does not attach at " + first().name()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
    }

    private List<Leg> move() throws IOException {
        Orders orders = new Orders(options.orders(), options.out());
        for (String problem : orders.rowsWithoutMove(options.operators())) {
            failures.add(new Failure("setup", "", problem));
            console.line("  " + problem);
        }
        Move.Surroundings around =
                new Move.Surroundings(orders, pace, options.asSpecified(), stories, console, clock, options.out());
        List<Leg> legs = new ArrayList<>();
        List<DemoOperator> all = List.copyOf(operators.values());
        List<DemoCard> there = cards;
        for (int leg = 0; leg + 1 < all.size(); leg++) {
            Move.Result result = new Move(all.get(leg), all.get(leg + 1), there, around).run();
            legs.add(result.leg());
            failures.addAll(result.failures());
            there = result.arrived();
        }
        return legs;
    }

    private DemoOperator first() {
        return operators.values().iterator().next();
    }

    /** The way between two operators: the hand-over there, the word that the cards can be served back. */
    private void handOver(SignedHandover signed) {
        DemoOperator recipient = operator(signed.handover().recipient());
        DemoOperator donor = operator(signed.handover().donor());
        List<HandoverEntry> served = recipient.collect(signed);
        for (HandoverEntry entry : served) {
            stories.tell(entry.iccid(), Kind.STEP, recipient.name(), "keys collected from the escrow, HLR provisioned");
        }
        donor.server().provisioned(recipient.profile().id(), served);
    }

    private DemoOperator operator(OperatorId id) {
        return operators.get(id.value());
    }

    /** A network has authenticated a card: its message centre delivers; its server notes it, and then tells the others. */
    private void seen(DemoOperator operator, Imsi imsi, Msisdn msisdn) {
        couriers.execute(() -> {
            operator.smsc().subscriberAttached(msisdn);
            operator.server().attached(imsi).join();
            operators.values().stream()
                    .filter(other -> other != operator)
                    .forEach(other -> other.server().attached(imsi));
        });
    }

    private void progressed(TransferProgress progress) {
        String reason = progress.reason().isEmpty() ? "" : ": " + progress.reason();
        Kind kind = switch (progress.phase()) {
            case REJECTED, EXPIRED, CANCELLED, FELL_BACK, UNKNOWN -> Kind.FAILED;
            default -> Kind.STEP;
        };
        stories.tell(progress.iccid(), kind, "", "transfer " + progress.phase() + reason);
    }

    private void observed(String name, HandsetEvent event) {
        Kind kind = event instanceof HandsetEvent.Attached
                ? Kind.ATTACHED
                : event instanceof HandsetEvent.Trouble ? Kind.FAILED : Kind.STEP;
        String operator = event instanceof HandsetEvent.Attached attached
                ? attached.operator()
                : event instanceof HandsetEvent.AttachRejected rejected ? rejected.operator() : "";
        stories.tell(new Iccid(name), kind, operator, event.describe());
    }

    private void write(DemoReport report) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        json.writeValue(options.out().resolve("report.json").toFile(), report);
        Files.writeString(options.out().resolve("report.html"), HtmlReport.render(report), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        cards.stream().map(DemoCard::handset).filter(handset -> handset != null).forEach(Handset::powerOff);
        operators.values().forEach(DemoOperator::close);
        if (escrow != null) {
            escrow.close();
        }
        scheduler.shutdownNow();
        executor.shutdown();
        couriers.shutdown();
        cards.forEach(DemoCard::close);
    }
}
