package io.simshift.cli.card;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.CommandRun;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ServeCommandTest {
    private static final String SAMPLE = "../../examples/card-profile.json";

    private static String exchange(Socket card, String command) throws IOException {
        byte[] content = HexFormat.of().parseHex(command);
        OutputStream out = card.getOutputStream();
        out.write(new byte[] {(byte) (content.length >> 8), (byte) content.length});
        out.write(content);
        DataInputStream in = new DataInputStream(card.getInputStream());
        byte[] answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        return HexFormat.of().withUpperCase().formatHex(answer);
    }

    @Test
    void putsTheCardOfTheProfileIntoTheReader() throws Exception {
        try (ServerSocket reader = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            reader.setSoTimeout(60_000);
            String address = "127.0.0.1:" + reader.getLocalPort();
            CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(
                    () -> CommandRun.of("card", "serve", "--profile", SAMPLE, "--vpcd", address, "--once", "--trace"));
            try (Socket card = reader.accept()) {
                card.setSoTimeout(60_000);
                assertThat(exchange(card, "04")).isEqualTo("3B9795801F428031A073BE210022");
                assertThat(exchange(card, "00A40004022FE2")).startsWith("61");
                assertThat(exchange(card, "00B0000000")).isEqualTo("6C0A");
                assertThat(exchange(card, "00B000000A")).isEqualTo("988803000000009010F49000");
            }
            CommandRun ended = run.get(60, TimeUnit.SECONDS);
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out().lines())
                    .containsExactly(
                            "Card 8988300000000009014, IMSI 001010000000001, 3 of 4 slots filled",
                            "In the reader at " + address,
                            "The reader at " + address + " has gone");
            assertThat(ended.err()).contains("READ BINARY 00B00000 0A > 988803000000009010F4 9000 done");
        }
    }

    @Test
    void putsABlankCardIntoTheReader() throws Exception {
        try (ServerSocket reader = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            reader.setSoTimeout(60_000);
            String address = "127.0.0.1:" + reader.getLocalPort();
            CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(
                    () -> CommandRun.of("card", "serve", "--blank", "--scp", "02-15", "--vpcd", address, "--once"));
            try (Socket card = reader.accept()) {
                card.setSoTimeout(60_000);
                assertThat(exchange(card, "00A4040000")).isEqualTo("6112");
                assertThat(exchange(card, "00C0000012")).isEqualTo("6F108408A000000151000000A5049F6501FF9000");
                assertThat(exchange(card, "8050000008000102030405060700")).isEqualTo("611C");
                assertThat(exchange(card, "80C000001C"))
                        .as("GET RESPONSE has the class of the command before it")
                        .startsWith("00000000000000000000FF020000")
                        .endsWith("9000");
            }
            CommandRun ended = run.get(60, TimeUnit.SECONDS);
            assertThat(ended.exitCode()).isZero();
            assertThat(ended.out())
                    .startsWith("Blank card, secure channel 02-15, test keys 404142434445464748494A4B4C4D4E4F");
        }
    }

    @Test
    void wantsOneKindOfCard() {
        CommandRun none = CommandRun.of("card", "serve", "--once");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("--profile", "--blank");
        CommandRun both = CommandRun.of("card", "serve", "--once", "--blank", "--profile", SAMPLE);
        assertThat(both.exitCode()).isEqualTo(2);
        CommandRun unknown = CommandRun.of("card", "serve", "--once", "--blank", "--scp", "01-05");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("'01-05' is none of 02-15, 02-55, 03-00, 03-60, 03-70");
    }

    @Test
    void saysWhereThereIsNoReader() throws IOException {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        CommandRun run = CommandRun.of("card", "serve", "--once", "--profile", SAMPLE, "--vpcd", "127.0.0.1:" + port);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("simshift: The reader at 127.0.0.1:" + port + " can't be reached (");
    }

    @Test
    void namesTheLineOfAMistakeInTheProfile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("card.json"), "{\n\"profile\": 7}");
        CommandRun run = CommandRun.of("card", "serve", "--profile", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("simshift: " + file + ":2: profile: 7 is not between 1 and 1" + System.lineSeparator());
    }

    @Test
    void namesTheFileThatTheCardRefuses(@TempDir Path folder) throws IOException {
        String sample = Files.readString(Path.of(SAMPLE)).replace("\"656e6465\"", "\"656e64656672\"");
        Path file = Files.writeString(folder.resolve("card.json"), sample);
        CommandRun run = CommandRun.of("card", "serve", "--profile", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("simshift: " + file + ": card 8988300000000009014, write ")
                .contains("2F05");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", ":35963", "localhost:0", "localhost:70000", "a b:1", "::1:5"})
    void refusesWhatIsNoHostAndPort(String vpcd) {
        CommandRun run = CommandRun.of("card", "serve", "--profile", SAMPLE, "--vpcd", vpcd);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'" + vpcd + "'");
    }

    @Test
    void asksWhatToDo() {
        CommandRun run = CommandRun.of("card");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("simshift: Say what to do: 'serve'");
    }
}
