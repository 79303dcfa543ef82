package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.aka.SequenceNumberArray;
import io.simshift.protocol.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The USIM's judgement of sequence numbers (TS 33.102 Annex C): scenarios that go on step by step, and parameters. */
final class SequenceVectors {
    private static final Pattern SQN_MS_OF_NOTE = Pattern.compile("SQN_MS in AUTS.*: *([0-9A-Fa-f]{12})");

    // The scenario names no keys: any will do. These are those of TS 35.208 4.3.1, which is public.
    private static final SubscriberKeys KEYS = SubscriberKeys.ofMilenage(
            publicKey("465b5ce8b199b49faa5f0a2ee238a6bc"), publicKey("cd63cb71954a9f4e48a5994e37a02baf"));

    private SequenceVectors() {}

    static List<VectorKind> kinds() {
        return List.of(
                new VectorKind(
                        "sqn",
                        "annex_c2_scenario_calculated.csv",
                        List.of("step", "SQN", "verdict"),
                        true,
                        SequenceVectors::scenario),
                new VectorKind(
                        "sqn",
                        "annex_c_parameters.csv",
                        List.of("parameter", "value"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> parameter(row, checks))));
    }

    /** All steps go to one USIM with the default jump limit; step 1 begins with a new one. */
    private static List<RowOutcome> scenario(List<VectorRow> rows, Target target) {
        List<RowOutcome> outcomes = new ArrayList<>();
        Usim usim = target.usim(KEYS, true);
        try {
            for (VectorRow row : rows) {
                if (row.text("step").equals("1") && !outcomes.isEmpty()) {
                    usim.close();
                    usim = target.usim(KEYS, true);
                }
                Usim current = usim;
                outcomes.add(VectorKind.checked(row, checks -> step(row, current, checks)));
            }
        } finally {
            usim.close();
        }
        return outcomes;
    }

    private static void step(VectorRow row, Usim usim, RowChecks checks) {
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        if (row.has("SEQ")) {
            checks.equal("SEQ", row.number("SEQ"), sqn.seq());
        }
        if (row.has("IND")) {
            checks.equal("IND", row.number("IND"), sqn.ind());
        }
        highest(row, "SEQ_MS_before", usim, checks);
        AkaAlgorithm algorithm = KEYS.algorithm();
        byte[] rand = ByteBuffer.allocate(16).putInt(row.line()).array();
        byte[] autn = Autn.of(algorithm, rand, sqn, Amf.ZERO).encode();
        Usim.Answer answer = usim.authenticate(rand, autn);
        checks.equal("verdict", row.text("verdict"), answer.verdict());
        Matcher note = SQN_MS_OF_NOTE.matcher(row.text("auts_note"));
        if (note.find()) {
            byte[] sqnMs = HexFormat.of().parseHex(note.group(1));
            new UsimChecks(checks).notFresh(answer, algorithm, rand, SequenceNumber.decode(sqnMs));
        }
        highest(row, "SEQ_MS_after", usim, checks);
    }

    private static void highest(VectorRow row, String column, Usim usim, RowChecks checks) {
        if (row.has(column)) {
            usim.highest().ifPresent(sqn -> checks.equal(column, row.number(column), sqn.seq()));
        }
    }

    private static void parameter(VectorRow row, RowChecks checks) {
        switch (row.text("parameter")) {
            case "IND length" -> checks.equal("value", row.number("value"), SequenceNumber.DEFAULT_INDEX_BITS);
            case "array size a" -> checks.equal("value", row.number("value"), 1 << SequenceNumber.DEFAULT_INDEX_BITS);
            case "delta" -> checks.equal("value", row.number("value"), SequenceNumberArray.DEFAULT_DELTA);
            case "SQN length" -> checks.equal("value", row.number("value"), SequenceNumber.LENGTH * Byte.SIZE);
            case "AMF for MAC-S" -> checks.equal("value", row.hex("value"), Amf.ZERO.encode());
            default -> checks.skip("Simshift has no such parameter");
        }
    }

    private static SecretBytes publicKey(String hex) {
        return SecretBytes.copyOf(HexFormat.of().parseHex(hex));
    }
}
