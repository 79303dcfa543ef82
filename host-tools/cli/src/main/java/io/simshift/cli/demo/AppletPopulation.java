package io.simshift.cli.demo;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.server.escrow.Escrow;
import io.simshift.simulator.handset.Delays;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.network.Networks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Cards with the real applet, each in a device that attaches to networks with AuC and SMSC. */
final class AppletPopulation implements Population {
    private static final int ATTACH_SECONDS = 90;

    private final List<NumberPlan> plans;
    private final InetAddress address;
    private final int firstPort;
    private final int cardCount;
    private final int slots;
    private final SeparateServers servers;
    private final SecureRandom random;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, SeparateOperator> operators = new LinkedHashMap<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(4, AppletPopulation::daemon);
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(AppletPopulation::daemon);
    private List<DemoCard> cards = List.of();

    /** @param firstPort of the first operator's SMSC, the others count up; 0 for free ones */
    AppletPopulation(
            List<NumberPlan> plans,
            InetAddress address,
            int firstPort,
            int cardCount,
            int slots,
            SeparateServers servers,
            SecureRandom random) {
        this.plans = plans;
        this.address = address;
        this.firstPort = firstPort;
        this.cardCount = cardCount;
        this.slots = slots;
        this.servers = servers;
        this.random = random;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "devices");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Map<String, ServerFiles.Smsc> openCentres() {
        Map<String, ServerFiles.Smsc> accounts = new LinkedHashMap<>();
        for (NumberPlan plan : plans) {
            String name = plan.profile().id().value();
            int port = firstPort == 0 ? 0 : firstPort + operators.size();
            SeparateOperator operator = SeparateOperator.start(
                    plan, servers.auc(name), new InetSocketAddress(address, port), clock, random);
            operators.put(name, operator);
            accounts.put(name, operator.smscAccount());
        }
        return accounts;
    }

    @Override
    public void make(Escrow escrow, Console console) {
        cards = new CardFactory(escrow, plans.get(0), Set.of(), random)
                .make(cardCount, slots, AkaChoice.MILENAGE, done -> console.progress(done, cardCount, "made"));
    }

    @Override
    public List<Iccid> iccids() {
        return cards.stream().map(DemoCard::iccid).toList();
    }

    @Override
    public Imsi imsi(String operator, int number) {
        return operators.get(operator).numbers().imsi(number + 1);
    }

    @Override
    public void talk(SeparateServers running) {
        operators.forEach((name, operator) -> operator.talkTo(running.asNetwork(name)));
    }

    @Override
    public void begin(Console console) {
        SeparateOperator first = operators.values().iterator().next();
        Networks networks = new Networks(
                operators.values().stream().map(SeparateOperator::network).toList());
        Handset.Surroundings around = new Handset.Surroundings(
                executor, Delays.on(scheduler), clock, HandsetSettings.QUICK, (name, event) -> {});
        for (DemoCard card : cards) {
            Handset handset = new Handset(card.iccid().digits(), card.link(), networks, around);
            card.putInto(handset);
            handset.powerOn();
        }
        int attached = 0;
        for (DemoCard card : cards) {
            awaitAttached(card, first);
            console.progress(++attached, cards.size(), "attached");
        }
    }

    private static void awaitAttached(DemoCard card, SeparateOperator operator) {
        try {
            card.handset()
                    .when(status -> status.attachedAt(operator.name()))
                    .toCompletableFuture()
                    .orTimeout(ATTACH_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new DemoException(card + " does not attach at " + operator.name(), e);
        }
    }

    @Override
    public String status() {
        long messages = 0;
        for (SeparateOperator operator : operators.values()) {
            var counters = operator.smsc().counters();
            messages += counters.mtDelivered() + counters.moForwarded() + counters.reportsForwarded();
        }
        return operators.values().stream()
                        .map(operator ->
                                operator.name() + " " + operator.network().attachedCount())
                        .collect(Collectors.joining(", "))
                + " cards; " + messages + " messages";
    }

    @Override
    public void close() {
        cards.stream().map(DemoCard::handset).filter(handset -> handset != null).forEach(Handset::powerOff);
        operators.values().forEach(SeparateOperator::close);
        scheduler.shutdownNow();
        executor.shutdown();
        cards.forEach(DemoCard::close);
    }
}
