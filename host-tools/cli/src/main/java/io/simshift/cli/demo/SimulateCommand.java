package io.simshift.cli.demo;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.access.Role;
import io.simshift.server.config.ConfigException;
import io.simshift.server.remote.RemoteException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Gives servers a world to talk to: cards in devices, the operators' networks with AuC, and their SMSCs.",
            "",
            "It makes a folder with an escrow that holds the cards' keys, and with configuration, keys and tokens of each"
                    + " operator's server; says how to start these servers; and lives on beside them until it is stopped:"
                    + " cards attach, take messages over SMPP, switch, and are seen at their new operator. Cards have the"
                    + " real applet; beyond some thousands, --light makes cards of a few hundred bytes each that speak the"
                    + " same protocol."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift simulate",
            "  simshift simulate --cards 1000 --operators A,B,C --smsc 2775",
            "  simshift simulate --cards 100000 --light --out big-world"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "1:it could not go on; a line says why", "2:wrong usage"})
public final class SimulateCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65535;
    private static final int APPLETS_MAX = 10_000;
    private static final int LIGHT_MAX = 1_000_000;
    private static final int LIGHT_OPERATORS_MAX = 4;
    private static final Duration VALIDITY_OF_TOKENS = Duration.ofDays(30);
    private static final Duration SMS_VALIDITY = Duration.ofMinutes(1);

    @Option(names = "--cards", paramLabel = "N", defaultValue = "20", description = "Cards (default: 20).")
    private int cards;

    @Option(
            names = "--operators",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "A,B",
            description = "Operators; the cards begin at the first (default: A,B).")
    private List<String> operators;

    @Option(
            names = {"--smsc", "--port"},
            paramLabel = "[HOST:]PORT",
            defaultValue = "2775",
            description =
                    "Where the first operator's SMSC listens, those of the others at the ports after it; 0 for free"
                            + " ones (default: 127.0.0.1:2775). Light cards have one SMSC for all operators.")
    private String smsc;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            defaultValue = "8440",
            description =
                    "Port for the escrow's server, those of the operators after it; 0 for free ones (default: 8440).")
    private int apiPort;

    @Option(names = "--slots", paramLabel = "N", defaultValue = "4", description = "Slots on each card (default: 4).")
    private int slots;

    @Option(names = "--light", description = "Light cards instead of applets.")
    private boolean light;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "simshift-world",
            description = "A folder that is not there yet, or empty (default: simshift-world).")
    private Path out;

    @Option(names = "--seconds", paramLabel = "N", description = "Ends by itself after so long.")
    private Integer seconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        InetSocketAddress address = check();
        if (Files.exists(out) && !isEmpty(out)) {
            throw CommandFailure.failed(
                    out + " is not empty. A world is made anew each time: choose another --out, or delete it");
        }
        Console console = new Console(spec.commandLine().getOut(), System.console() != null);
        SecureRandom random = new SecureRandom();
        SeparateServers servers = new SeparateServers(out, apiPort, Clock.systemUTC(), random);
        try {
            servers.makeFolders(operators);
            try (Population population = population(address, servers, random)) {
                make(population, servers, console);
                live(population, servers, console);
            }
        } catch (DemoException | RemoteException | ConfigException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCodes.OK;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private InetSocketAddress check() {
        int most = light ? LIGHT_MAX : APPLETS_MAX;
        require(
                cards >= 1 && cards <= most,
                "--cards must be 1 to " + most + ", not " + cards + (light ? "" : "; with --light there may be more"));
        require(!operators.isEmpty(), "--operators names nobody");
        require(
                new HashSet<>(operators).size() == operators.size(),
                "--operators names one twice: " + String.join(",", operators));
        require(!light || operators.size() <= LIGHT_OPERATORS_MAX, "light cards have networks of 4 operators");
        require(!light || slots == 4, "light cards have 4 slots");
        require(slots >= 1 && slots <= 64, "--slots must be 1 to 64, not " + slots);
        require(apiPort >= 0 && apiPort + operators.size() <= PORT_MAX, "--api-port must leave room for the others");
        require(seconds == null || seconds >= 1, "--seconds must be 1 at least");
        int colon = smsc.lastIndexOf(':');
        String port = smsc.substring(colon + 1);
        require(
                port.matches("\\d{1,5}") && Integer.parseInt(port) + operators.size() - 1 <= PORT_MAX,
                "--smsc " + smsc + " is not PORT or HOST:PORT with room for " + operators.size() + " ports");
        try {
            InetAddress host = InetAddress.getByName(colon < 0 ? "127.0.0.1" : smsc.substring(0, colon));
            return new InetSocketAddress(host, Integer.parseInt(port));
        } catch (UnknownHostException e) {
            throw CommandFailure.usage("--smsc " + smsc + ": there is no such host");
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw CommandFailure.usage(message);
        }
    }

    private Population population(InetSocketAddress address, SeparateServers servers, SecureRandom random) {
        return light
                ? new LightPopulation(plans(), address, cards, servers, random)
                : new AppletPopulation(plans(), address.getAddress(), address.getPort(), cards, slots, servers, random);
    }

    private List<NumberPlan> plans() {
        List<NumberPlan> plans = new ArrayList<>();
        for (String name : operators) {
            int number = plans.size() + 1;
            plans.add(light ? NumberPlan.light(number, name) : new NumberPlan(number, name));
        }
        return plans;
    }

    private void make(Population population, SeparateServers servers, Console console) throws IOException {
        console.begin("Making cards");
        servers.withEscrow(escrow -> {
            population.make(escrow, console);
            return null;
        });
        Map<String, ServerFiles.Smsc> accounts = population.openCentres();
        servers.writeConfigurations(plans(), accounts, SMS_VALIDITY);
        writeOrders(population);
        for (String operator : operators) {
            writeToken(servers, operator, "operator", Role.OPERATOR);
            writeToken(servers, operator, "approver", Role.APPROVER);
            writeToken(servers, operator, "officer", Role.SECURITY_OFFICER);
        }
        console.end("Made " + cards + (light ? " light" : "") + " cards and their escrow in " + out);
        accounts.forEach((operator, account) -> console.line("SMSC of " + operator + " at " + account.host() + ":"
                + account.port() + ", account " + account.account()));
    }

    private void writeToken(SeparateServers servers, String operator, String person, Role role) throws IOException {
        ServerFiles.Place place = servers.places().get(operator);
        Path file = place.folder().resolve(person + ".token");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, servers.files().token(place, person, role, VALIDITY_OF_TOKENS) + "\n");
    }

    private Path order(String recipient) {
        return out.resolve("to-" + recipient + ".csv");
    }

    private void writeOrders(Population population) throws IOException {
        for (String recipient : operators.subList(1, operators.size())) {
            try (var csv = Files.newBufferedWriter(order(recipient))) {
                csv.write("iccid,new_imsi\n");
                int number = 0;
                for (var iccid : population.iccids()) {
                    csv.write(iccid + "," + population.imsi(recipient, number++) + "\n");
                }
            }
        }
    }

    private void live(Population population, SeparateServers servers, Console console) throws InterruptedException {
        console.line("Start its servers, each in a terminal of its own:");
        console.line("  ./simshift server --config " + servers.escrowPlace().config());
        servers.places().values().forEach(place -> console.line("  ./simshift server --config " + place.config()));
        console.begin("Waiting for them");
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds == null ? 0 : seconds);
        String first = operators.get(0);
        SeparateServers.Issuers issuers = servers.issuers(first);
        while (!issuers.areThere()) {
            if (isOver(endNanos)) {
                console.end("Stopped before the servers were there");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        SeparateServers.issueFirstSlots(issuers, first, population.iccids());
        population.talk(servers);
        awaitSubscribers(servers, first, endNanos);
        population.begin(console);
        console.end(population.status());
        tellHowToOrder(servers, console);
        String before = "";
        while (!isOver(endNanos)) {
            String now = population.status();
            if (!now.equals(before)) {
                console.line(now);
                before = now;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private boolean isOver(long endNanos) {
        return seconds != null && System.nanoTime() - endNanos >= 0;
    }

    private void awaitSubscribers(SeparateServers servers, String first, long endNanos) throws InterruptedException {
        var network = servers.asNetwork(first);
        while (!network.get("/api/v1/subscribers?limit=1").path("items").isEmpty() && !isOver(endNanos)) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void tellHowToOrder(SeparateServers servers, Console console) {
        if (operators.size() < 2) {
            return;
        }
        String donor = operators.get(0);
        String recipient = operators.get(1);
        console.line("Order a move, and have both sides approve it:");
        console.line("  ./simshift campaign order --name night-1 --recipient " + recipient + " --file "
                + order(recipient) + at(servers, donor, "operator"));
        console.line("  ./simshift campaign approve ID" + at(servers, donor, "approver"));
        console.line("  ./simshift campaign approve ID --at " + donor + at(servers, recipient, "approver"));
        console.line("  ./simshift campaign watch ID" + at(servers, donor, "operator"));
        console.line("Ctrl-C ends the world.");
    }

    private static String at(SeparateServers servers, String operator, String person) {
        ServerFiles.Place place = servers.places().get(operator);
        return " --server " + place.url() + " --certificate " + SeparateServers.pem(place) + " --token-file "
                + place.folder().resolve(person + ".token");
    }
}
