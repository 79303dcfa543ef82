package io.simshift.simulator.auc;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Answers hostapd's questions for vectors ({@code eap_sim_db}): one question and one answer for each datagram, fields with
 * one space between (docs/auc.md 4).
 */
public final class EapSimDb {
    private static final String AKA_REQUEST = "AKA-REQ-AUTH";
    private static final String AKA_ANSWER = "AKA-RESP-AUTH";
    private static final String SIM_REQUEST = "SIM-REQ-AUTH";
    private static final String SIM_ANSWER = "SIM-RESP-AUTH";
    private static final String RESYNCHRONISE = "AKA-AUTS";
    private static final String FAILURE = "FAILURE";
    /** EAP-SIM uses two or three (RFC 4186 10.9). */
    private static final int TRIPLETS_MAX = 5;

    private static final int RAND_BYTES = 16;

    private final VectorIssuer issuer;
    private final EapSimDbListener listener;

    /** @param listener is told of each question, on the thread that asks */
    public EapSimDb(VectorIssuer issuer, EapSimDbListener listener) {
        this.issuer = issuer;
        this.listener = listener;
    }

    /** The answer; nothing where the question has none, or is none. */
    public Optional<String> answer(String question) {
        String[] fields = question.strip().split(" ");
        try {
            return switch (fields[0]) {
                case AKA_REQUEST -> Optional.of(aka(fields));
                case SIM_REQUEST -> Optional.of(sim(fields));
                case RESYNCHRONISE -> resynchronise(fields);
                default -> throw new IllegalArgumentException("the question is not known");
            };
        } catch (IllegalArgumentException | WireFormatException e) {
            // the question's own bytes stay out of it: they may be anything
            listener.refused(e.getMessage());
            return Optional.empty();
        }
    }

    private String aka(String[] fields) {
        requireFields(fields, 2);
        Imsi imsi = imsi(fields[1]);
        Optional<AkaVector> vector = Optional.empty();
        try {
            vector = issuer.vectors(imsi, 1).map(list -> list.get(0));
            listener.asked(AKA_REQUEST, imsi, vector.isPresent() ? "vector" : "unknown subscriber");
        } catch (IOException | IllegalStateException e) {
            listener.failed(AKA_REQUEST, imsi, e);
        }
        return AKA_ANSWER + " " + imsi + " " + vector.map(EapSimDb::encode).orElse(FAILURE);
    }

    private static String encode(AkaVector vector) {
        return String.join(
                " ",
                hex(vector.rand()),
                hex(vector.autn().encode()),
                hex(vector.ik()),
                hex(vector.ck()),
                hex(vector.xres()));
    }

    private String sim(String[] fields) {
        requireFields(fields, 3);
        Imsi imsi = imsi(fields[1]);
        int count = fields[2].matches("[0-9]{1,3}") ? Integer.parseInt(fields[2]) : 0;
        if (count < 1 || count > TRIPLETS_MAX) {
            throw new IllegalArgumentException("the number of triplets is not 1 to " + TRIPLETS_MAX);
        }
        Optional<List<GsmTriplet>> triplets = issuer.triplets(imsi, count);
        listener.asked(SIM_REQUEST, imsi, triplets.isPresent() ? count + " triplets" : "unknown subscriber");
        String values = triplets.map(list ->
                        String.join(" ", list.stream().map(EapSimDb::encode).toList()))
                .orElse(FAILURE);
        return SIM_ANSWER + " " + imsi + " " + values;
    }

    private static String encode(GsmTriplet triplet) {
        return hex(triplet.kc()) + ":" + hex(triplet.sres()) + ":" + hex(triplet.rand());
    }

    /** A new AKA-REQ-AUTH follows, whatever comes of it. */
    private Optional<String> resynchronise(String[] fields) {
        requireFields(fields, 4);
        Imsi imsi = imsi(fields[1]);
        Auts auts = Auts.decode(bytes(fields[2]));
        byte[] rand = bytes(fields[3]);
        if (rand.length != RAND_BYTES) {
            throw new IllegalArgumentException("RAND has " + rand.length + " bytes");
        }
        try {
            String outcome = switch (issuer.resynchronise(imsi, rand, auts)) {
                case DONE -> "resynchronised";
                case NOT_NEEDED -> "in range already";
                case MAC_FAILURE -> "wrong MAC-S";
                case UNKNOWN_SUBSCRIBER -> "unknown subscriber";
            };
            listener.asked(RESYNCHRONISE, imsi, outcome);
        } catch (IOException e) {
            listener.failed(RESYNCHRONISE, imsi, e);
        }
        return Optional.empty();
    }

    private static void requireFields(String[] fields, int count) {
        if (fields.length != count) {
            throw new IllegalArgumentException("the question has " + fields.length + " fields, not " + count);
        }
    }

    private static Imsi imsi(String digits) {
        try {
            return new Imsi(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the IMSI is not 6 to 15 digits", e);
        }
    }

    private static byte[] bytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a value is not hexadecimal", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String hex(SecretBytes secret) {
        return hex(secret.reveal());
    }
}
