package io.simshift.server.escrow;

import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.subscription.AkaChoice;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The AKA algorithm of a slot as a text: {@code milenage}, or {@code tuak}, which may be followed by the bytes of MAC, RES, CK and
 * IK and the iterations ({@code tuak-8-8-16-16-1}).
 */
public final class AkaName {
    private static final String MILENAGE = "milenage";
    private static final String TUAK = "tuak";
    private static final Pattern TUAK_PARAMETERS =
            Pattern.compile(TUAK + "-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})");

    private AkaName() {}

    /** @throws IllegalArgumentException where the escrow makes no keys for this algorithm */
    public static String of(AkaChoice aka) {
        if (aka instanceof AkaChoice.Milenage) {
            return MILENAGE;
        }
        if (aka instanceof AkaChoice.Tuak tuak) {
            TuakParameters lengths = tuak.parametersOfTuak();
            return String.join(
                    "-",
                    TUAK,
                    Integer.toString(lengths.macBytes()),
                    Integer.toString(lengths.resBytes()),
                    Integer.toString(lengths.ckBytes()),
                    Integer.toString(lengths.ikBytes()),
                    Integer.toString(lengths.iterations()));
        }
        throw new IllegalArgumentException("the escrow makes keys for Milenage and TUAK alone");
    }

    /** @throws IllegalArgumentException where this is no such text */
    public static AkaChoice parse(String text) {
        if (text.equals(MILENAGE)) {
            return AkaChoice.MILENAGE;
        }
        if (text.equals(TUAK)) {
            return new AkaChoice.Tuak(TuakParameters.DEFAULT);
        }
        Matcher tuak = TUAK_PARAMETERS.matcher(text);
        if (!tuak.matches()) {
            throw new IllegalArgumentException(
                    "AKA algorithm '" + text + "' is neither milenage nor tuak nor tuak-MAC-RES-CK-IK-ITERATIONS");
        }
        return new AkaChoice.Tuak(new TuakParameters(
                Integer.parseInt(tuak.group(1)),
                Integer.parseInt(tuak.group(2)),
                Integer.parseInt(tuak.group(3)),
                Integer.parseInt(tuak.group(4)),
                Integer.parseInt(tuak.group(5))));
    }
}
