package io.simshift.simulator.profile;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import java.util.Optional;

/**
 * The AKA algorithm of a slot and its keys, as they stand in JSON.
 *
 * @param choice the algorithm
 * @param k subscriber key
 * @param opc OPc, or TOPc of TUAK; of the XOR test algorithm zeros
 */
record AkaSection(AkaChoice choice, SecretBytes k, SecretBytes opc) {
    private static final String ALGORITHM = "akaAlgorithm";
    private static final String K = KeyFields.K;
    private static final String OPC = KeyFields.OPC;
    private static final String OP = "op";
    private static final String TOPC = "topc";
    private static final String TOP = "top";
    private static final String TUAK = "tuak";
    static final String[] FIELDS = {ALGORITHM, K, OPC, OP, TOPC, TOP, TUAK};

    private static final int KEY_BYTES = 16;
    private static final int LONG_KEY_BYTES = 32;
    private static final int MAX_ITERATIONS = 255;

    static AkaSection read(JsonObject slot) {
        Optional<JsonField> algorithm = slot.optional(ALGORITHM);
        String name = algorithm.map(JsonField::text).orElse("milenage");
        if (!name.equals(TUAK)) {
            refuse(slot, TUAK, TOPC, TOP);
        }
        switch (name) {
            case "milenage":
                return milenage(slot, AkaChoice.MILENAGE);
            case "milenage-own":
                return milenage(slot, new AkaChoice.OwnMilenage(Optional.empty()));
            case TUAK:
                refuse(slot, OPC, OP);
                return tuak(slot);
            case "xor":
                refuse(slot, OPC, OP);
                SecretBytes k = slot.required(K).key(KEY_BYTES);
                return new AkaSection(new AkaChoice.XorTest(), k, SecretBytes.copyOf(new byte[KEY_BYTES]));
            default:
                throw algorithm.orElseThrow().wrong("is none of milenage, milenage-own, tuak, xor");
        }
    }

    private static void refuse(JsonObject slot, String... names) {
        for (String name : names) {
            slot.optional(name).ifPresent(field -> {
                throw field.wrong("is not of the slot's AKA algorithm");
            });
        }
    }

    private static AkaSection milenage(JsonObject slot, AkaChoice choice) {
        SecretBytes k = slot.required(K).key(KEY_BYTES);
        if (slot.has(OP) == slot.has(OPC)) {
            throw slot.wrong("needs either \"opc\" or \"op\"");
        }
        SecretBytes opc = slot.has(OPC)
                ? slot.required(OPC).key(KEY_BYTES)
                : Milenage.deriveOpc(k, slot.required(OP).key(KEY_BYTES));
        return new AkaSection(choice, k, opc);
    }

    private static AkaSection tuak(JsonObject slot) {
        TuakParameters parameters =
                slot.optional(TUAK).map(AkaSection::parameters).orElse(TuakParameters.DEFAULT);
        JsonField key = slot.required(K);
        SecretBytes k = key.key(key.text().length() == 2 * LONG_KEY_BYTES ? LONG_KEY_BYTES : KEY_BYTES);
        if (slot.has(TOP) == slot.has(TOPC)) {
            throw slot.wrong("needs either \"topc\" or \"top\"");
        }
        SecretBytes topc = slot.has(TOPC)
                ? slot.required(TOPC).key(LONG_KEY_BYTES)
                : Tuak.deriveTopc(k, slot.required(TOP).key(LONG_KEY_BYTES), parameters.iterations());
        return new AkaSection(new AkaChoice.Tuak(parameters), k, topc);
    }

    private static TuakParameters parameters(JsonField field) {
        JsonObject lengths = field.object("macBytes", "resBytes", "ckBytes", "ikBytes", "iterations");
        TuakParameters usual = TuakParameters.DEFAULT;
        int mac = number(lengths, "macBytes", usual.macBytes());
        int res = number(lengths, "resBytes", usual.resBytes());
        int ck = number(lengths, "ckBytes", usual.ckBytes());
        int ik = number(lengths, "ikBytes", usual.ikBytes());
        try {
            return new TuakParameters(mac, res, ck, ik, number(lengths, "iterations", usual.iterations()));
        } catch (IllegalArgumentException e) {
            throw field.wrong(e.getMessage());
        }
    }

    private static int number(JsonObject object, String name, int otherwise) {
        return object.optional(name).map(n -> n.number(1, MAX_ITERATIONS)).orElse(otherwise);
    }
}
