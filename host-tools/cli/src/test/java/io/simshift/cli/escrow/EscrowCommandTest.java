package io.simshift.cli.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.CommandRun;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.simulator.auc.SubscriberFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The custodian's work by commands, as docs/escrow.md tells it. */
class EscrowCommandTest {
    private static final String FIRST =
            Iccid.withCheckDigit("898830000000000000").digits();
    private static final String SECOND =
            Iccid.withCheckDigit("898830000000000001").digits();

    @TempDir
    private Path folder;

    private EscrowShell shell;

    @BeforeEach
    void makeEscrow() throws IOException {
        shell = new EscrowShell(folder);
        for (String name : List.of("A", "B", "C", "meters", "anna", "bert", "line")) {
            ok("identity", "--name", name, "--out", "%" + name + ".pem", "@" + name);
        }
        ok("init", "!escrow");
        for (String operator : List.of("A", "B", "C")) {
            ok("register", "!escrow", "--operator", operator, "--certificate", "%" + operator + ".pem");
        }
        write("cards.txt", "# two cards\n" + FIRST + "\n" + SECOND + "\n");
        write(
                "list.csv",
                "new_imsi,iccid,slot_index\n001020000000001," + FIRST + ",2\n001020000000002," + SECOND + ",2\n");
        ok(
                "batch",
                "create",
                "!escrow",
                "--name",
                "meters-1",
                "--iccid",
                "898830000000000000",
                "--imsi",
                "001010000000001",
                "--cards",
                "3",
                "--slots",
                "3",
                "--line",
                "%line.pem",
                "--out",
                "%line.cms");
    }

    private void write(String name, String text) throws IOException {
        shell.write(name, text);
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private CommandRun escrow(String... arguments) {
        return shell.run(arguments);
    }

    private String ok(String... arguments) {
        return shell.ok(arguments);
    }

    private CommandRun no(String message, String... arguments) {
        return shell.no(message, arguments);
    }

    private List<ReleasedSlot> open(String file, String who) throws IOException {
        OperatorIdentity identity = OperatorIdentity.open(
                folder.resolve(who + ".p12"), "secret".toCharArray(), who, Clock.systemUTC(), new SecureRandom());
        LedgerFiles ledger = new LedgerFiles(folder.resolve("escrow/ledger"));
        return SealedSlots.open(
                Files.readAllBytes(folder.resolve(file)), identity, LedgerFiles.readCertificate(ledger.certificate()));
    }

    private void signHandover() {
        ok(
                "handover",
                "--donor",
                "A",
                "--recipient",
                "B",
                "--list",
                "%list.csv",
                "--valid-days",
                "30",
                "@A",
                "--out",
                "%handover.txt");
        ok("request", "--handover", "%handover.txt", "--recipient", "B", "@B", "--out", "%request.txt");
    }

    private CommandRun release() {
        return escrow(
                "release", "!escrow", "--handover", "%handover.txt", "--request", "%request.txt", "--out", "%b.cms");
    }

    @Test
    void takesCardsFromTheFirstOperatorToTheNext() throws IOException {
        ok("issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%a.cms");
        assertThat(open("a.cms", "A")).hasSize(2).allMatch(slot -> slot.slot().value() == 1);
        signHandover();
        assertThat(text("handover.txt")).contains("# valid until: ");
        assertThat(ok("reserve", "!escrow", "--handover", "%handover.txt"))
                .contains(FIRST + " slot 2: granted", SECOND + " slot 2: granted");
        assertThat(release().exitCode()).isZero();
        assertThat(open("b.cms", "B")).hasSize(2).allMatch(slot -> slot.slot().value() == 2);
        ok(
                "handover",
                "--kind",
                "confirmation",
                "--donor",
                "A",
                "--recipient",
                "B",
                "--list",
                "%list.csv",
                "@B",
                "--out",
                "%arrived.txt");
        ok("confirm", "!escrow", "--confirmation", "%arrived.txt");
        ok(
                "handover",
                "--kind",
                "cancellation",
                "--donor",
                "A",
                "--recipient",
                "B",
                "--list",
                "%list.csv",
                "@A",
                "--out",
                "%cancel.txt");
        no("TOO_LATE: B has confirmed", "cancel", "!escrow", "--cancellation", "%cancel.txt");
    }

    @Test
    void personalisesCardsFromTheProductionFile() {
        ok(
                "batch",
                "create",
                "!escrow",
                "--name",
                "tuak",
                "--iccid",
                "898830000000001000",
                "--imsi",
                "001010000001001",
                "--cards",
                "2",
                "--slots",
                "2",
                "--aka",
                "tuak",
                "--k-bytes",
                "32",
                "--ota",
                "AES-256",
                "--line",
                "%line.pem",
                "--out",
                "%tuak.cms");
        String[] line = {
            "batch",
            "personalise",
            "--production",
            "%tuak.cms",
            "--escrow-certificate",
            "%escrow/ledger/audit.pem",
            "@line",
            "--service-centre",
            "491710000000",
            "--reader",
            "sim"
        };
        assertThat(ok(line))
                .contains("slot 1 is active, 1 free slots behind it")
                .endsWith("2 cards issued\n");
        String[] one = Arrays.copyOf(line, line.length + 2);
        one[line.length] = "--iccid";
        one[line.length + 1] = FIRST;
        no("There is no card " + FIRST, one);
        one[3] = "%line.cms";
        assertThat(ok(one)).startsWith("Card " + FIRST).endsWith("1 cards issued\n");
        one[6] = "@A";
        no("is for somebody else", one);
        line[line.length - 1] = "pcsc";
        assertThat(escrow(line).exitCode()).isEqualTo(2);
    }

    @Test
    void givesSubscribersToTheNetwork() throws IOException {
        ok("issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%a.cms");
        write("numbers.csv", "imsi,msisdn\n001010000000001,4917012345\n");
        String[] export = {
            "slots",
            "export",
            "--slots",
            "%a.cms",
            "--escrow-certificate",
            "%escrow/ledger/audit.pem",
            "@A",
            "--numbers",
            "%numbers.csv",
            "--format",
            "auc",
            "--out",
            "%auc.csv"
        };
        ok(export);
        var subscribers = SubscriberFile.read(folder.resolve("auc.csv"));
        assertThat(subscribers).hasSize(2).containsKey(new Imsi("001010000000001"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("auc.csv")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        no("There already is a file", export);
        export[export.length - 3] = "osmo-hlr";
        export[export.length - 1] = "%hlr.vty";
        ok(export);
        assertThat(text("hlr.vty")).contains("subscriber imsi 001010000000001 update msisdn 4917012345\n");
        CommandRun foreign = escrow(
                "slots",
                "export",
                "--slots",
                "%a.cms",
                "--escrow-certificate",
                "%escrow/ledger/audit.pem",
                "@B",
                "--format",
                "auc",
                "--out",
                "%x");
        assertThat(foreign.err()).contains("These slots were released to somebody else");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void refusesTheRequestOfAnotherAndWritesNoSlots() throws IOException {
        ok("issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%a.cms");
        signHandover();
        ok("request", "--handover", "%handover.txt", "--recipient", "B", "@C", "--out", "%request.txt");
        CommandRun run = release();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains(FIRST + " slot 2: refused, BAD_SIGNATURE");
        assertThat(folder.resolve("b.cms")).doesNotExist();
        write("handover.txt", text("handover.txt").replace("A\n# recipient: B", "A\n# recipient: C"));
        no("BAD_SIGNATURE", "reserve", "!escrow", "--handover", "%handover.txt");
        ok("revoke", "!escrow", "--party", "A");
        no("REVOKED", "reserve", "!escrow", "--handover", "%handover.txt");
    }

    @Test
    void waitsForOwnerAndOfficers() throws IOException {
        ok("issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%a.cms");
        ok("register", "!escrow", "--owner", "meters", "--certificate", "%meters.pem");
        ok("fleet", "put", "!escrow", "--name", "f", "--owner", "meters", "--consent", "owner,recipient");
        ok("fleet", "add", "!escrow", "--name", "f", "--iccids", "%cards.txt");
        for (String officer : List.of("anna", "bert")) {
            ok("register", "!escrow", "--officer", officer, "--certificate", "%" + officer + ".pem");
        }
        ok("policy", "set", "!escrow", "--officers", "2");
        assertThat(ok("policy", "show", "!escrow")).contains("officers: 2\n");
        signHandover();
        assertThat(release().out()).contains("NOT_APPROVED: 0 of 2");
        for (String officer : List.of("anna", "bert")) {
            ok(
                    "approval",
                    "sign",
                    "--document",
                    "%handover.txt",
                    "--officer",
                    officer,
                    "@" + officer,
                    "--out",
                    "%" + officer + ".approval");
            ok("approval", "register", "!escrow", "--approval", "%" + officer + ".approval");
        }
        assertThat(release().out()).contains("NO_CONSENT: the owner meters has not consented");
        ok("consent", "sign", "--handover", "%handover.txt", "--party", "meters", "@meters", "--out", "%consent.txt");
        ok("consent", "register", "!escrow", "--consent", "%consent.txt");
        assertThat(release().exitCode()).isZero();
        ok(
                "consent",
                "sign",
                "--handover",
                "%handover.txt",
                "--party",
                "meters",
                "--withdraw",
                "@meters",
                "--out",
                "%back.txt");
        ok("consent", "register", "!escrow", "--consent", "%back.txt");
        assertThat(release().exitCode()).isEqualTo(1);
        no("SUPERSEDED", "consent", "register", "!escrow", "--consent", "%consent.txt");

        CommandRun change = no("0 of 2 officers have approved this", "policy", "set", "!escrow", "--officers", "0");
        write("change.txt", change.out());
        for (String officer : List.of("anna", "bert")) {
            ok(
                    "approval",
                    "sign",
                    "--document",
                    "%change.txt",
                    "--officer",
                    officer,
                    "@" + officer,
                    "--out",
                    "%" + officer + ".approval");
            ok("approval", "register", "!escrow", "--approval", "%" + officer + ".approval");
        }
        ok("policy", "set", "!escrow", "--officers", "0");
    }

    @Test
    void rotatesBacksUpAndRestores() throws IOException {
        ok("issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%a.cms");
        ok("backup", "!escrow", "--to", "%backup");
        assertThat(ok("rotate", "!escrow", "--retire"))
                .contains("under master key 2", "Older master keys destroyed: 1");
        ok("restore", "--from", "%backup", "!restored", "--known", "%backup/ledger/audit.checkpoint");
        ok("issue", "!restored", "--operator", "A", "--iccids", "%cards.txt", "--out", "%again.cms");
        assertThat(open("again.cms", "A").get(0).keys())
                .isEqualTo(open("a.cms", "A").get(0).keys());
        ok("audit", "export", "!escrow", "--out", "%later");
        no("RESTORED, BUT NOT WHOLE", "restore", "--from", "%backup", "!old", "--known", "%later/audit.checkpoint");
        no("is there already", "restore", "--from", "%backup", "!restored");
        no("There is no backup", "restore", "--from", "%nothing", "!new");
    }

    @Test
    void givesCustodyToAThirdParty() {
        ok("init", "!third");
        ok("policy", "set", "!escrow", "--production-again", "yes");
        ok(
                "batch",
                "export",
                "!escrow",
                "--batch",
                "meters-1",
                "--line",
                "%third/ledger/audit.pem",
                "--out",
                "%custody.cms");
        assertThat(ok(
                        "batch",
                        "import",
                        "!third",
                        "--production",
                        "%custody.cms",
                        "--from",
                        "%escrow/ledger/audit.pem"))
                .isEqualTo("3 cards are new in this escrow\n");
        assertThat(ok("destroy", "!escrow", "--batch", "meters-1", "--reason", "custody has moved"))
                .isEqualTo("Keys of 3 cards destroyed\n");
        no("were destroyed here", "issue", "!escrow", "--operator", "A", "--iccids", "%cards.txt", "--out", "%x");
        ok("register", "!third", "--operator", "A", "--certificate", "%A.pem");
        ok("issue", "!third", "--operator", "A", "--iccids", "%cards.txt", "--out", "%x");
    }

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        write("guess", "guess\n");
        write("empty", "\n");
        String dir = folder.resolve("escrow").toString();
        oneLine("Wrong password for ", "policy", "show", "--dir", dir, "--password-file", "%guess");
        oneLine("is empty", "policy", "show", "--dir", dir, "--password-file", "%empty");
        oneLine("no variable NO_SUCH_VARIABLE", "policy", "show", "--dir", dir, "--password-env", "NO_SUCH_VARIABLE");
        oneLine("There is no escrow", "policy", "show", "!nowhere");
        oneLine("hand-over:3: ", "reserve", "!escrow", "--handover", "%cards.txt");
        oneLine(
                "the first line must be new_imsi,iccid,slot_index",
                "handover",
                "--donor",
                "A",
                "--recipient",
                "B",
                "--list",
                "%cards.txt",
                "@A",
                "--out",
                "%x");
        oneLine("list.csv:1: ", "issue", "!escrow", "--operator", "A", "--iccids", "%list.csv", "--out", "%x");
        oneLine("is not registered", "issue", "!escrow", "--operator", "Z", "--iccids", "%cards.txt", "--out", "%x");
        oneLine("another certificate", "register", "!escrow", "--operator", "A", "--certificate", "%B.pem");
        oneLine("No such card", "destroy", "!escrow", "--batch", "none", "--reason", "x");
        oneLine("There is no keystore", "request", "--handover", "%list.csv", "--recipient", "B", "@Z", "--out", "%x");
        for (String[] wrong : new String[][] {
            {"register", "!escrow", "--certificate", "%A.pem"},
            {"issue", "!escrow", "--operator", "a b", "--iccids", "%cards.txt", "--out", "%x"},
            {"init", "!new", "--vault", "pkcs11"},
            {"init", "!new", "--vault", "paper"},
            {"policy", "set", "!escrow", "--destroy-confirmed", "perhaps"},
            {"policy", "show", "--dir", dir, "--password-file", "%guess", "--password-env", "X"}
        }) {
            assertThat(escrow(wrong).exitCode()).as(String.join(" ", wrong)).isEqualTo(2);
        }
        assertThat(folder.resolve("new")).doesNotExist();
    }

    private void oneLine(String message, String... arguments) {
        CommandRun run = escrow(arguments);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains(message);
    }
}
