package io.simshift.cli.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.vectors.RowOutcome.Verdict;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One changed digit in any column that the command claims to check must fail the row: else the check proves nothing. */
final class VectorsCanFailTest {
    private static final Target HOST = new HostTarget();

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("checkedColumns")
    void oneChangedDigitFailsEveryRow(String name, String column) {
        VectorFile file = VectorSets.shipped().file(name);
        VectorTable table = VectorFiles.table(name.substring(0, name.indexOf('/')), file);
        VectorKind kind = VectorKinds.of(table).orElseThrow();
        List<VectorRow> rows = table.rows();
        int changed = 0;
        for (int i = 0; i < rows.size(); i++) {
            List<RowOutcome> right = kind.runner().run(rows, HOST);
            if (rows.get(i).text(column).isEmpty() || right.get(i).verdict() == Verdict.SKIPPED) {
                continue;
            }
            List<VectorRow> wrong = new ArrayList<>(rows);
            wrong.set(i, withOtherDigit(rows.get(i), column));
            RowOutcome outcome = kind.runner().run(wrong, HOST).get(i);
            // A negative vector is refused all the same when it is broken in another place.
            boolean negative = rows.get(i).text("notes").startsWith("NEGATIVE");
            assertThat(outcome.verdict())
                    .as(
                            "%s:%d %s with %s = %s",
                            name,
                            outcome.line(),
                            outcome.id(),
                            column,
                            wrong.get(i).text(column))
                    .isEqualTo(negative ? Verdict.PASSED : Verdict.FAILED);
            changed++;
        }
        assertThat(changed).as("rows of %s with a value in %s", name, column).isPositive();
    }

    static Stream<Arguments> checkedColumns() {
        Map<String, String> columns = Map.ofEntries(
                Map.entry(
                        "milenage/milenage_ts35207_ts35208.csv",
                        "K RAND SQN AMF OP OPc f1_MAC_A f1star_MAC_S f2_RES f3_CK f4_IK f5_AK f5star_AKS calc_AUTN"
                                + " calc_AUTS_SQNMS_eq_SQN_AMF0000 calc_SRES_c2 calc_SRES2_first32ofRES calc_Kc_c3"),
                Map.entry(
                        "milenage/gsm_milenage_ts55205.csv",
                        "Ki RAND OP OPc RES SRES1_c2_all128 SRES2_first32 CK IK Kc"),
                Map.entry(
                        "sqn/aka_autn_auts.csv", "K OPc RAND AMF SQN AUTN AK AKstar SRES_c2 Kc_c3 AUTS SQN_MS_in_AUTS"),
                Map.entry(
                        "tuak/tuak_ts35233.csv",
                        "K K_bits RAND SQN AMF TOP keccak_iterations MAC_bits RES_bits CK_bits IK_bits TOPc f1_MAC_A"
                                + " f1star_MAC_S f2_RES f3_CK f4_IK f5_AK f5star_AKS calc_AUTN_if_MAC64"),
                Map.entry("tuak/keccak_f1600.csv", "input_state_hex output_state_hex"),
                Map.entry("sqn/xor3g.csv", "K RAND AMF SQN AUTN RES CK IK Kc SRES"),
                Map.entry("sqn/annex_c2_scenario_calculated.csv", "SQN SEQ IND SEQ_MS_before SEQ_MS_after"),
                Map.entry("mac/aes_cmac.csv", "key K1 K2 message mac_full mac_64 mac_32"),
                Map.entry("mac/crc_xor.csv", "message value"),
                Map.entry("mac/des_cbc_mac.csv", "message mac_64"),
                Map.entry(
                        "ota/command_packets.csv",
                        "spi kic kid tar pcntr rc_cc secured_data command_packet tp_ud sms_tpdu"),
                Map.entry(
                        "ota/generated_gap_vectors.csv",
                        "spi tar cntr pcntr rc_cc secured_data command_packet tp_ud response_status response_data"
                                + " response_packet response_tp_ud"),
                Map.entry("ota/response_packets.csv", "response_packet tar cntr pcntr status rc_cc data"),
                Map.entry("ota/padding_counters.csv", "pcntr"),
                Map.entry("sms/udh.csv", "udh_hex tail_hex"),
                Map.entry("sms/tp_addresses.csv", "tp_address_hex digits toa"));
        return columns.entrySet().stream()
                .flatMap(entry ->
                        Stream.of(entry.getValue().split(" ")).map(column -> Arguments.of(entry.getKey(), column)));
    }

    private static VectorRow withOtherDigit(VectorRow row, String column) {
        String text = row.text(column);
        int last = text.length() - 1;
        char other = text.charAt(last) == '0' ? '2' : '0';
        Map<String, String> cells = new HashMap<>(row.cells());
        cells.put(column, text.substring(0, last) + other);
        return new VectorRow(row.line(), cells);
    }
}
