package io.simshift.cli.auc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.simshift.cli.CommandRun;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AucCommandTest {
    private static final String IMSI = "001010000000001";
    private static final String K = "465b5ce8b199b49faa5f0a2ee238a6bc";
    private static final String OPC = "cd63cb71954a9f4e48a5994e37a02baf";
    private static final Milenage MILENAGE = new Milenage(key(K), key(OPC));

    @TempDir
    private Path folder;

    private static SecretBytes key(String hex) {
        return SecretBytes.copyOf(HexFormat.of().parseHex(hex));
    }

    @BeforeEach
    void writeSubscribers() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.csv"), "imsi,algorithm,k,opc\n" + IMSI + ",milenage," + K + "," + OPC + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private CommandRun vectors(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("auc", "vectors", "--state", folder.resolve("a.sqn").toString()));
        arguments.addAll(List.of("--subscribers", folder.resolve("a.csv").toString()));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static Map<String, byte[]> fields(String line) {
        Map<String, byte[]> fields = new HashMap<>();
        for (String field : line.split(" ")) {
            String[] parts = field.split("=");
            fields.put(parts[0], HexFormat.of().parseHex(parts[1]));
        }
        return fields;
    }

    @Test
    void printsVectorsThatACardWouldTake() {
        CommandRun run = vectors("--imsi", IMSI, "--count", "2", "--ind", "5", "--amf", "0000");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        Map<String, byte[]> second = fields(run.lastLine());
        AkaVector expected = AkaVector.generate(MILENAGE, second.get("rand"), SequenceNumber.of(2, 5, 5), Amf.ZERO);
        assertThat(second.get("autn")).isEqualTo(expected.autn().encode());
        assertThat(second.get("xres")).isEqualTo(expected.xres());
        assertThat(second.get("ck")).isEqualTo(expected.ck().reveal());
        assertThat(second.get("ik")).isEqualTo(expected.ik().reveal());
    }

    @Test
    void goesOnCountingInTheNextRun() {
        vectors("--imsi", IMSI, "--count", "7");
        Map<String, byte[]> next = fields(vectors("--imsi", IMSI).lastLine());
        assertThat(Autn.decode(next.get("autn")).verify(MILENAGE, next.get("rand"), 5))
                .contains(SequenceNumber.of(8, 0, 5));
    }

    @Test
    void printsTriplets() {
        Map<String, byte[]> triplet = fields(vectors("--imsi", IMSI, "--gsm").lastLine());
        GsmTriplet expected = GsmTriplet.of(MILENAGE, triplet.get("rand"));
        assertThat(triplet.get("sres")).isEqualTo(expected.sres());
        assertThat(triplet.get("kc")).isEqualTo(expected.kc().reveal());
    }

    @Test
    void followsTheTokenOfACard() {
        byte[] rand = fields(vectors("--imsi", IMSI).lastLine()).get("rand");
        String auts = Auts.of(MILENAGE, rand, SequenceNumber.of(500, 3, 5)).toString();
        CommandRun run =
                vectors("--imsi", IMSI, "--auts", auts, "--rand", HexFormat.of().formatHex(rand));
        Map<String, byte[]> next = fields(run.lastLine());
        assertThat(Autn.decode(next.get("autn")).verify(MILENAGE, next.get("rand"), 5))
                .contains(SequenceNumber.of(501, 0, 5));

        CommandRun wrong = vectors("--imsi", IMSI, "--auts", auts, "--rand", "00".repeat(16));
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("MAC-S of the AUTS is not right for IMSI 001010000000001 and this RAND");
        assertThat(wrong.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2, --imsi 12, --imsi: IMSI '12' is not 6 to 15 digits",
        "1, --imsi 001010000000009, IMSI 001010000000009 is not among the subscribers",
        "2, --imsi 001010000000001 --count 0, --count: 0 is not between 1 and 1000",
        "2, --imsi 001010000000001 --ind 32, '--ind: IND is 0 to 31, not 32'",
        "2, --imsi 001010000000001 --amf 80, '--amf: two bytes are wanted, not 1'",
        "2, --imsi 001010000000001 --auts 00 --rand 00, '--rand: RAND has 16 bytes, not 1'",
        "2, --imsi 001010000000001 --auts 00, Error: Missing required argument(s): --rand=HEX",
    })
    void saysWhatIsWrong(int exitCode, String arguments, String message) {
        CommandRun run = vectors(arguments.split(" "));
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).startsWith("simshift: " + message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void warnsOfKeysThatEverybodyMayRead() throws IOException {
        Path file = folder.resolve("a.csv");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(vectors("--imsi", IMSI).err()).startsWith("Everybody on this machine may read " + file);
    }

    @Test
    void namesTheLineOfAMistakeAmongTheSubscribers() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "imsi,algorithm,k,opc\n1,2\n");
        CommandRun run = vectors("--imsi", IMSI);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("simshift: " + folder.resolve("a.csv") + ":2: has 2 columns, not 4");
    }

    @Test
    void asksWhatToDo() {
        CommandRun run = CommandRun.of("auc");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("simshift: Say what to do: 'vectors' or 'serve'");
    }

    @Test
    void servesUntilItIsEnded() throws Exception {
        assumeTrue(Epoll.isAvailable(), "Unix-domain datagrams are served on Linux only");
        Path socket = folder.resolve("auc.sock");
        CompletableFuture<CommandRun> ended = new CompletableFuture<>();
        Thread serving = new Thread(() -> ended.complete(CommandRun.of(
                "auc",
                "serve",
                "--state",
                folder.resolve("a.sqn").toString(),
                "--socket",
                socket.toString(),
                "--subscribers",
                folder.resolve("a.csv").toString())));
        serving.start();
        while (!Files.exists(socket) && serving.isAlive()) {
            Thread.sleep(10);
        }
        serving.interrupt();
        CommandRun run = ended.get(60, TimeUnit.SECONDS);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(socket).doesNotExist();
        assertThat(vectors("--imsi", IMSI).exitCode())
                .as("the state is free again")
                .isZero();
    }

    @Test
    void servesAtNoPathThatIsTaken() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "");
        CommandRun run = CommandRun.of(
                "auc",
                "serve",
                "--state",
                folder.resolve("a.sqn").toString(),
                "--socket",
                taken.toString(),
                "--subscribers",
                folder.resolve("a.csv").toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("simshift: ");
    }
}
