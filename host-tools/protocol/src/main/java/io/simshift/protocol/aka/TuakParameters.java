package io.simshift.protocol.aka;

/**
 * What an operator chooses of TUAK (TS 35.231 6.2, 7): the lengths, in bytes, and how often the permutation is applied.
 *
 * @param macBytes MAC-A and MAC-S: 8, 16 or 32; networks carry 8
 * @param resBytes RES: 4, 8, 16 or 32; networks carry up to 16
 * @param ckBytes CK: 16 or 32; networks carry 16
 * @param ikBytes IK: 16 or 32; networks carry 16
 * @param iterations applications of Keccak-f[1600] for each function, 1 to 255
 */
public record TuakParameters(int macBytes, int resBytes, int ckBytes, int ikBytes, int iterations) {
    /** MAC and RES as with Milenage: 8 bytes each; CK and IK of 16; one iteration. */
    public static final TuakParameters DEFAULT = new TuakParameters(8, 8, 16, 16, 1);

    private static final int MAX_ITERATIONS = 255;

    public TuakParameters {
        require("MAC", macBytes, 8, 16, 32);
        require("RES", resBytes, 4, 8, 16, 32);
        require("CK", ckBytes, 16, 32);
        require("IK", ikBytes, 16, 32);
        if (iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("TUAK has 1 to 255 iterations, not " + iterations);
        }
    }

    private static void require(String name, int bytes, int... allowed) {
        for (int length : allowed) {
            if (length == bytes) {
                return;
            }
        }
        throw new IllegalArgumentException(name + " of TUAK cannot have " + bytes + " bytes");
    }
}
