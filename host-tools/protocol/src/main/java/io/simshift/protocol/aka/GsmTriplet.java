package io.simshift.protocol.aka;

import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * GSM authentication made from 3G values (TS 33.102 6.8.1.2, TS 55.205).
 *
 * @param rand challenge, 16 bytes
 * @param sres signed response, 4 bytes
 * @param kc cipher key, 8 bytes
 */
public record GsmTriplet(byte[] rand, byte[] sres, SecretBytes kc) {
    private static final int SRES_LENGTH = 4;
    private static final int KC_LENGTH = 8;
    /** Of XRES at most, of CK and of IK. */
    private static final int KEY_LENGTH = 16;

    public GsmTriplet {
        rand = rand.clone();
        sres = sres.clone();
    }

    /**
     * The triplet for this challenge, with SRES by c2.
     *
     * @throws IllegalArgumentException where the algorithm makes values that c2 and c3 do not take
     */
    public static GsmTriplet of(AkaAlgorithm algorithm, byte[] rand) {
        AkaAlgorithm.Responses responses = algorithm.responses(rand);
        return new GsmTriplet(rand, c2(responses.res()), c3(responses.ck(), responses.ik()));
    }

    /** Conversion c2: XRES of up to 16 bytes, filled with zeros to 16, its four words XORed. */
    public static byte[] c2(byte[] xres) {
        if (xres.length > KEY_LENGTH) {
            throw new IllegalArgumentException("c2 takes XRES of up to 16 bytes, not " + xres.length);
        }
        byte[] sres = new byte[SRES_LENGTH];
        for (int i = 0; i < xres.length; i++) {
            sres[i % SRES_LENGTH] ^= xres[i];
        }
        return sres;
    }

    /** TS 55.205's other SRES: the first four bytes of RES. */
    public static byte[] sresOfFirstWord(byte[] res) {
        return Arrays.copyOf(res, SRES_LENGTH);
    }

    /** Conversion c3: both halves of CK and of IK, of 16 bytes each, XORed. */
    public static SecretBytes c3(SecretBytes ck, SecretBytes ik) {
        if (ck.length() != KEY_LENGTH || ik.length() != KEY_LENGTH) {
            throw new IllegalArgumentException("c3 takes CK and IK of 16 bytes");
        }
        byte[] ckBytes = ck.reveal();
        byte[] ikBytes = ik.reveal();
        byte[] kc = new byte[KC_LENGTH];
        for (int i = 0; i < kc.length; i++) {
            kc[i] = (byte) (ckBytes[i] ^ ckBytes[i + KC_LENGTH] ^ ikBytes[i] ^ ikBytes[i + KC_LENGTH]);
        }
        SecretBytes result = SecretBytes.copyOf(kc);
        Arrays.fill(ckBytes, (byte) 0);
        Arrays.fill(ikBytes, (byte) 0);
        Arrays.fill(kc, (byte) 0);
        return result;
    }

    @Override
    public byte[] rand() {
        return rand.clone();
    }

    @Override
    public byte[] sres() {
        return sres.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GsmTriplet that
                && Arrays.equals(rand, that.rand)
                && Arrays.equals(sres, that.sres)
                && kc.equals(that.kc);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rand);
    }

    @Override
    public String toString() {
        return "GsmTriplet[RAND " + HexFormat.of().formatHex(rand) + "]";
    }
}
