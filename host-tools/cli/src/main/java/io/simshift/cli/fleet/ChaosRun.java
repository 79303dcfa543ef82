package io.simshift.cli.fleet;

import io.simshift.cli.CommandFailure;
import io.simshift.simulator.light.LightCentre;
import io.simshift.simulator.light.LightFleet;
import io.simshift.simulator.light.LightNumbers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run: cards and message centre in this process, the server in another, which is killed. */
final class ChaosRun implements AutoCloseable {
    private static final int CENTRE_FALLS_EVERY = 5;
    private static final int ALIVE_MAX_MILLIS = 1500;
    /** Of those that live until they have done something. */
    private static final int AT_WORK_MAX_MILLIS = 20_000;
    /** Sent and answered. */
    private static final int MESSAGES_OF_A_CARD = 2;

    private static final int DARK_MAX_MILLIS = 400;
    private static final int STEP_MILLIS = 20;
    private static final int RESETS_PER_STEP_PERCENT = 10;
    private static final Duration STANDSTILL = Duration.ofMinutes(3);
    private static final Pattern COUNT = Pattern.compile("([A-Z_]+)=(\\d+)");

    private final FleetSettings settings;
    private final int kills;
    private final Consumer<String> progress;
    private final Random random;
    private final LightNumbers numbers;
    private final LightFleet fleet;
    private final Path log;
    /** Cards that were seen at the recipient, and of which the server has not said that it has stored that. */
    private final BitSet untold = new BitSet();

    private final int port;
    private LightCentre centre;
    private long messages;
    private int centreKills;
    private int serverKills;

    ChaosRun(Path folder, int cards, int kills, long seed, Consumer<String> progress) {
        this.kills = kills;
        this.progress = progress;
        this.random = new Random(seed);
        this.numbers = new LightNumbers(seed);
        this.fleet = LightFleet.watchful(numbers, cards);
        this.centre = LightCentre.start(numbers, fleet, 0, card -> {});
        this.port = centre.port();
        this.settings = new FleetSettings(folder, port, cards, seed, Math.max(1, cards / 10), 0, true);
        this.log = folder.resolve("server.log");
    }

    ChaosOutcome run() {
        // The order is taken in peace: what is looked at is its cards.
        try (Child first = server()) {
            first.await("ready");
        }
        while (serverKills < kills) {
            Child server = server();
            boolean whileStarting = random.nextInt(CENTRE_FALLS_EVERY) == 0;
            if (!whileStarting) {
                server.await("ready");
                begin(server);
            }
            if (whileStarting || serverKills % 2 == 0) {
                live(server, random.nextInt(ALIVE_MAX_MILLIS));
            } else {
                work(server, random.nextInt(1 + 2 * MESSAGES_OF_A_CARD * fleet.size() / kills));
            }
            server.kill();
            serverKills++;
            if (serverKills % CENTRE_FALLS_EVERY == 0) {
                centreFalls();
            }
            progress.accept("killed " + serverKills + " of " + kills + "; " + fleet.switched() + " of " + fleet.size()
                    + " cards have switched");
        }
        try (Child last = server()) {
            last.await("ready");
            begin(last);
            return awaitEnd(last);
        }
    }

    private Child server() {
        return Child.start(
                FleetServer.class,
                List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                settings.arguments(),
                log);
    }

    private void begin(Child server) {
        server.say("run");
        // What the last server was told and did not store is told again, as another operator would.
        untold.stream().forEach(card -> server.say("attached " + card));
    }

    /** Lets cards reset and tells of them, for so long. */
    private void live(Child server, int millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            step(server);
        }
    }

    /** As {@link #live}, until so many messages have passed: a slow machine would do nothing in a given time. */
    private void work(Child server, int messagesToPass) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AT_WORK_MAX_MILLIS);
        long enough = centre.messages() + messagesToPass;
        while (centre.messages() < enough && fleet.switched() < fleet.size() && System.nanoTime() < end) {
            step(server);
        }
    }

    private void step(Child server) {
        for (int card = 0; card < fleet.size(); card++) {
            boolean itsTime = fleet.isPending(card) && random.nextInt(100) < RESETS_PER_STEP_PERCENT;
            if (itsTime && fleet.reset(card)) {
                untold.set(card);
                server.say("attached " + card);
            }
        }
        for (String line = server.hearNow(); line != null; line = server.hearNow()) {
            if (line.startsWith("attached ")) {
                untold.clear(Integer.parseInt(line.substring("attached ".length())));
            } else if (line.startsWith("numbers ")) {
                lastNumbers = line;
            }
        }
        pause(STEP_MILLIS);
    }

    private String lastNumbers = "";

    private void centreFalls() {
        messages += centre.messages();
        centre.fall();
        centreKills++;
        pause(random.nextInt(DARK_MAX_MILLIS));
        centre = LightCentre.start(numbers, fleet, port, card -> {});
    }

    private ChaosOutcome awaitEnd(Child server) {
        long end = System.nanoTime() + STANDSTILL.toNanos();
        String before = "";
        while (System.nanoTime() < end) {
            server.say("numbers");
            live(server, 500);
            if (!lastNumbers.equals(before)) {
                before = lastNumbers;
                end = System.nanoTime() + STANDSTILL.toNanos();
            }
            if (count("CONFIRMED") == fleet.size() && untold.isEmpty()) {
                return outcome();
            }
            if (!server.isAlive()) {
                throw CommandFailure.failed("The server has ended by itself; its log is " + log);
            }
        }
        progress.accept("Nothing moves any more: " + before);
        return outcome();
    }

    private long count(String phase) {
        long count = 0;
        Matcher matcher = COUNT.matcher(lastNumbers);
        while (matcher.find()) {
            boolean wanted = phase == null || matcher.group(1).equals(phase);
            count += wanted ? Long.parseLong(matcher.group(2)) : 0;
        }
        return count;
    }

    private ChaosOutcome outcome() {
        int once = 0;
        int more = 0;
        int never = 0;
        for (int card = 0; card < fleet.size(); card++) {
            int times = fleet.switchesOf(card);
            boolean arrived = times == 1 && fleet.slotOf(card) == 2;
            once += arrived ? 1 : 0;
            more += times > 1 ? 1 : 0;
            never += times == 0 ? 1 : 0;
        }
        long confirmed = count("CONFIRMED");
        return new ChaosOutcome(
                fleet.size(),
                serverKills,
                centreKills,
                messages + centre.messages(),
                once,
                more,
                never,
                fleet.reusedCounters(),
                confirmed,
                count(null) - confirmed);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("Interrupted");
        }
    }

    @Override
    public void close() {
        centre.close();
    }
}
