package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Resynchronisation token (TS 33.102 6.3.3): (SQN_MS XOR AK*) of 6 bytes, MAC-S of 8 bytes, made with AMF 0000. TUAK may
 * make a MAC-S of 16 or 32 bytes (TS 35.231 6.3), which no network carries today; the token is then so much longer.
 */
public record Auts(byte[] concealedSqn, byte[] macS) {
    /** Length with a MAC-S of 8 bytes. */
    public static final int LENGTH = 14;

    public Auts {
        if (concealedSqn.length != SequenceNumber.LENGTH || !MacLength.isAllowed(macS.length)) {
            throw new IllegalArgumentException("AUTS is 6 bytes of SQN and MAC-S of 8, 16 or 32");
        }
        concealedSqn = concealedSqn.clone();
        macS = macS.clone();
    }

    /** The token of a USIM whose highest accepted sequence number is {@code sqnMs}. */
    public static Auts of(AkaAlgorithm algorithm, byte[] rand, SequenceNumber sqnMs) {
        return new Auts(
                Concealment.apply(sqnMs.encode(), algorithm.f5star(rand)), algorithm.f1star(rand, sqnMs, Amf.ZERO));
    }

    /** Reads 14 bytes, or 22 or 38 with a longer MAC-S. */
    public static Auts decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 33.102 6.3.3");
        int macLength = MacLength.ofToken(bytes.length, SequenceNumber.LENGTH);
        Auts auts = new Auts(in.bytes(SequenceNumber.LENGTH, "SQN"), in.bytes(macLength, "MAC-S"));
        in.requireEnd();
        return auts;
    }

    /** Its bytes. */
    public byte[] encode() {
        return new WireWriter().bytes(concealedSqn).bytes(macS).toByteArray();
    }

    /** SQN_MS with IND of five bits, if MAC-S is right; nothing otherwise. */
    public Optional<SequenceNumber> verify(AkaAlgorithm algorithm, byte[] rand) {
        return verify(algorithm, rand, SequenceNumber.DEFAULT_INDEX_BITS);
    }

    /** What an AuC does with it (6.3.5): SQN_MS, if MAC-S is right; nothing otherwise. */
    public Optional<SequenceNumber> verify(AkaAlgorithm algorithm, byte[] rand, int indexBits) {
        SequenceNumber sqnMs =
                SequenceNumber.decode(Concealment.apply(concealedSqn, algorithm.f5star(rand)), indexBits);
        boolean right = MessageDigest.isEqual(algorithm.f1star(rand, sqnMs, Amf.ZERO), macS);
        return right ? Optional.of(sqnMs) : Optional.empty();
    }

    @Override
    public byte[] concealedSqn() {
        return concealedSqn.clone();
    }

    @Override
    public byte[] macS() {
        return macS.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Auts that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(encode());
    }
}
