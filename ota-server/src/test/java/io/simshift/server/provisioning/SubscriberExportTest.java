package io.simshift.server.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.server.handover.HandoverEntry;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriberExportTest {
    private static final String K = "00112233445566778899aabbccddeeff";
    private static final String OPC = "ffeeddccbbaa99887766554433221100";

    @TempDir
    Path folder;

    private static NetworkSubscriber subscriber(AkaChoice aka, String imsi, String k, String opc) {
        return new NetworkSubscriber(
                new Imsi(imsi),
                Optional.of(new Msisdn("49170" + imsi.substring(10))),
                Iccid.withCheckDigit("891234567890000000"),
                aka,
                secret(k),
                secret(opc));
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.copyOf(java.util.HexFormat.of().parseHex(hex));
    }

    private static NetworkSubscriber milenage() {
        return subscriber(AkaChoice.MILENAGE, "001020000000001", K, OPC);
    }

    private static NetworkSubscriber tuak(TuakParameters parameters) {
        return subscriber(new AkaChoice.Tuak(parameters), "001020000000002", K + K, OPC + OPC);
    }

    private static String written(SubscriberExport export, NetworkSubscriber... subscribers) throws IOException {
        StringWriter out = new StringWriter();
        export.write(out, List.of(subscribers));
        return out.toString();
    }

    @Test
    void writesTheSubscriberFileOfOurAuc() throws IOException {
        assertThat(written(new AucExport(), milenage(), tuak(TuakParameters.DEFAULT)))
                .isEqualTo("imsi,algorithm,k,opc\n001020000000001,milenage," + K + "," + OPC + "\n001020000000002,tuak,"
                        + K + K + "," + OPC + OPC + "\n");
    }

    @Test
    void writesCommandsForTheVtyOfOsmoHlr() throws IOException {
        assertThat(written(new OsmoHlrVtyExport(), milenage(), tuak(TuakParameters.DEFAULT))
                        .lines())
                .containsExactly(
                        "enable",
                        "subscriber imsi 001020000000001 create",
                        "subscriber imsi 001020000000001 update msisdn 4917000001",
                        "subscriber imsi 001020000000001 update aud3g milenage k " + K + " opc " + OPC,
                        "subscriber imsi 001020000000002 create",
                        "subscriber imsi 001020000000002 update msisdn 4917000002",
                        "subscriber imsi 001020000000002 update aud3g tuak k " + K + K + " opc " + OPC + OPC);
    }

    /** The columns that osmo-hlr's schema, version 4, has for this. */
    @Test
    void fillsTheDatabaseOfOsmoHlrAndKeepsSequenceNumbers() throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("hlr.db"));
                Statement statement = db.createStatement()) {
            statement.executeUpdate("CREATE TABLE subscriber (id INTEGER PRIMARY KEY, imsi VARCHAR(15) UNIQUE NOT NULL,"
                    + " msisdn VARCHAR(15) UNIQUE)");
            statement.executeUpdate(
                    "CREATE TABLE auc_3g (subscriber_id INTEGER PRIMARY KEY, algo_id_3g INTEGER NOT NULL,"
                            + " k VARCHAR(32) NOT NULL, op VARCHAR(32), opc VARCHAR(32), sqn INTEGER NOT NULL DEFAULT 0,"
                            + " ind_bitlen INTEGER NOT NULL DEFAULT 5)");
            run(statement, milenage());
            assertThat(row(statement)).isEqualTo("001020000000001 4917000001 5 " + K + " " + OPC + " 0 5");
            statement.executeUpdate("UPDATE auc_3g SET sqn = 4711");
            run(statement, milenage());
            assertThat(row(statement)).endsWith(" 4711 5");
            run(statement, subscriber(AkaChoice.MILENAGE, "001020000000001", OPC, K));
            assertThat(row(statement)).isEqualTo("001020000000001 4917000001 5 " + OPC + " " + K + " 0 5");
        }
    }

    private static void run(Statement statement, NetworkSubscriber subscriber) throws SQLException, IOException {
        for (String sql : written(new OsmoHlrSqlExport(), subscriber).split(";\n")) {
            statement.execute(sql);
        }
    }

    private static String row(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT imsi || ' ' || msisdn || ' ' || algo_id_3g || ' ' || k || ' '"
                        + " || opc || ' ' || sqn || ' ' || ind_bitlen FROM subscriber JOIN auc_3g ON id = subscriber_id")) {
            assertThat(row.next()).isTrue();
            String text = row.getString(1);
            assertThat(row.next()).isFalse();
            return text;
        }
    }

    @Test
    void writesAScriptForOpen5gs() throws IOException {
        String[] lines = written(new Open5gsExport("m2m"), milenage()).split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[1]).startsWith("db.subscribers.updateOne(").endsWith(", {\"upsert\": true});");
        String arguments = lines[1].substring(lines[1].indexOf('(') + 1, lines[1].lastIndexOf(')'));
        JsonNode all = new ObjectMapper().readTree("[" + arguments + "]");
        assertThat(all.get(0).get("imsi").asText()).isEqualTo("001020000000001");
        JsonNode set = all.get(1).get("$set");
        assertThat(set.get("security.k").asText()).isEqualTo(K);
        assertThat(set.get("security.opc").asText()).isEqualTo(OPC);
        assertThat(set.get("security.op").isNull()).isTrue();
        JsonNode first = all.get(1).get("$setOnInsert");
        assertThat(first.at("/slice/0/session/0/name").asText()).isEqualTo("m2m");
        // One path must not be in both, or the database refuses the update.
        set.fieldNames()
                .forEachRemaining(
                        field -> assertThat(first.has(field.split("\\.")[0])).isFalse());
    }

    @Test
    void writesBodiesForTheApiOfPyhss() throws IOException {
        JsonNode line = new ObjectMapper().readTree(written(new PyhssExport(3), milenage()));
        assertThat(line.at("/auc/ki").asText()).isEqualTo(K);
        assertThat(line.at("/auc/opc").asText()).isEqualTo(OPC);
        assertThat(line.at("/auc/amf").asText()).isEqualTo("8000");
        assertThat(line.at("/subscriber/default_apn").asInt()).isEqualTo(3);
        assertThat(line.at("/subscriber/msisdn").asText()).isEqualTo("4917000001");
        assertThat(line.at("/subscriber").has("auc_id")).isFalse();
    }

    @Test
    void refusesWhatANetworkCannotTakeAndShowsNoKey() {
        NetworkSubscriber usual = tuak(TuakParameters.DEFAULT);
        NetworkSubscriber odd = tuak(new TuakParameters(8, 16, 16, 16, 2));
        List<SubscriberExport> milenageOnly =
                List.of(new OsmoHlrSqlExport(), new Open5gsExport("a"), new PyhssExport(1));
        for (SubscriberExport export : milenageOnly) {
            assertThatThrownBy(() -> written(export, usual))
                    .isInstanceOf(ProvisioningException.class)
                    .hasMessageContaining("takes subscribers with Milenage only: IMSI 001020000000002")
                    .message()
                    .doesNotContain(K);
        }
        for (SubscriberExport export : List.of(new AucExport(), new OsmoHlrVtyExport())) {
            assertThatThrownBy(() -> written(export, odd))
                    .isInstanceOf(ProvisioningException.class)
                    .hasMessageContaining("one iteration only");
        }
        assertThat(usual.toString()).doesNotContain(K);
    }

    @Test
    void readsWhatTheNetworkHasTaken() throws IOException {
        Acknowledgement read =
                acknowledgement("imsi,result\n001020000000001,ok\n001020000000002,number in use, see ticket\n");
        assertThat(read.served()).containsExactly(new Imsi("001020000000001"));
        assertThat(read.problems()).containsEntry(new Imsi("001020000000002"), "number in use, see ticket");
        Iccid card = Iccid.withCheckDigit("891234567890000000");
        HandoverEntry served = new HandoverEntry(new Imsi("001020000000001"), card, new SlotIndex(2));
        HandoverEntry refused = new HandoverEntry(new Imsi("001020000000002"), card, new SlotIndex(2));
        assertThat(read.of(List.of(refused, served))).containsExactly(served);
        assertThatThrownBy(() -> acknowledgement("imsi\n")).hasMessage("ack.csv:1: the first line must be imsi,result");
        assertThatThrownBy(() -> acknowledgement("imsi,result\n1\n"))
                .hasMessage("ack.csv:2: 2 columns are needed, not 1");
        assertThatThrownBy(() -> acknowledgement("imsi,result\nx,ok\n")).hasMessageStartingWith("ack.csv:2: IMSI");
        assertThatThrownBy(() -> acknowledgement("imsi,result\n001020000000001,ok\n001020000000001,no\n"))
                .hasMessage("ack.csv:3: IMSI 001020000000001 stands there twice");
    }

    private static Acknowledgement acknowledgement(String text) throws IOException {
        return Acknowledgement.read("ack.csv", new StringReader(text));
    }
}
