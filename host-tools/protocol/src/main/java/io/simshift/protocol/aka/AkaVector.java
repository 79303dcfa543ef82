package io.simshift.protocol.aka;

import io.simshift.protocol.secret.SecretBytes;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * An authentication vector (quintet) of an AuC (TS 33.102 6.3.2).
 *
 * @param rand challenge, 16 bytes
 * @param autn token that proves the network
 * @param xres expected response, 8 bytes with Milenage, 4 to 32 with TUAK
 * @param ck cipher key, 16 bytes; 32 where TUAK is told so
 * @param ik integrity key, likewise
 */
public record AkaVector(byte[] rand, Autn autn, byte[] xres, SecretBytes ck, SecretBytes ik) {
    public AkaVector {
        rand = rand.clone();
        xres = xres.clone();
    }

    /** The vector for this challenge; its sequence number is the AuC's to keep. */
    public static AkaVector generate(AkaAlgorithm algorithm, byte[] rand, SequenceNumber sqn, Amf amf) {
        AkaAlgorithm.Quintet quintet = algorithm.quintet(rand, sqn, amf);
        AkaAlgorithm.Responses responses = quintet.responses();
        Autn autn = new Autn(Concealment.apply(sqn.encode(), responses.ak()), amf, quintet.macA());
        return new AkaVector(rand, autn, responses.res(), responses.ck(), responses.ik());
    }

    /** Whether a USIM's answer is the expected one, in constant time. */
    public boolean accepts(byte[] res) {
        return MessageDigest.isEqual(xres, res);
    }

    @Override
    public byte[] rand() {
        return rand.clone();
    }

    @Override
    public byte[] xres() {
        return xres.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AkaVector that
                && MessageDigest.isEqual(rand, that.rand)
                && autn.equals(that.autn)
                && MessageDigest.isEqual(xres, that.xres)
                && ck.equals(that.ck)
                && ik.equals(that.ik);
    }

    @Override
    public int hashCode() {
        return autn.hashCode();
    }

    /** Challenge and token, which are sent anyway. */
    @Override
    public String toString() {
        return "AkaVector[RAND " + HexFormat.of().formatHex(rand) + ", AUTN " + autn + "]";
    }
}
