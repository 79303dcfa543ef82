package io.simshift.cli.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.CommandRun;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.ProductionReader;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchCommandTest {
    @TempDir
    private Path folder;

    private OperatorIdentity line;

    @BeforeEach
    void makeLine() throws IOException, CertificateEncodingException {
        line = OperatorIdentity.open(
                folder.resolve("line.p12"), "line".toCharArray(), "line", Clock.systemUTC(), new SecureRandom());
        Files.write(folder.resolve("line.der"), line.certificate().getEncoded());
        Files.writeString(folder.resolve("password"), "secret\n");
        Files.writeString(folder.resolve("guess"), "guess\n");
    }

    private CommandRun escrow(String... arguments) {
        List<String> all = new ArrayList<>(List.of("escrow"));
        for (String argument : arguments) {
            all.add(
                    argument.startsWith("%")
                            ? folder.resolve(argument.substring(1)).toString()
                            : argument);
        }
        return CommandRun.of(all.toArray(String[]::new));
    }

    private CommandRun create(String... changed) {
        List<String> arguments = new ArrayList<>(List.of(
                "batch",
                "create",
                "--dir",
                "%escrow",
                "--password-file",
                "%password",
                "--name",
                "batch",
                "--iccid",
                "898830000000000000",
                "--imsi",
                "001010000000001",
                "--cards",
                "30",
                "--slots",
                "2",
                "--line",
                "%line.der",
                "--out",
                "%batch.cms"));
        for (int i = 0; i < changed.length; i += 2) {
            arguments.set(arguments.indexOf(changed[i]) + 1, changed[i + 1]);
        }
        return escrow(arguments.toArray(String[]::new));
    }

    @Test
    void makesAnEscrowAndABatchForTheLine() throws IOException {
        CommandRun made = escrow("init", "--dir", "%escrow", "--password-file", "%password");
        assertThat(made.exitCode()).as(made.err()).isZero();
        CommandRun run = create();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("30 cards of 2 slots in ");
        Path certificate = new LedgerFiles(folder.resolve("escrow/ledger")).certificate();
        ProductionReader reader =
                new ProductionReader(folder.resolve("batch.cms"), line, LedgerFiles.readCertificate(certificate));
        assertThat(reader.read(card -> assertThat(card.slots()).hasSize(2))).isEqualTo(30);
    }

    @Test
    void refusesWithOneLineAndMakesNothing() throws IOException {
        isOneLine(1, "There is no escrow in ", create());
        assertThat(escrow("init", "--dir", "%escrow", "--password-file", "%password")
                        .exitCode())
                .isZero();
        isOneLine(1, "There is an escrow in ", escrow("init", "--dir", "%escrow", "--password-file", "%password"));
        isOneLine(1, "wrong password for ", create("--password-file", "%guess"));
        isOneLine(1, "No such file", create("--password-file", "%nowhere"));
        isOneLine(1, "is no X.509 certificate", create("--line", "%password"));
        isOneLine(2, "ICCID", create("--iccid", "12"));
        isOneLine(2, "between 1 and 64", create("--slots", "65"));
        isOneLine(2, "at least one card", create("--cards", "0"));
        isOneLine(2, "run over the last", create("--iccid", "999999999999999990"));
        assertThat(folder.resolve("batch.cms")).doesNotExist();

        assertThat(create().exitCode()).isZero();
        byte[] first = Files.readAllBytes(folder.resolve("batch.cms"));
        isOneLine(1, "has been made before", create("--iccid", "898830000000000029", "--out", "%batch.cms"));
        assertThat(Arrays.equals(first, Files.readAllBytes(folder.resolve("batch.cms"))))
                .isTrue();
        assertThat(CommandRun.of("escrow", "batch").err())
                .contains("Say what to do: 'create', 'export', 'import', 'personalise'");
    }

    private static void isOneLine(int exitCode, String message, CommandRun run) {
        assertThat(run.err()).containsIgnoringCase(message).hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }
}
