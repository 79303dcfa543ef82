package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Resynchronisation token (TS 33.102 6.3.3): (SQN_MS XOR AK*) of 6 bytes, MAC-S of 8 bytes, made with AMF 0000. */
public record Auts(byte[] concealedSqn, byte[] macS) {
    public static final int LENGTH = 14;

    private static final int MAC_LENGTH = 8;

    public Auts {
        if (concealedSqn.length != SequenceNumber.LENGTH || macS.length != MAC_LENGTH) {
            throw new IllegalArgumentException("AUTS is 6 bytes of SQN and 8 of MAC-S");
        }
        concealedSqn = concealedSqn.clone();
        macS = macS.clone();
    }

    /** The token of a USIM whose highest accepted sequence number is {@code sqnMs}. */
    public static Auts of(Milenage milenage, byte[] rand, SequenceNumber sqnMs) {
        return new Auts(
                Concealment.apply(sqnMs.encode(), milenage.f5star(rand)), milenage.f1star(rand, sqnMs, Amf.ZERO));
    }

    /** Reads 14 bytes. */
    public static Auts decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 33.102 6.3.3");
        Auts auts = new Auts(in.bytes(SequenceNumber.LENGTH, "SQN"), in.bytes(MAC_LENGTH, "MAC-S"));
        in.requireEnd();
        return auts;
    }

    /** The 14 bytes. */
    public byte[] encode() {
        return new WireWriter().bytes(concealedSqn).bytes(macS).toByteArray();
    }

    /** SQN_MS with IND of five bits, if MAC-S is right; nothing otherwise. */
    public Optional<SequenceNumber> verify(Milenage milenage, byte[] rand) {
        return verify(milenage, rand, SequenceNumber.DEFAULT_INDEX_BITS);
    }

    /** What an AuC does with it (6.3.5): SQN_MS, if MAC-S is right; nothing otherwise. */
    public Optional<SequenceNumber> verify(Milenage milenage, byte[] rand, int indexBits) {
        SequenceNumber sqnMs = SequenceNumber.decode(Concealment.apply(concealedSqn, milenage.f5star(rand)), indexBits);
        boolean right = MessageDigest.isEqual(milenage.f1star(rand, sqnMs, Amf.ZERO), macS);
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
