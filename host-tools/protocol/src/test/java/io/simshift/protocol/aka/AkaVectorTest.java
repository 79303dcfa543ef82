package io.simshift.protocol.aka;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AkaVectorTest {
    static List<VectorFile.Row> milenageSets() {
        return VectorSets.shipped()
                .file("milenage/milenage_ts35207_ts35208.csv")
                .rows();
    }

    static List<VectorFile.Row> gsmSets() {
        return VectorSets.shipped().file("milenage/gsm_milenage_ts55205.csv").rows();
    }

    static List<VectorFile.Row> tokens() {
        return VectorSets.shipped().file("sqn/aka_autn_auts.csv").rows();
    }

    @ParameterizedTest
    @MethodSource("milenageSets")
    void agreesWithTestSetsOfMilenage(VectorFile.Row row) {
        SecretBytes k = secret(row, "K");
        assertThat(Milenage.deriveOpc(k, secret(row, "OP")).reveal()).isEqualTo(row.hex("OPc"));
        Milenage milenage = new Milenage(k, secret(row, "OPc"));
        byte[] rand = row.hex("RAND");
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        Amf amf = new Amf(Integer.parseInt(row.get("AMF"), 16));
        assertThat(milenage.f1(rand, sqn, amf)).isEqualTo(row.hex("f1_MAC_A"));
        assertThat(milenage.f1star(rand, sqn, amf)).isEqualTo(row.hex("f1star_MAC_S"));
        assertThat(milenage.f2(rand)).isEqualTo(row.hex("f2_RES"));
        assertThat(milenage.f3(rand).reveal()).isEqualTo(row.hex("f3_CK"));
        assertThat(milenage.f4(rand).reveal()).isEqualTo(row.hex("f4_IK"));
        assertThat(milenage.f5(rand)).isEqualTo(row.hex("f5_AK"));
        assertThat(milenage.f5star(rand)).isEqualTo(row.hex("f5star_AKS"));

        AkaVector vector = AkaVector.generate(milenage, rand, sqn, amf);
        assertThat(vector.autn().encode()).isEqualTo(row.hex("calc_AUTN"));
        assertThat(vector.accepts(row.hex("f2_RES"))).isTrue();
        assertThat(Auts.of(milenage, rand, sqn).encode()).isEqualTo(row.hex("calc_AUTS_SQNMS_eq_SQN_AMF0000"));
        GsmTriplet triplet = GsmTriplet.of(milenage, rand);
        assertThat(triplet.sres()).isEqualTo(row.hex("calc_SRES_c2"));
        assertThat(GsmTriplet.sresOfFirstWord(vector.xres())).isEqualTo(row.hex("calc_SRES2_first32ofRES"));
        assertThat(triplet.kc().reveal()).isEqualTo(row.hex("calc_Kc_c3"));
    }

    @ParameterizedTest
    @MethodSource("gsmSets")
    void agreesWithTestSetsOfGsmMilenage(VectorFile.Row row) {
        SecretBytes ki = secret(row, "Ki");
        SecretBytes opc = Milenage.deriveOpc(ki, secret(row, "OP"));
        assertThat(opc.reveal()).isEqualTo(row.hex("OPc"));
        Milenage milenage = new Milenage(ki, opc);
        byte[] rand = row.hex("RAND");
        GsmTriplet triplet = GsmTriplet.of(milenage, rand);
        assertThat(triplet.sres()).isEqualTo(row.hex("SRES1_c2_all128"));
        assertThat(triplet.kc().reveal()).isEqualTo(row.hex("Kc"));
        assertThat(milenage.f2(rand)).isEqualTo(row.hex("RES"));
        assertThat(milenage.f3(rand).reveal()).isEqualTo(row.hex("CK"));
        assertThat(milenage.f4(rand).reveal()).isEqualTo(row.hex("IK"));
        assertThat(GsmTriplet.sresOfFirstWord(row.hex("RES"))).isEqualTo(row.hex("SRES2_first32"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void agreesWithPublishedTokens(VectorFile.Row row) {
        Milenage milenage = new Milenage(secret(row, "K"), secret(row, "OPc"));
        byte[] rand = row.hex("RAND");
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        Amf amf = new Amf(Integer.parseInt(row.get("AMF"), 16));
        AkaVector vector = AkaVector.generate(milenage, rand, sqn, amf);
        assertThat(vector.autn().encode()).isEqualTo(row.hex("AUTN"));
        assertThat(vector.xres()).isEqualTo(row.hex("RES"));
        assertThat(vector.ck().reveal()).isEqualTo(row.hex("CK"));
        assertThat(vector.ik().reveal()).isEqualTo(row.hex("IK"));
        assertThat(vector.autn().verify(milenage, rand, 5)).contains(sqn);
        if (!row.get("AUTS").isEmpty()) {
            SequenceNumber sqnMs = SequenceNumber.decode(row.hex("SQN_MS_in_AUTS"));
            assertThat(Auts.decode(row.hex("AUTS")).verify(milenage, rand)).contains(sqnMs);
            assertThat(Auts.of(milenage, rand, sqnMs).encode()).isEqualTo(row.hex("AUTS"));
        }
    }

    /** Where the source resynchronised, its next number is ours. */
    @Test
    void aucGoesOnFromResynchronisationAsPublished() {
        List<VectorFile.Row> rows = tokens().stream()
                .filter(row -> row.get("note").startsWith("next SQN after resync"))
                .toList();
        assertThat(rows).hasSizeGreaterThan(5);
        for (VectorFile.Row row : rows) {
            int indexBits = (int) row.number("ind_len");
            int ind = indexBits == 0 ? 0 : (int) row.number("ind");
            SequenceNumber sqnMs = SequenceNumber.decode(row.hex("SQN_MS_in_AUTS"), indexBits);
            assertThat(sqnMs.next(ind).encode()).as(row.toString()).isEqualTo(row.hex("SQN"));
        }
    }

    @Test
    void arrayDecidesAsAnnexC2Says() {
        SequenceNumberArray array = SequenceNumberArray.fresh();
        for (VectorFile.Row row : VectorSets.shipped()
                .file("sqn/annex_c2_scenario_calculated.csv")
                .rows()) {
            SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
            assertThat(sqn.seq()).isEqualTo(row.number("SEQ"));
            assertThat(sqn.ind()).isEqualTo((int) row.number("IND"));
            assertThat(array.highest().seq()).as(row.toString()).isEqualTo(row.number("SEQ_MS_before"));
            SequenceNumberArray.Verdict verdict = array.check(sqn);
            SequenceNumberArray.Verdict expected = switch (row.get("reason")) {
                case "" -> SequenceNumberArray.Verdict.ACCEPTED;
                case "SEQ-SEQ_MS>delta" -> SequenceNumberArray.Verdict.TOO_FAR_AHEAD;
                default -> SequenceNumberArray.Verdict.NOT_FRESH;
            };
            assertThat(verdict).as(row.toString()).isEqualTo(expected);
            if (verdict == SequenceNumberArray.Verdict.ACCEPTED) {
                array = array.accept(sqn);
            } else {
                assertThat(row.get("auts_note")).endsWith(array.highest().toString());
            }
            assertThat(array.highest().seq()).as(row.toString()).isEqualTo(row.number("SEQ_MS_after"));
        }
    }

    private static SecretBytes secret(VectorFile.Row row, String column) {
        return SecretBytes.copyOf(row.hex(column));
    }
}
