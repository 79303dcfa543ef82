package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Keccak;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.secret.SecretBytes;
import java.util.List;

/** AKA with other algorithms than Milenage: TUAK in the folder {@code tuak}, the XOR test algorithm in {@code sqn}. */
final class OtherAkaVectors {
    private static final int TOP_LENGTH = 32;
    private static final int XOR_KEY_LENGTH = 16;

    private OtherAkaVectors() {}

    static List<VectorKind> kinds() {
        return List.of(
                new VectorKind(
                        "tuak",
                        "tuak_ts35233.csv",
                        List.of(
                                "K",
                                "RAND",
                                "SQN",
                                "AMF",
                                "TOP",
                                "keccak_iterations",
                                "MAC_bits",
                                "RES_bits",
                                "CK_bits",
                                "IK_bits",
                                "f1_MAC_A",
                                "f1star_MAC_S",
                                "f2_RES",
                                "f3_CK",
                                "f4_IK",
                                "f5_AK",
                                "f5star_AKS"),
                        true,
                        VectorKind.eachRow(OtherAkaVectors::tuak)),
                new VectorKind(
                        "tuak",
                        "keccak_f1600.csv",
                        List.of("input_state_hex", "output_state_hex"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> keccak(row, checks))),
                new VectorKind(
                        "sqn",
                        "xor3g.csv",
                        List.of("K", "RAND", "AMF", "SQN", "AUTN", "RES", "CK", "IK", "Kc", "SRES"),
                        true,
                        VectorKind.eachRow(OtherAkaVectors::xor)));
    }

    private static void tuak(VectorRow row, Target target, RowChecks checks) {
        SecretBytes k = row.key("K");
        TuakParameters parameters = new TuakParameters(
                bytes(row, "MAC_bits"), bytes(row, "RES_bits"), bytes(row, "CK_bits"), bytes(row, "IK_bits"), (int)
                        row.number("keccak_iterations"));
        SecretBytes top = SecretBytes.copyOf(row.hex("TOP", TOP_LENGTH));
        SecretBytes topc = Tuak.deriveTopc(k, top, parameters.iterations());
        SubscriberKeys keys = SubscriberKeys.ofTuak(k, topc, parameters);
        if (row.has("K_bits")) {
            checks.equal("K_bits", row.number("K_bits"), k.length() * Byte.SIZE);
        }
        checks.column(row, "TOPc", topc.reveal());
        AkaAlgorithm algorithm = keys.algorithm();
        byte[] rand = row.hex("RAND");
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        byte[] autn = Autn.of(algorithm, rand, sqn, AkaVectors.amf(row)).encode();
        if (target.computesFunctions()) {
            AkaVectors.functions(row, algorithm, checks);
            checks.column(row, "calc_AUTN_if_MAC64", autn);
        }
        UsimChecks answers = new UsimChecks(checks);
        try (Usim usim = target.usim(keys, false)) {
            answers.accepted(usim.authenticate(rand, autn), row, "f2_RES", "f3_CK", "f4_IK");
            answers.notFresh(usim.authenticate(rand, autn), algorithm, rand, sqn);
        }
    }

    private static int bytes(VectorRow row, String column) {
        long bits = row.number(column);
        // Any other number is no length of TUAK, and 0 is none either.
        return bits % Byte.SIZE == 0 ? (int) (bits / Byte.SIZE) : 0;
    }

    private static void keccak(VectorRow row, RowChecks checks) {
        byte[] state = row.hex("input_state_hex", Keccak.STATE_BYTES);
        Keccak.permute(state);
        checks.column(row, "output_state_hex", state);
    }

    private static void xor(VectorRow row, Target target, RowChecks checks) {
        SubscriberKeys keys = SubscriberKeys.ofXor(SecretBytes.copyOf(row.hex("K", XOR_KEY_LENGTH)));
        AkaAlgorithm algorithm = keys.algorithm();
        byte[] rand = row.hex("RAND");
        if (target.computesFunctions()) {
            AkaVectors.verification(row, algorithm, checks);
        }
        UsimChecks answers = new UsimChecks(checks);
        try (Usim usim = target.usim(keys, false)) {
            AkaVectors.firstChallenge(row, algorithm, usim, answers);
            answers.gsm(usim.authenticateGsm(rand), row, "SRES", "Kc");
        }
    }
}
