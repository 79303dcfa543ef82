package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Authentication token (TS 33.102 6.3.2): (SQN XOR AK) of 6 bytes, AMF, MAC-A of 8 bytes. */
public record Autn(byte[] concealedSqn, Amf amf, byte[] macA) {
    public static final int LENGTH = 16;

    private static final int MAC_LENGTH = 8;

    public Autn {
        if (concealedSqn.length != SequenceNumber.LENGTH || macA.length != MAC_LENGTH) {
            throw new IllegalArgumentException("AUTN is 6 bytes of SQN, 2 of AMF, 8 of MAC-A");
        }
        concealedSqn = concealedSqn.clone();
        macA = macA.clone();
    }

    /** The token of a network that holds the subscriber's keys. */
    public static Autn of(Milenage milenage, byte[] rand, SequenceNumber sqn, Amf amf) {
        return new Autn(Concealment.apply(sqn.encode(), milenage.f5(rand)), amf, milenage.f1(rand, sqn, amf));
    }

    /** Reads 16 bytes. */
    public static Autn decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 33.102 6.3.2");
        Autn autn =
                new Autn(in.bytes(SequenceNumber.LENGTH, "SQN"), new Amf(in.u16("AMF")), in.bytes(MAC_LENGTH, "MAC-A"));
        in.requireEnd();
        return autn;
    }

    /** The 16 bytes. */
    public byte[] encode() {
        return new WireWriter().bytes(concealedSqn).u16(amf.value()).bytes(macA).toByteArray();
    }

    /** What a USIM does first (6.3.3): SQN, if MAC-A is right; nothing otherwise. IND has {@code indexBits} bits. */
    public Optional<SequenceNumber> verify(Milenage milenage, byte[] rand, int indexBits) {
        SequenceNumber sqn = SequenceNumber.decode(Concealment.apply(concealedSqn, milenage.f5(rand)), indexBits);
        return MessageDigest.isEqual(milenage.f1(rand, sqn, amf), macA) ? Optional.of(sqn) : Optional.empty();
    }

    @Override
    public byte[] concealedSqn() {
        return concealedSqn.clone();
    }

    @Override
    public byte[] macA() {
        return macA.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Autn that && Arrays.equals(encode(), that.encode());
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
