package io.simshift.cli.demo;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.demo.DemoReport.Leg;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.server.config.ConfigException;
import io.simshift.server.escrow.AkaName;
import io.simshift.server.remote.RemoteException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a batch of cards, gives them to the first operator and moves them to each next one, by one secured SMS"
                    + " for each card and move, over SMPP sockets and with the real applet. After each move every card must"
                    + " authenticate at its new operator and refuse everything of the old one."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift demo --cards 20 --operators A,B,C",
            "  simshift demo --cards 3 --orders examples/orders-3-cards.csv --out /tmp/moves",
            "  simshift demo --cards 5 --inject off=2 --window 5     one device has no power",
            "  simshift demo --cards 10 --operators A,B --separate   escrow and servers as processes of their own",
            "",
            "DIR gets report.html, report.json, order-A-to-B.csv, handover-A-to-B.csv and the escrow's ledger: see docs/escrow.md."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every card did every step", "1:something went wrong; a line says what", "2:wrong usage"})
public final class DemoCommand implements Callable<Integer> {
    private static final int CARDS_MAX = 100_000;
    private static final int PORT_MAX = 65535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--cards", paramLabel = "N", defaultValue = "20", description = "Cards to make (default: 20).")
    private int cards;

    @Option(
            names = "--operators",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "A,B,C",
            description = "Operators in the order of the moves (default: A,B,C).")
    private List<String> operators;

    @Option(
            names = "--orders",
            paramLabel = "FILE",
            description =
                    "Orders as CSV, columns iccid,new_imsi and, for more than one move, from,to. Default: made up.")
    private Path orders;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "Makes the keys of the cards from this number: repeatable, and not secret. Default: a secure source.")
    private Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "simshift-demo",
            description = "Folder of the report (default: simshift-demo).")
    private Path out;

    @Option(
            names = "--as-specified",
            description =
                    "The new operator gets the keys after the switch, as TR 33.812 writes it. Default: before it.")
    private boolean asSpecified;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "8",
            description = "Subscription slots on each card, 1 to 64 (default: 8).")
    private int slots;

    @Option(
            names = "--aka",
            paramLabel = "milenage|tuak",
            defaultValue = "milenage",
            description =
                    "AKA algorithm of all subscriptions (default: milenage); tuak-MAC-RES-CK-IK-N gives TUAK's lengths in"
                            + " bytes and its iterations.")
    private String aka;

    @Option(
            names = "--smsc-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of the first SMSC, the others count up (default: free ones).")
    private int smscPort;

    @Option(
            names = "--window",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long a card may take for one move (default: 60).")
    private int windowSeconds;

    @Option(
            names = "--inject",
            paramLabel = "WHAT=N",
            description = "Something wrong with card number N, repeatable: off=N (no power during the moves), "
                    + "wrong-keys=N (its OTA keys are not those that the escrow knows).")
    private List<String> injections = List.of();

    @Option(
            names = "--separate",
            description =
                    "The escrow and each operator's server run in processes of their own and talk by the documented"
                            + " API with mutual TLS: see docs/server.md.")
    private boolean separate;

    @Override
    public Integer call() throws IOException {
        DemoOptions options = options();
        PrintWriter console = spec.commandLine().getOut();
        if (separate) {
            return separate(options, console);
        }
        if (options.seed().isPresent()) {
            console.println("WARNING: keys are made from seed " + seed
                    + ". They are not secret. Never use them on real cards.");
        }
        Files.createDirectories(options.out());
        DemoReport report;
        try (Demo demo = new Demo(options, new Console(console, System.console() != null))) {
            report = demo.run();
        } catch (DemoException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
        print(report, console);
        return report.isSuccess() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private int separate(DemoOptions options, PrintWriter console) throws IOException {
        require(
                orders == null && seed == null && smscPort == 0 && injections.isEmpty(),
                "--separate goes with --cards, --operators, --slots, --aka, --window, --as-specified and --out only");
        Files.createDirectories(options.out());
        List<String> failures;
        try (SeparateDemo demo = new SeparateDemo(options, new Console(console, System.console() != null))) {
            failures = demo.run();
        } catch (DemoException | RemoteException | ConfigException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
        failures.forEach(console::println);
        console.println(failures.isEmpty() ? "Every card did every step." : failures.size() + " thing(s) went wrong.");
        console.flush();
        return failures.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private DemoOptions options() {
        require(cards >= 1 && cards <= CARDS_MAX, "--cards must be 1 to " + CARDS_MAX + ", not " + cards);
        require(operators.size() >= 2, "--operators needs two names at least, separated by commas");
        require(
                new HashSet<>(operators).size() == operators.size(),
                "--operators names one twice: " + String.join(",", operators));
        require(slots >= 1 && slots <= 64, "--slots must be 1 to 64, not " + slots);
        require(windowSeconds >= 1, "--window must be 1 second at least, not " + windowSeconds);
        require(
                smscPort == 0 || smscPort > 0 && smscPort + operators.size() - 1 <= PORT_MAX,
                "--smsc-port must leave room for " + operators.size() + " ports up to 65535, not " + smscPort);
        if (orders != null && !Files.isRegularFile(orders)) {
            throw CommandFailure.failed("Order " + orders + ": there is no such file");
        }
        Map<String, Set<Integer>> injected = injected();
        return new DemoOptions(
                cards,
                operators,
                Optional.ofNullable(orders),
                seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                out,
                asSpecified,
                slots,
                aka(),
                smscPort,
                Duration.ofSeconds(windowSeconds),
                injected.get("off"),
                injected.get("wrong-keys"));
    }

    private AkaChoice aka() {
        try {
            return AkaName.parse(aka);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--aka: " + e.getMessage());
        }
    }

    private Map<String, Set<Integer>> injected() {
        Map<String, Set<Integer>> injected = Map.of("off", new HashSet<>(), "wrong-keys", new HashSet<>());
        for (String injection : injections) {
            String[] parts = injection.split("=", 2);
            boolean understood = parts.length == 2
                    && injected.containsKey(parts[0])
                    && parts[1].matches("[0-9]{1,6}")
                    && Integer.parseInt(parts[1]) >= 1
                    && Integer.parseInt(parts[1]) <= cards;
            require(understood, "--inject " + injection + " is not off=N or wrong-keys=N with N from 1 to " + cards);
            injected.get(parts[0]).add(Integer.parseInt(parts[1]));
        }
        return injected;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw CommandFailure.usage(message);
        }
    }

    private void print(DemoReport report, PrintWriter console) {
        console.println();
        console.printf(
                "%-16s %8s %13s %13s %6s %6s %9s%n",
                "move", "switched", "authenticated", "refused old", "MT", "MO", "seconds");
        for (Leg leg : report.legs()) {
            console.printf(
                    Locale.ROOT,
                    "%-16s %8d %13d %13d %6d %6d %9.2f%n",
                    leg.name(),
                    leg.switched(),
                    leg.authenticated(),
                    leg.refusedByOld(),
                    leg.mtMessages(),
                    leg.moMessages(),
                    leg.seconds());
        }
        console.println();
        console.println(
                report.isSuccess()
                        ? "Every card did every step."
                        : report.failures().size() + " thing(s) went wrong; they are listed above and in the report.");
        console.println("Report: " + out.resolve("report.html"));
        console.flush();
    }
}
