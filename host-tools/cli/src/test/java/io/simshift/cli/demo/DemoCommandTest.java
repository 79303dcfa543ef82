package io.simshift.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.cli.CommandRun;
import io.simshift.protocol.identity.Iccid;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    private static final String THIRD_ICCID = "8988300000000000039";

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    @Test
    void movesEveryCardTwiceWithOneMessageEachWay() throws IOException {
        assertThat(demo("--cards", "3", "--operators", "A,B,C")).as(printed()).isZero();

        JsonNode report = report();
        assertThat(report.get("seed").isNull()).isTrue();
        assertThat(report.get("cards").asInt()).isEqualTo(3);
        assertThat(report.get("failures")).isEmpty();
        assertThat(report.get("legs")).hasSize(2);
        for (JsonNode leg : report.get("legs")) {
            for (String count : List.of("switched", "authenticated", "refusedByOld", "mtMessages", "moMessages")) {
                assertThat(leg.get(count).asInt()).as(count).isEqualTo(3);
            }
        }
        assertThat(lines("handover-B-to-C.csv"))
                .startsWith("new_imsi,iccid,slot_index")
                .contains("001030000000003," + THIRD_ICCID + ",3");
        CommandRun audit = CommandRun.of(
                "escrow",
                "audit",
                "verify",
                "--ledger",
                folder.toString(),
                "--certificate",
                folder.resolve("audit.pem").toString());
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(Files.readString(folder.resolve("report.html"))).contains(THIRD_ICCID, "Every card did every step");
        assertThat(out).contains("Every card did every step.");
    }

    @Test
    void movesInTheOrderOfTheTechnicalReportToo() throws IOException {
        assertThat(demo("--cards", "2", "--operators", "A,B", "--as-specified"))
                .as(printed())
                .isZero();

        assertThat(report().get("legs").get(0).get("refusedByOld").asInt()).isEqualTo(2);
    }

    @Test
    void saysThatSeededKeysAreNoSecret() throws IOException {
        assertThat(demo("--cards", "1", "--operators", "A,B", "--seed", "42"))
                .as(printed())
                .isZero();

        assertThat(out).startsWith("WARNING: keys are made from seed 42.");
        assertThat(report().get("seed").asLong()).isEqualTo(42);
    }

    @Test
    void movesWhomTheOrderNamesAndReportsEachBadRowWithItsLine() throws IOException {
        Path orders = folder.resolve("orders.csv");
        String unknown = Iccid.withCheckDigit("898830000099999999").digits();
        Files.write(
                orders,
                List.of(
                        "from,to,iccid,new_imsi",
                        "A,B,8988300000000000013,001020000000001",
                        "A,B,8988300000000000021,00102000000000X",
                        "A,B," + THIRD_ICCID + ",001020000000001",
                        "A,B," + unknown + ",001020000000004",
                        "A,B,8988300000000000048,001020000000005",
                        "A,C,8988300000000000047,001030000000006",
                        "A,B,8988300000000000047,001030000000007"));

        assertThat(demo("--cards", "4", "--operators", "A,B", "--orders", orders.toString()))
                .isEqualTo(1);

        assertThat(out)
                .contains("orders.csv:3: IMSI '00102000000000X' is not 6 to 15 digits")
                .contains("orders.csv:4: IMSI 001020000000001 stands in line 2 already")
                .contains("orders.csv:5: ICCID " + unknown + " was never made")
                .contains("orders.csv:6: ICCID 8988300000000000048 has a wrong check digit")
                .contains("orders.csv:7: there is no move from A to C")
                .contains("orders.csv:8: IMSI 001030000000007 is not one of B, whose IMSIs begin with 00102");
        assertThat(report().get("legs").get(0).get("switched").asInt()).isEqualTo(1);
        assertThat(report().get("legs").get(0).get("mtMessages").asInt()).isEqualTo(1);
    }

    @Test
    void reportsTooFewImsis() throws IOException {
        Path orders = folder.resolve("imsis.csv");
        Files.write(orders, List.of("new_imsi", "001020000000001", "001020000000002"));

        assertThat(demo("--cards", "3", "--operators", "A,B", "--orders", orders.toString()))
                .isEqualTo(1);

        assertThat(out).contains("imsis.csv: too few IMSIs: 1 cards get none");
        assertThat(report().get("legs").get(0).get("switched").asInt()).isEqualTo(2);
    }

    @Test
    void leavesCardsWhereTheyAreWhenTheirListIsUsedUp() throws IOException {
        assertThat(demo("--cards", "2", "--operators", "A,B,C", "--slots", "2")).isEqualTo(1);

        assertThat(out).contains("has used up its list of 2 slots");
        assertThat(report().get("legs").get(0).get("switched").asInt()).isEqualTo(2);
        assertThat(report().get("legs").get(1).get("switched").asInt()).isZero();
        assertThat(report().get("legs").get(1).get("mtMessages").asInt()).isZero();
    }

    @Test
    void goesOnWhenOneCardIsOffAndAnotherHasOtherKeys() throws IOException {
        int exit = demo(
                "--cards", "3", "--operators", "A,B", "--inject", "off=1", "--inject", "wrong-keys=2", "--window", "3");

        assertThat(exit).isEqualTo(1);
        assertThat(out)
                .contains("card 8988300000000000013 is UNKNOWN: the window has ended without an answer of the card")
                .contains("card 8988300000000000021 is UNKNOWN: the card refused the packet: PoR status 01");
        assertThat(report().get("legs").get(0).get("switched").asInt()).isEqualTo(1);
    }

    @Test
    void namesThePortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(demo("--cards", "1", "--operators", "A,B", "--smsc-port", Integer.toString(port)))
                    .isEqualTo(1);

            assertThat(err).contains("SMPP port " + port).contains("in use").hasLineCount(1);
        }
    }

    @Test
    void namesTheOrderFileThatIsMissing() {
        Path missing = folder.resolve("nowhere.csv");

        assertThat(demo("--orders", missing.toString())).isEqualTo(1);

        assertThat(err).contains(missing.toString()).hasLineCount(1);
    }

    @Test
    void refusesWrongUsage() {
        assertThat(demo("--cards", "0")).isEqualTo(2);
        assertThat(demo("--operators", "A")).isEqualTo(2);
        assertThat(demo("--operators", "A,B,A")).isEqualTo(2);
        assertThat(demo("--slots", "65")).isEqualTo(2);
        assertThat(demo("--inject", "rain=1")).isEqualTo(2);
        assertThat(err).hasLineCount(5);
    }

    private int demo(String... options) {
        List<String> arguments = new ArrayList<>(List.of("demo", "--out", folder.toString()));
        arguments.addAll(List.of(options));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        out += run.out();
        err += run.err();
        return run.exitCode();
    }

    private String printed() {
        return out + "\n" + err;
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }
}
