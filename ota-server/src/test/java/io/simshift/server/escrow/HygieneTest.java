package io.simshift.server.escrow;

import static io.simshift.server.escrow.EscrowBench.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.HotSpotDiagnosticMXBean;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * After a run with known keys: none of them in the log, in error messages, in any file, or in any object that is still reachable.
 * This test itself remembers them masked.
 */
class HygieneTest {
    private static final byte MASK = 0x5A;

    @TempDir
    Path folder;

    @TempDir
    Path dumps;

    private final List<byte[]> masked = new ArrayList<>();
    private final StringWriter told = new StringWriter();

    private void remember(SecretBytes key) {
        byte[] bytes = key.reveal();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= MASK;
        }
        masked.add(bytes);
    }

    private void remember(PersonalisationRecord card) {
        remember(card.manufacturerKeys().kic());
        remember(card.manufacturerKeys().kid());
        remember(card.manufacturerKeys().kik());
        for (PersonalisationRecord.Slot slot : card.slots()) {
            SlotKeys keys = slot.keys();
            for (SecretBytes key : List.of(keys.k(), keys.opc(), keys.kic(), keys.kid(), keys.kik())) {
                remember(key);
            }
        }
    }

    /** Production, both files, issue, release, refusals, rotation, backup. */
    private void run() throws IOException {
        try (EscrowBench bench = new EscrowBench(folder)) {
            bench.escrow.setPolicy(new EscrowPolicy(true, 0, 0, true));
            List<Iccid> cards = new ArrayList<>();
            Batch batch =
                    new Batch("known", "899900000000000000", 20, 4, OtaAlgorithm.AES_256, new Imsi("262030000000001"));
            bench.escrow.produce(batch, card -> {
                remember(card);
                cards.add(card.iccid());
                told.append(card.toString()).append(card.slots().get(0).keys().toString());
            });
            Path file = folder.resolve("again.cms");
            bench.escrow.produceAgain(
                    CardSelection.all("known"), bench.identity("line").certificate(), file);
            int read = new ProductionReader(file, bench.identity("line"), bench.escrow.certificate())
                    .read(card -> told.append(card.toString()));
            assertThat(read).isEqualTo(20);
            byte[] sealed = bench.escrow.issue(new OperatorId("A"), cards);
            Files.write(folder.resolve("issued.cms"), sealed);
            List<ReleasedSlot> slots = SealedSlots.open(sealed, bench.identity("A"), bench.escrow.certificate());
            told.append(slots.toString());
            slots.forEach(ReleasedSlot::close);
            bench.cards.clear();
            bench.cards.addAll(cards);
            SignedHandover toB = bench.signed(bench.handover("A", "B", 2));
            assertThat(reason(bench.escrow.reserve(toB))).isNull();
            Release release = bench.escrow.release(new OperatorId("B"), toB);
            told.append(release.toString());
            byte[] damaged = release.sealedSlots();
            damaged[damaged.length / 2] ^= 1;
            tell(catchThrowable(() -> SealedSlots.open(damaged, bench.identity("B"), bench.escrow.certificate())));
            tell(catchThrowable(() -> bench.escrow.produce(batch, card -> {})));
            told.append(bench.escrow.release(new OperatorId("C"), toB).toString());
            bench.escrow.rotateMasterKey();
            bench.escrow.backUp(folder.resolve("backup"));
            told.append(bench.ledger());
        }
    }

    private void tell(Throwable failure) {
        assertThat(failure).isNotNull();
        failure.printStackTrace(new PrintWriter(told, true));
    }

    @Test
    void leavesNoKeyBehind() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger("ROOT");
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        // Everything is logged, and nobody has to read it.
        List<Appender<ILoggingEvent>> others = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        try {
            run();
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
            others.forEach(root::addAppender);
        }
        log.list.forEach(event -> told.append(event.getFormattedMessage()).append('\n'));
        assertThat(masked).hasSize(20 * (3 + 4 * 5));

        Path dump = dumps.resolve("live.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);

        assertThat(find(told.toString().getBytes(StandardCharsets.UTF_8)))
                .as("log and messages")
                .isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(find(Files.readAllBytes(file))).as(file.toString()).isEmpty();
            }
        }
        assertThat(find(Files.readAllBytes(dump))).as("reachable objects").isEmpty();
    }

    @Test
    void wouldFindAKeyInEveryForm() {
        SecretBytes key = SecretBytes.copyOf(HexFormat.of().parseHex("00112233445566778899aabbccddeeff"));
        remember(key);
        for (String text : List.of(
                "k=00112233445566778899aabbccddeeff!",
                "00112233445566778899AABBCCDDEEFF",
                "ABEiM0RVZneImaq7zN3u/w==")) {
            assertThat(find(text.getBytes(StandardCharsets.UTF_8))).as(text).hasSize(1);
        }
        assertThat(find(key.reveal())).hasSize(1);
        assertThat(find("0011223344556677".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    private record Pattern(int key, byte[] bytes) {}

    /** What to look for, by its first four bytes: keys, and their hexadecimal or base 64 texts of one byte or two for each letter. */
    private Map<Integer, List<Pattern>> patterns() {
        Map<Integer, List<Pattern>> patterns = new HashMap<>();
        for (int number = 0; number < masked.size(); number++) {
            byte[] key = masked.get(number).clone();
            for (int i = 0; i < key.length; i++) {
                key[i] ^= MASK;
            }
            String hex = HexFormat.of().formatHex(key);
            // What is behind the last whole group of three bytes depends on what follows.
            String base64 = Base64.getEncoder().encodeToString(key).substring(0, key.length / 3 * 4);
            List<byte[]> forms = new ArrayList<>(List.of(key));
            for (String text : List.of(hex, hex.toUpperCase(Locale.ROOT), base64)) {
                forms.add(text.getBytes(StandardCharsets.ISO_8859_1));
                forms.add(text.getBytes(StandardCharsets.UTF_16LE));
            }
            for (byte[] form : forms) {
                patterns.computeIfAbsent(ByteBuffer.wrap(form).getInt(), first -> new ArrayList<>())
                        .add(new Pattern(number, form));
            }
        }
        return patterns;
    }

    /** Numbers of the keys that are in there. */
    private Set<Integer> find(byte[] content) {
        Map<Integer, List<Pattern>> patterns = patterns();
        BitSet beginnings = new BitSet(1 << Short.SIZE);
        patterns.keySet().forEach(first -> beginnings.set(first >>> Short.SIZE));
        Set<Integer> found = new TreeSet<>();
        int four = 0;
        for (int at = 0; at < content.length; at++) {
            four = four << Byte.SIZE | content[at] & 0xFF;
            int start = at - 3;
            if (start < 0 || !beginnings.get(four >>> Short.SIZE)) {
                continue;
            }
            for (Pattern pattern : patterns.getOrDefault(four, List.of())) {
                int end = start + pattern.bytes().length;
                if (end <= content.length
                        && Arrays.equals(content, start, end, pattern.bytes(), 0, pattern.bytes().length)) {
                    found.add(pattern.key());
                }
            }
        }
        return found;
    }
}
