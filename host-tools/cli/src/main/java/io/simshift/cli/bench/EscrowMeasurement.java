package io.simshift.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** What an escrow with a keystore's vault does in a second, on a disk, with everything that belongs to it. */
final class EscrowMeasurement {
    private static final int SLOTS = 16;
    private static final String FIRST_ICCID = "899990000000000000";
    private static final Imsi FIRST_IMSI = new Imsi("001010000000001");
    private static final OperatorId DONOR = new OperatorId("A");
    private static final OperatorId RECIPIENT = new OperatorId("B");
    private static final int CARDS_AT_ONCE = 100;
    private static final int RELEASED_CARDS_MAX = 10_000;
    private static final int SINGLE_CARDS_MAX = 500;
    private static final int CALLERS = 16;
    private static final int CALLERS_CARDS_MAX = 3_000;
    private static final double MEGABYTE = 1 << 20;

    private final int cards;
    private final SecureRandom random = new SecureRandom();
    private final List<Row> rows = new ArrayList<>();

    /** @param cards how many are made; some of them are released */
    EscrowMeasurement(int cards) {
        this.cards = cards;
    }

    /** One measurement: so many slots in so many seconds. */
    record Row(String name, long slots, double seconds) {
        double slotsPerSecond() {
            return slots / seconds;
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void measure(String name, long slots, Work work) throws IOException {
        long started = System.nanoTime();
        work.run();
        rows.add(new Row(name, slots, (System.nanoTime() - started) / 1e9));
    }

    /** Measures in a folder of its own, which is gone afterwards. */
    EscrowMeasurement run() throws IOException {
        Path folder = Files.createTempDirectory("simshift-bench");
        try {
            run(folder);
            return this;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run(Path folder) throws IOException {
        char[] password = Long.toHexString(random.nextLong()).toCharArray();
        Clock clock = Clock.systemUTC();
        OperatorIdentity donor = OperatorIdentity.open(folder.resolve("a.p12"), password, "A", clock, random);
        OperatorIdentity recipient = OperatorIdentity.open(folder.resolve("b.p12"), password, "B", clock, random);
        Batch batch = new Batch("bench", FIRST_ICCID, cards, SLOTS, OtaAlgorithm.AES_128, FIRST_IMSI);
        try (Escrow escrow = Escrow.open(folder.resolve("escrow"), password, clock, random)) {
            escrow.register(DONOR, donor.certificate());
            escrow.register(RECIPIENT, recipient.certificate());
            heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
            measure(
                    "batch create, with production file",
                    (long) cards * SLOTS,
                    () -> escrow.produce(batch, donor.certificate(), folder.resolve("production.cms")));
            int single = Math.min(SINGLE_CARDS_MAX, cards / 4);
            int atOnce = Math.min(CALLERS_CARDS_MAX, cards / 4);
            int many = Math.min(RELEASED_CARDS_MAX, cards - single - atOnce);
            List<Iccid> all = iccids(single + atOnce + many);
            measure("issue of slot 1, 100 cards at a time", all.size(), () -> issue(escrow, all));
            List<SignedHandover> groups = handovers(donor, all.subList(0, many), CARDS_AT_ONCE);
            measure("reservation, 100 cards at a time", many, () -> groups.forEach(escrow::reserve));
            measure("release, 100 cards at a time", many, () -> release(escrow, groups));
            List<SignedHandover> singles = handovers(donor, all.subList(many, many + single), 1);
            measure("release, 1 card at a time", single, () -> release(escrow, singles));
            List<SignedHandover> parallel = handovers(donor, all.subList(many + single, all.size()), 1);
            measure(
                    "release, 1 card at a time, " + CALLERS + " callers",
                    atOnce,
                    () -> releaseAtOnce(escrow, parallel));
        }
    }

    private static void issue(Escrow escrow, List<Iccid> all) {
        for (int from = 0; from < all.size(); from += CARDS_AT_ONCE) {
            escrow.issue(DONOR, all.subList(from, Math.min(all.size(), from + CARDS_AT_ONCE)));
        }
    }

    private static void release(Escrow escrow, List<SignedHandover> handovers) {
        for (SignedHandover handover : handovers) {
            boolean all = escrow.release(RECIPIENT, handover).answers().stream()
                    .allMatch(EscrowAnswer.Granted.class::isInstance);
            if (!all) {
                throw new IllegalStateException("the escrow refused what it had to grant");
            }
        }
    }

    private static void releaseAtOnce(Escrow escrow, List<SignedHandover> handovers) {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (SignedHandover handover : handovers) {
                calls.add(callers.submit(() -> release(escrow, List.of(handover))));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the measurement was not finished: " + e.getMessage(), e);
        } finally {
            callers.shutdownNow();
        }
    }

    private static List<Iccid> iccids(int count) {
        long first = Long.parseLong(FIRST_ICCID);
        return Stream.iterate(first, next -> next + 1)
                .limit(count)
                .map(digits -> Iccid.withCheckDigit(Long.toString(digits)))
                .toList();
    }

    private static List<SignedHandover> handovers(OperatorIdentity donor, List<Iccid> cards, int size) {
        List<SignedHandover> handovers = new ArrayList<>();
        for (int from = 0; from < cards.size(); from += size) {
            List<HandoverEntry> entries = cards.subList(from, Math.min(cards.size(), from + size)).stream()
                    .map(iccid -> new HandoverEntry(FIRST_IMSI, iccid, new SlotIndex(2)))
                    .toList();
            Handover handover = new Handover(Handover.Kind.HAND_OVER, DONOR, RECIPIENT, Instant.now(), entries);
            handovers.add(SignedHandover.sign(handover, donor));
        }
        return handovers;
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static long peakHeapBytes() {
        return heapPools().stream()
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    void printText(PrintWriter out) {
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-40s %,10d slots %9.2f s %,12.0f slots/s%n",
                    row.name(),
                    row.slots(),
                    row.seconds(),
                    row.slotsPerSecond());
        }
        out.printf(
                Locale.ROOT,
                "Heap at most %.0f MB (peaks of its parts added), %.0f MB allowed; AES-128, Milenage, %d slots on a card, keystore vault%n",
                peakHeapBytes() / MEGABYTE,
                Runtime.getRuntime().maxMemory() / MEGABYTE,
                SLOTS);
    }

    void printJson(PrintWriter out) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("cards", cards).put("slotsPerCard", SLOTS).put("heapPeakBytes", peakHeapBytes());
        var list = root.putArray("rows");
        for (Row row : rows) {
            list.addObject()
                    .put("name", row.name())
                    .put("slots", row.slots())
                    .put("seconds", Math.round(row.seconds() * 1000) / 1000.0)
                    .put("slotsPerSecond", Math.round(row.slotsPerSecond()));
        }
        try {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers could not be written as JSON", e);
        }
    }
}
