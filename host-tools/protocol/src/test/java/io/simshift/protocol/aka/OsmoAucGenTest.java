package io.simshift.protocol.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simshift.protocol.secret.SecretBytes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our vectors against those of another implementation: osmo-auc-gen of Debian's libosmocore-utils. */
class OsmoAucGenTest {
    private static final String TOOL = "osmo-auc-gen";
    private static final HexFormat HEX = HexFormat.of();
    private static final int INPUTS = 60;

    @BeforeAll
    static void needsTheTool() {
        boolean installed = Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, TOOL).canExecute());
        if (!installed) {
            System.out.println("skipped: " + TOOL + " is not installed (Debian package libosmocore-utils)");
        }
        assumeTrue(installed, TOOL + " is not installed (Debian package libosmocore-utils)");
    }

    @Test
    void generatesTheSameVectors() throws IOException, InterruptedException {
        Random random = new Random(33_102);
        for (int i = 0; i < INPUTS; i++) {
            Input input = new Input(random);
            SequenceNumber sqn = new SequenceNumber(random.nextLong() & 0xFFFF_FFFF_FFFFL);
            AkaVector vector = AkaVector.generate(input.milenage(), input.rand, sqn, input.amf);
            Map<String, String> theirs = run(input, "-s", Long.toUnsignedString(sqn.value()));
            assertSame(vector, theirs);
            GsmTriplet triplet = GsmTriplet.of(input.milenage(), input.rand);
            assertThat(theirs).containsEntry("SRES", HEX.formatHex(triplet.sres()));
            assertThat(theirs).containsEntry("Kc", HEX.formatHex(triplet.kc().reveal()));
        }
    }

    @Test
    void resynchronisesToTheSameVectors() throws IOException, InterruptedException {
        Random random = new Random(35_206);
        for (int i = 0; i < INPUTS; i++) {
            Input input = new Input(random);
            SequenceNumber sqnMs = new SequenceNumber(random.nextLong() & 0x7FFF_FFFF_FFFFL);
            int ind = random.nextInt(32);
            Auts auts = Auts.of(input.milenage(), input.rand, sqnMs);
            Map<String, String> theirs = run(input, "-A", auts.toString(), "-i", Integer.toString(ind));
            assertThat(theirs).containsEntry("SQN.MS", Long.toString(sqnMs.value()));
            SequenceNumber next = sqnMs.next(ind);
            assertThat(theirs).containsEntry("SQN", Long.toString(next.value()));
            assertSame(AkaVector.generate(input.milenage(), input.rand, next, input.amf), theirs);
        }
    }

    private static void assertSame(AkaVector ours, Map<String, String> theirs) {
        assertThat(theirs).containsEntry("AUTN", ours.autn().toString());
        assertThat(theirs).containsEntry("RES", HEX.formatHex(ours.xres()));
        assertThat(theirs).containsEntry("CK", HEX.formatHex(ours.ck().reveal()));
        assertThat(theirs).containsEntry("IK", HEX.formatHex(ours.ik().reveal()));
    }

    /** Keys and challenge of one seeded run. */
    private static final class Input {
        private final byte[] k = new byte[16];
        private final byte[] opc = new byte[16];
        private final byte[] rand = new byte[16];
        private final Amf amf;

        Input(Random random) {
            random.nextBytes(k);
            random.nextBytes(opc);
            random.nextBytes(rand);
            amf = new Amf(random.nextInt(0x10000));
        }

        Milenage milenage() {
            return new Milenage(SecretBytes.copyOf(k), SecretBytes.copyOf(opc));
        }
    }

    private static Map<String, String> run(Input input, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                TOOL,
                "-3",
                "-a",
                "milenage",
                "-k",
                HEX.formatHex(input.k),
                "-o",
                HEX.formatHex(input.opc),
                "-r",
                HEX.formatHex(input.rand),
                "-f",
                input.amf.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        Map<String, String> values = new HashMap<>();
        for (String line : output.lines().toList()) {
            String[] parts = line.split(":\\s*", 2);
            if (parts.length == 2) {
                values.put(parts[0], parts[1].trim());
            }
        }
        return values;
    }
}
