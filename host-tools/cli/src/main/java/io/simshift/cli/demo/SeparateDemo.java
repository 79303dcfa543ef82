package io.simshift.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.access.Role;
import io.simshift.server.remote.RemoteServer;
import io.simshift.simulator.handset.Delays;
import io.simshift.simulator.handset.Handset;
import io.simshift.simulator.handset.HandsetSettings;
import io.simshift.simulator.network.ChallengeResult;
import io.simshift.simulator.network.Networks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The story of {@link Demo} with the escrow and each operator's server in a process of its own, on ports, databases and keys
 * of their own. People order and approve, networks report, and servers talk to each other by the documented API alone.
 */
final class SeparateDemo implements AutoCloseable {
    private static final int ATTACH_SECONDS = 90;
    private static final int POLL_MILLIS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DemoOptions options;
    private final Console console;
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SeparateOperator> operators = new LinkedHashMap<>();
    private final List<ServerProcess> processes = new ArrayList<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(4, SeparateDemo::daemon);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(SeparateDemo::daemon);
    private SeparateServers servers;
    private List<DemoCard> cards = List.of();

    SeparateDemo(DemoOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "separate-demo");
        thread.setDaemon(true);
        return thread;
    }

    /** Runs all of it; the failures, one line each. */
    List<String> run() throws IOException {
        prepare();
        startProcesses();
        issueFirstSlots();
        List<String> failures = new ArrayList<>(startDevices());
        List<String> names = List.copyOf(operators.keySet());
        for (int leg = 0; leg + 1 < names.size(); leg++) {
            failures.addAll(move(operators.get(names.get(leg)), operators.get(names.get(leg + 1))));
        }
        stopProcesses();
        exportLedger();
        return failures;
    }

    private void prepare() throws IOException {
        Path folder = options.out().resolve("servers");
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        console.begin("Making the escrow, its cards, and the folders of the servers");
        servers = new SeparateServers(folder, 0, clock, random);
        servers.makeFolders(options.operators());
        List<NumberPlan> plans = new ArrayList<>();
        options.operators().forEach(name -> plans.add(new NumberPlan(plans.size() + 1, name)));
        cards = servers.withEscrow(escrow -> new CardFactory(escrow, plans.get(0), Set.of(), random)
                .make(
                        options.cards(),
                        options.slots(),
                        options.aka(),
                        done -> console.progress(done, options.cards(), "made")));
        Map<String, ServerFiles.Smsc> accounts = new LinkedHashMap<>();
        for (NumberPlan plan : plans) {
            String name = plan.profile().id().value();
            SeparateOperator operator =
                    SeparateOperator.start(plan, servers.auc(name), SeparateOperator.ANY_PORT, clock, random);
            operators.put(name, operator);
            accounts.put(name, operator.smscAccount());
        }
        servers.writeConfigurations(plans, accounts, options.window());
        console.end("Made " + cards.size() + " cards; the escrow and " + operators.size()
                + " operators have folders, keys and configurations of their own in " + folder);
    }

    private void startProcesses() throws IOException {
        console.begin("Starting the servers");
        processes.add(ServerProcess.start(servers.escrowPlace()));
        for (ServerFiles.Place place : servers.places().values()) {
            processes.add(ServerProcess.start(place));
        }
        for (ServerProcess process : processes) {
            process.awaitListening();
        }
        operators.forEach((name, operator) -> operator.talkTo(servers.asNetwork(name)));
        console.end("Escrow and " + operators.size() + " servers are up: processes "
                + String.join(
                        ", ",
                        processes.stream()
                                .map(process -> Long.toString(process.pid()))
                                .toList()));
    }

    private RemoteServer as(String operator, String person, Role role) {
        return servers.as(operator, person, role);
    }

    private void issueFirstSlots() {
        String first = operators.keySet().iterator().next();
        SeparateServers.issueFirstSlots(
                servers.issuers(first),
                first,
                cards.stream().map(DemoCard::iccid).toList());
    }

    private List<String> startDevices() {
        SeparateOperator first = operators.values().iterator().next();
        console.begin("Attaching at " + first.name());
        Networks networks = new Networks(
                operators.values().stream().map(SeparateOperator::network).toList());
        Handset.Surroundings around = new Handset.Surroundings(
                executor, Delays.on(scheduler), clock, HandsetSettings.QUICK, (name, event) -> {});
        awaitSubscribers(first);
        for (DemoCard card : cards) {
            Handset handset = new Handset(card.iccid().digits(), card.link(), networks, around);
            card.putInto(handset);
            handset.powerOn();
        }
        List<String> failures = new ArrayList<>();
        for (DemoCard card : cards) {
            if (!attaches(card, first)) {
                failures.add(card + " does not attach at " + first.name());
            }
        }
        console.end(cards.size() - failures.size() + " of " + cards.size() + " cards attached at " + first.name());
        return failures;
    }

    /** A device that is refused at first waits before it tries again. */
    private void awaitSubscribers(SeparateOperator operator) {
        RemoteServer auc = servers.asNetwork(operator.name());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ATTACH_SECONDS);
        while (!auc.get("/api/v1/subscribers").path("items").isEmpty() && System.nanoTime() < deadline) {
            pause();
        }
    }

    private static boolean attaches(DemoCard card, SeparateOperator operator) {
        try {
            card.handset()
                    .when(status -> status.attachedAt(operator.name()))
                    .toCompletableFuture()
                    .orTimeout(ATTACH_SECONDS, TimeUnit.SECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    private List<String> move(SeparateOperator donor, SeparateOperator recipient) {
        String name = donor.name() + " to " + recipient.name();
        console.begin(name + ": moving");
        RemoteServer order = as(donor.name(), "ordering-" + recipient.name(), Role.OPERATOR);
        JsonNode plan = JSON.createObjectNode()
                .put("name", name)
                .put("recipient", recipient.name())
                .put("mode", options.asSpecified() ? "as-specified" : "provision-first");
        String id = order.postJson("/api/v1/campaigns", plan).path("id").asText();
        String path = "/api/v1/campaigns/" + id;
        JsonNode report = order.postRaw(path + "/order", "text/csv", csv(recipient));
        order.postRaw(path + "/submit", "application/json", new byte[0]);
        as(donor.name(), "approving-" + recipient.name(), Role.APPROVER)
                .postRaw(path + "/approve", "application/json", new byte[0]);
        as(recipient.name(), "receiving-from-" + donor.name(), Role.APPROVER)
                .postRaw(
                        "/api/v1/partners/" + donor.name() + "/campaigns/" + id + "/approve",
                        "application/json",
                        new byte[0]);
        long started = System.nanoTime();
        JsonNode state = await(order, path, report.path("accepted").asInt());
        double seconds = (System.nanoTime() - started) / 1e9;
        List<String> failures = proofs(name, recipient);
        int confirmed = state.path("progress").path("confirmed").asInt();
        if (confirmed != cards.size()) {
            failures.add(name + ": " + confirmed + " of " + cards.size() + " are confirmed: " + state.path("progress"));
        }
        console.end(String.format(
                Locale.ROOT,
                "%s: %d of %d switched in %.1f s, %d authenticated by %s",
                name,
                confirmed,
                cards.size(),
                seconds,
                cards.size()
                        - (int) failures.stream()
                                .filter(line -> line.contains("card "))
                                .count(),
                recipient.name()));
        return failures;
    }

    private byte[] csv(SeparateOperator recipient) {
        StringBuilder order = new StringBuilder("iccid,new_imsi\n");
        for (DemoCard card : cards) {
            Imsi imsi = recipient.numbers().imsi(card.number());
            order.append(card.iccid()).append(',').append(imsi).append('\n');
        }
        return order.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode await(RemoteServer order, String path, int total) {
        long deadline = System.nanoTime() + options.window().toNanos() + TimeUnit.SECONDS.toNanos(ATTACH_SECONDS);
        JsonNode now = order.get(path);
        while (System.nanoTime() < deadline
                && !Set.of("finished", "stopped").contains(now.path("state").asText())) {
            console.progress(now.path("progress").path("confirmed").asInt(), total, "switched");
            pause();
            now = order.get(path);
        }
        return now;
    }

    private List<String> proofs(String name, SeparateOperator recipient) {
        List<String> failures = new ArrayList<>();
        for (DemoCard card : cards) {
            if (!attaches(card, recipient) || !authenticates(card, recipient)) {
                failures.add(name + ": " + card + " is not authenticated by " + recipient.name());
            }
        }
        return failures;
    }

    private static boolean authenticates(DemoCard card, SeparateOperator recipient) {
        try {
            return recipient
                            .network()
                            .challenge(card.handset(), recipient.numbers().imsi(card.number()))
                            .toCompletableFuture()
                            .orTimeout(ATTACH_SECONDS, TimeUnit.SECONDS)
                            .join()
                    instanceof ChallengeResult.Authenticated;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
    }

    private void stopProcesses() {
        console.begin("Stopping the servers");
        processes.forEach(ServerProcess::close);
        processes.clear();
        console.end("All servers have stopped");
    }

    private void exportLedger() throws IOException {
        servers.withEscrow(escrow -> {
            escrow.exportAudit(options.out());
            return null;
        });
    }

    @Override
    public void close() {
        cards.stream().map(DemoCard::handset).filter(handset -> handset != null).forEach(Handset::powerOff);
        processes.forEach(ServerProcess::close);
        operators.values().forEach(SeparateOperator::close);
        scheduler.shutdownNow();
        executor.shutdown();
        cards.forEach(DemoCard::close);
    }
}
