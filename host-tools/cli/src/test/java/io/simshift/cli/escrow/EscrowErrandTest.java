package io.simshift.cli.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.CommandRun;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Role;
import io.simshift.server.access.TokenFile;
import io.simshift.server.config.ConfigFile;
import io.simshift.server.node.ServerNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that talk to an escrow while it serves. */
class EscrowErrandTest {
    private static final String CARD =
            Iccid.withCheckDigit("898830000000000000").digits();

    @TempDir
    private Path folder;

    private EscrowShell shell;
    private ServerNode node;

    @BeforeEach
    void start() throws Exception {
        shell = new EscrowShell(folder);
        for (String name : List.of("A", "B", "meters", "anna", "line")) {
            shell.ok("identity", "--name", name, "--out", "%" + name + ".pem", "@" + name);
        }
        shell.ok("init", "!escrow");
        shell.write("cards.txt", CARD + "\n");
        shell.write("list.csv", "new_imsi,iccid,slot_index\n001020000000001," + CARD + ",2\n");
        String[] make = {
            "batch",
            "create",
            "!escrow",
            "--name",
            "m",
            "--iccid",
            "898830000000000000",
            "--imsi",
            "001010000000001",
            "--cards",
            "1",
            "--slots",
            "3",
            "--line",
            "%line.pem",
            "--out",
            "%line.cms"
        };
        shell.ok(make);
        shell.ok("register", "!escrow", "--operator", "A", "--certificate", "%A.pem");
        shell.ok("register", "!escrow", "--owner", "meters", "--certificate", "%meters.pem");
        shell.ok("register", "!escrow", "--officer", "anna", "--certificate", "%anna.pem");
        shell.ok("issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%a.cms");
        shell.ok("fleet", "put", "!escrow", "--name", "f", "--owner", "meters", "--consent", "owner");
        shell.ok("fleet", "add", "!escrow", "--name", "f", "--iccids", "%cards.txt");
        shell.ok("policy", "set", "!escrow", "--officers", "1");
        Path config = Files.writeString(
                folder.resolve("server.yaml"),
                "role: escrow\ndataFolder: escrow\npasswordFile: password\noperators:\n"
                        + "  - {id: A, certificate: A.pem}\n  - {id: B, certificate: B.pem}\n"
                        + "owners:\n  - {id: meters, certificate: meters.pem}\nhttp: {listen: '127.0.0.1:0'}\n");
        Clock clock = Clock.systemUTC();
        TokenFile tokens = new TokenFile(folder.resolve("escrow").resolve(TokenFile.NAME), clock);
        for (Role role : List.of(Role.APPROVER, Role.SECURITY_OFFICER)) {
            shell.write(role.word(), tokens.create(role.word(), Set.of(role), Duration.ofHours(1), new SecureRandom()));
        }
        node = ServerNode.start(ConfigFile.read(config, Map.of(), Optional.empty()), clock, new SecureRandom());
        shell.serves(node.url());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private void handover(String kind, String signer, String file) {
        shell.ok(
                "handover",
                "--kind",
                kind,
                "--donor",
                "A",
                "--recipient",
                "B",
                "--list",
                "%list.csv",
                "@" + signer,
                "--out",
                "%" + file);
    }

    @Test
    void aCardMovesWhileTheEscrowServes() throws Exception {
        handover("hand-over", "A", "handover.txt");
        String[] reserve = {"reserve", "^", "@A", "--handover", "%handover.txt"};
        String[] release = {"release", "^", "@B", "--handover", "%handover.txt", "--out", "%b.cms"};
        shell.no("NO_CONSENT: the owner meters has not consented", reserve);
        shell.ok("consent", "sign", "--handover", "%handover.txt", "--party", "meters", "@meters", "--out", "%consent");
        shell.no("403", "consent", "register", "^", "@B", "--consent", "%consent");
        assertThat(shell.ok("consent", "register", "^", "@meters", "--consent", "%consent"))
                .contains("slot 2: taken");
        assertThat(shell.ok(reserve)).contains("slot 2: granted");

        shell.no("NOT_APPROVED", release);
        assertThat(folder.resolve("b.cms")).doesNotExist();
        shell.ok("approval", "sign", "--document", "%handover.txt", "--officer", "anna", "@anna", "--out", "%approval");
        shell.no("401", "approval", "register", "^", "@anna", "--approval", "%approval");
        shell.ok("approval", "register", "^", "--token-file", "%approver", "--approval", "%approval");
        assertThat(shell.ok(release)).contains("slot 2: granted");
        assertThat(folder.resolve("b.cms")).isNotEmptyFile();

        handover("confirmation", "B", "arrived.txt");
        shell.ok("confirm", "^", "@B", "--confirmation", "%arrived.txt");
        handover("cancellation", "A", "back.txt");
        shell.no("TOO_LATE", "cancel", "^", "@A", "--cancellation", "%back.txt");
    }

    @Test
    void anOperatorIsRevokedWhileTheEscrowServes() throws Exception {
        shell.no("403", "revoke", "^", "--token-file", "%approver", "--party", "A");
        shell.ok("revoke", "^", "--token-file", "%security-officer", "--party", "A");
        shell.no("party Z is not registered", "revoke", "^", "--token-file", "%security-officer", "--party", "Z");
        handover("hand-over", "A", "handover.txt");
        shell.no("REVOKED", "reserve", "^", "@A", "--handover", "%handover.txt");
    }

    @Test
    void saysInOneLineWhatIsWrong() throws Exception {
        handover("hand-over", "A", "handover.txt");
        for (String[] wrong : new String[][] {
            {"reserve", "--handover", "%handover.txt"},
            {"reserve", "^", "--handover", "%handover.txt"},
            {"reserve", "^", "!escrow", "--handover", "%handover.txt"},
            {"reserve", "^", "@A", "--token-file", "%approver", "--handover", "%handover.txt"},
            {"reserve", "--url", "http://127.0.0.1:1", "@A", "--handover", "%handover.txt"},
            {"release", "^", "@B", "--handover", "%handover.txt", "--request", "%x", "--out", "%b.cms"},
            {"release", "!escrow", "--handover", "%handover.txt", "--out", "%b.cms"}
        }) {
            CommandRun run = shell.run(wrong);
            assertThat(run.exitCode()).as(String.join(" ", wrong) + run.err()).isEqualTo(2);
        }
        shell.no("in use by another server", "reserve", "!escrow", "--handover", "%handover.txt");
        shell.serves("https://127.0.0.1:1");
        CommandRun away = shell.no("does not answer", "reserve", "^", "@A", "--handover", "%handover.txt");
        assertThat(away.err()).hasLineCount(1);
    }
}
