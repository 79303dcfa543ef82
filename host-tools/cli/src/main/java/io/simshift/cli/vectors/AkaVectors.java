package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.secret.SecretBytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Milenage and AKA: the folder {@code milenage} and the published AUTN and AUTS of {@code sqn}. */
final class AkaVectors {
    private static final int KEY_LENGTH = 16;

    /** Sequence number of the challenges that we make ourselves: SEQ 1, IND 0. */
    private static final SequenceNumber FIRST = new SequenceNumber(0x20);

    private static final String AUTS_COLUMN = "calc_AUTS_SQNMS_eq_SQN_AMF0000";

    private static final Pattern NEXT_BY_INDEX_LENGTH =
            Pattern.compile("(\\d+) with IND length (\\d+)(?: and IND (\\d+))?");

    private AkaVectors() {}

    static List<VectorKind> kinds() {
        return List.of(
                new VectorKind(
                        "milenage",
                        "milenage_ts35207_ts35208.csv",
                        List.of(
                                "K",
                                "RAND",
                                "SQN",
                                "AMF",
                                "OP",
                                "OPc",
                                "f1_MAC_A",
                                "f1star_MAC_S",
                                "f2_RES",
                                "f3_CK",
                                "f4_IK",
                                "f5_AK",
                                "f5star_AKS"),
                        true,
                        VectorKind.eachRow(AkaVectors::milenage)),
                new VectorKind(
                        "milenage",
                        "gsm_milenage_ts55205.csv",
                        List.of("Ki", "RAND", "OP", "OPc", "RES", "SRES1_c2_all128", "SRES2_first32", "CK", "IK", "Kc"),
                        true,
                        VectorKind.eachRow(AkaVectors::gsmMilenage)),
                new VectorKind(
                        "sqn",
                        "aka_autn_auts.csv",
                        List.of("K", "OPc", "RAND", "AMF", "SQN", "AUTN", "RES", "CK", "IK"),
                        true,
                        VectorKind.eachRow(AkaVectors::autnAndAuts)));
    }

    private static void milenage(VectorRow row, Target target, RowChecks checks) {
        if (isTuak(row)) {
            checks.skip("a row of TUAK among those of Milenage");
            return;
        }
        SubscriberKeys keys = keys(row, "K", checks);
        AkaAlgorithm algorithm = keys.algorithm();
        byte[] rand = row.hex("RAND");
        boolean challenge = row.has("SQN") && row.has("AMF");
        if (target.computesFunctions()) {
            functions(row, algorithm, checks);
        }
        UsimChecks answers = new UsimChecks(checks);
        try (Usim usim = target.usim(keys, false)) {
            if (challenge) {
                challenge(row, algorithm, usim, answers);
            }
            if (row.has("calc_SRES_c2") || row.has("calc_Kc_c3")) {
                answers.gsm(usim.authenticateGsm(rand), row, "calc_SRES_c2", "calc_Kc_c3");
            }
        }
    }

    /** Each function, where the row has its column. */
    static void functions(VectorRow row, AkaAlgorithm algorithm, RowChecks checks) {
        byte[] rand = row.hex("RAND");
        checks.column(row, "f2_RES", algorithm.f2(rand));
        checks.column(row, "f3_CK", algorithm.f3(rand).reveal());
        checks.column(row, "f4_IK", algorithm.f4(rand).reveal());
        checks.column(row, "f5_AK", algorithm.f5(rand));
        checks.column(row, "f5star_AKS", algorithm.f5star(rand));
        checks.column(row, "calc_SRES2_first32ofRES", GsmTriplet.sresOfFirstWord(algorithm.f2(rand)));
        if (row.has("SQN")) {
            SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
            checks.column(row, AUTS_COLUMN, Auts.of(algorithm, rand, sqn).encode());
            if (row.has("AMF")) {
                checks.column(row, "f1_MAC_A", algorithm.f1(rand, sqn, amf(row)));
                checks.column(row, "f1star_MAC_S", algorithm.f1star(rand, sqn, amf(row)));
                checks.column(
                        row,
                        "calc_AUTN",
                        Autn.of(algorithm, rand, sqn, amf(row)).encode());
            }
        }
    }

    private static void challenge(VectorRow row, AkaAlgorithm algorithm, Usim usim, UsimChecks answers) {
        byte[] rand = row.hex("RAND");
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        byte[] autn = row.has("calc_AUTN")
                ? row.hex("calc_AUTN")
                : Autn.of(algorithm, rand, sqn, amf(row)).encode();
        if (sqn.seq() == 0) {
            // SEQ 0 is not above what a card that never authenticated has stored: it is never fresh (C.2.2).
            answers.notFresh(usim.authenticate(rand, autn), algorithm, rand, SequenceNumber.ZERO);
        } else {
            answers.accepted(usim.authenticate(rand, autn), row, "f2_RES", "f3_CK", "f4_IK");
            answers.auts(usim.authenticate(rand, autn), row, AUTS_COLUMN);
        }
    }

    private static void gsmMilenage(VectorRow row, Target target, RowChecks checks) {
        if (isTuak(row)) {
            checks.skip("a row of TUAK among those of Milenage");
            return;
        }
        SubscriberKeys keys = keys(row, "Ki", checks);
        AkaAlgorithm algorithm = keys.algorithm();
        byte[] rand = row.hex("RAND");
        if (target.computesFunctions()) {
            checks.column(row, "SRES2_first32", GsmTriplet.sresOfFirstWord(algorithm.f2(rand)));
        }
        UsimChecks answers = new UsimChecks(checks);
        try (Usim usim = target.usim(keys, false)) {
            byte[] autn = Autn.of(algorithm, rand, FIRST, Amf.ZERO).encode();
            answers.accepted(usim.authenticate(rand, autn), row, "RES", "CK", "IK");
            answers.gsm(usim.authenticateGsm(rand), row, "SRES1_c2_all128", "Kc");
        }
    }

    private static void autnAndAuts(VectorRow row, Target target, RowChecks checks) {
        if (isTuak(row)) {
            checks.skip("a row of TUAK among those of Milenage");
            return;
        }
        SubscriberKeys keys = keys(row, "K", checks);
        AkaAlgorithm algorithm = keys.algorithm();
        if (row.isNegative()) {
            refusal(row, keys, target, checks);
            return;
        }
        if (target.computesFunctions()) {
            byte[] rand = row.hex("RAND");
            checks.column(row, "AK", algorithm.f5(rand));
            checks.column(row, "AKstar", algorithm.f5star(rand));
            verification(row, algorithm, checks);
            resynchronisation(row, algorithm, checks);
        }
        published(row, keys, target, checks);
        repeated(row, keys, target, checks);
    }

    /** A counter-example: the USIM must not take its AUTN, or the AuC its AUTS. */
    private static void refusal(VectorRow row, SubscriberKeys keys, Target target, RowChecks checks) {
        byte[] rand = row.hex("RAND");
        if (row.has("AUTS")) {
            boolean taken =
                    Auts.decode(row.hex("AUTS")).verify(keys.algorithm(), rand).isPresent();
            checks.equal("AUTS", "refused", taken ? "accepted" : "refused");
            return;
        }
        try (Usim usim = target.usim(keys, false)) {
            checks.equal(
                    "answer to AUTN",
                    "9862",
                    usim.authenticate(rand, row.hex("AUTN")).verdict());
        }
    }

    /** The published AUTN, sent to a USIM. */
    private static void published(VectorRow row, SubscriberKeys keys, Target target, RowChecks checks) {
        byte[] rand = row.hex("RAND");
        UsimChecks answers = new UsimChecks(checks);
        try (Usim usim = target.usim(keys, false)) {
            if (row.has("AUTN")) {
                firstChallenge(row, keys.algorithm(), usim, answers);
            }
            if (row.has("SRES_c2") || row.has("Kc_c3")) {
                answers.gsm(usim.authenticateGsm(rand), row, "SRES_c2", "Kc_c3");
            }
        }
    }

    /** The row's AUTN, sent to a USIM that has not authenticated before. */
    static void firstChallenge(VectorRow row, AkaAlgorithm algorithm, Usim usim, UsimChecks answers) {
        byte[] rand = row.hex("RAND");
        byte[] autn = row.hex("AUTN");
        if (row.has("SQN") && SequenceNumber.decode(row.hex("SQN")).seq() == 0) {
            // SEQ 0 is never fresh, see above; RES, CK and IK still show in the answer in GSM context
            answers.notFresh(usim.authenticate(rand, autn), algorithm, rand, SequenceNumber.ZERO);
        } else {
            answers.accepted(usim.authenticate(rand, autn), row, "RES", "CK", "IK");
        }
    }

    /** What a USIM reads out of the published AUTN, and an AuC puts into it. */
    static void verification(VectorRow row, AkaAlgorithm algorithm, RowChecks checks) {
        byte[] rand = row.hex("RAND");
        checks.column(row, "RES", algorithm.f2(rand));
        checks.column(row, "CK", algorithm.f3(rand).reveal());
        checks.column(row, "IK", algorithm.f4(rand).reveal());
        if (!row.has("SQN")) {
            return;
        }
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        if (row.has("ind") && row.has("ind_len")) {
            checks.equal(
                    "ind", row.number("ind"), sqn.withIndexBits(indexBits(row)).ind());
        }
        if (row.has("AUTN")) {
            checks.column(row, "AUTN", Autn.of(algorithm, rand, sqn, amf(row)).encode());
            Optional<SequenceNumber> read =
                    Autn.decode(row.hex("AUTN")).verify(algorithm, rand, SequenceNumber.DEFAULT_INDEX_BITS);
            checks.equal("SQN in AUTN", sqn, read.map(SequenceNumber::toString).orElse("MAC-A is wrong"));
        }
    }

    /** What an AuC reads out of the published AUTS, and where it goes on. */
    private static void resynchronisation(VectorRow row, AkaAlgorithm algorithm, RowChecks checks) {
        if (!row.has("AUTS") || !row.has("SQN_MS_in_AUTS")) {
            return;
        }
        byte[] rand = row.hex("RAND");
        SequenceNumber sqnMs = SequenceNumber.decode(row.hex("SQN_MS_in_AUTS"), indexBits(row));
        Optional<SequenceNumber> read = Auts.decode(row.hex("AUTS")).verify(algorithm, rand, indexBits(row));
        checks.equal("SQN_MS_in_AUTS", sqnMs, read.map(SequenceNumber::toString).orElse("MAC-S is wrong"));
        checks.column(row, "AUTS", Auts.of(algorithm, rand, sqnMs).encode());
        if (row.text("note").startsWith("next SQN after resync") && row.has("ind") && row.has("SQN")) {
            SequenceNumber next = sqnMs.next((int) row.number("ind"));
            checks.equal("next SQN after AUTS", SequenceNumber.decode(row.hex("SQN")), next);
        }
        Matcher next = NEXT_BY_INDEX_LENGTH.matcher(row.text("note"));
        while (next.find()) {
            int ind = next.group(3) == null ? 0 : Integer.parseInt(next.group(3));
            SequenceNumber after =
                    sqnMs.withIndexBits(Integer.parseInt(next.group(2))).next(ind);
            checks.equal("next SQN, " + next.group(), next.group(1), after.value());
        }
    }

    private static int indexBits(VectorRow row) {
        return row.has("ind_len") ? (int) row.number("ind_len") : SequenceNumber.DEFAULT_INDEX_BITS;
    }

    /** A USIM that has SQN_MS as its highest number must answer the row's RAND with the row's AUTS. */
    private static void repeated(VectorRow row, SubscriberKeys keys, Target target, RowChecks checks) {
        if (!row.has("AUTS") || !row.has("SQN_MS_in_AUTS")) {
            return;
        }
        SequenceNumber sqnMs = SequenceNumber.decode(row.hex("SQN_MS_in_AUTS"));
        if (sqnMs.seq() == 0) {
            return; // no USIM with five bits of IND can ever have accepted this number
        }
        byte[] rand = row.hex("RAND");
        byte[] autn = Autn.of(keys.algorithm(), rand, sqnMs, Amf.ZERO).encode();
        UsimChecks answers = new UsimChecks(checks);
        try (Usim usim = target.usim(keys, false)) {
            checks.equal(
                    "AUTN with SQN_MS", "accept", usim.authenticate(rand, autn).verdict());
            answers.auts(usim.authenticate(rand, autn), row, "AUTS");
        }
    }

    static Amf amf(VectorRow row) {
        byte[] amf = row.hex("AMF", 2);
        return new Amf((amf[0] & 0xFF) << 8 | amf[1] & 0xFF);
    }

    private static boolean isTuak(VectorRow row) {
        String source = (row.id() + " " + row.text("source_spec")).toLowerCase(Locale.ROOT);
        return source.contains("tuak") || source.contains("35.231") || source.contains("35.233");
    }

    /** OPc comes from its column, or from OP; where the row has both, they must agree. */
    private static SubscriberKeys keys(VectorRow row, String keyColumn, RowChecks checks) {
        SecretBytes k = SecretBytes.copyOf(row.hex(keyColumn, KEY_LENGTH));
        if (!row.has("OP")) {
            return SubscriberKeys.ofMilenage(k, SecretBytes.copyOf(row.hex("OPc", KEY_LENGTH)));
        }
        SecretBytes derived = Milenage.deriveOpc(k, SecretBytes.copyOf(row.hex("OP", KEY_LENGTH)));
        checks.column(row, "OPc", derived.reveal());
        return SubscriberKeys.ofMilenage(k, row.has("OPc") ? row.key("OPc") : derived);
    }
}
