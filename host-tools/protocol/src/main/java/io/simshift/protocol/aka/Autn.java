package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Authentication token (TS 33.102 6.3.2): (SQN XOR AK) of 6 bytes, AMF, MAC-A of 8 bytes. TUAK may make a MAC-A of 16 or
 * 32 bytes (TS 35.231 6.2), which no network carries today; the token is then so much longer.
 */
public record Autn(byte[] concealedSqn, Amf amf, byte[] macA) {
    /** Length with a MAC-A of 8 bytes. */
    public static final int LENGTH = 16;

    private static final int AMF_LENGTH = 2;

    public Autn {
        if (concealedSqn.length != SequenceNumber.LENGTH || !MacLength.isAllowed(macA.length)) {
            throw new IllegalArgumentException("AUTN is 6 bytes of SQN, 2 of AMF, and MAC-A of 8, 16 or 32");
        }
        concealedSqn = concealedSqn.clone();
        macA = macA.clone();
    }

    /** The token of a network that holds the subscriber's keys. */
    public static Autn of(AkaAlgorithm algorithm, byte[] rand, SequenceNumber sqn, Amf amf) {
        return new Autn(Concealment.apply(sqn.encode(), algorithm.f5(rand)), amf, algorithm.f1(rand, sqn, amf));
    }

    /** Reads 16 bytes, or 24 or 40 with a longer MAC-A. */
    public static Autn decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 33.102 6.3.2");
        int macLength = MacLength.ofToken(bytes.length, SequenceNumber.LENGTH + AMF_LENGTH);
        Autn autn =
                new Autn(in.bytes(SequenceNumber.LENGTH, "SQN"), new Amf(in.u16("AMF")), in.bytes(macLength, "MAC-A"));
        in.requireEnd();
        return autn;
    }

    /** Its bytes. */
    public byte[] encode() {
        return new WireWriter().bytes(concealedSqn).u16(amf.value()).bytes(macA).toByteArray();
    }

    /** What a USIM does first (6.3.3): SQN, if MAC-A is right; nothing otherwise. IND has {@code indexBits} bits. */
    public Optional<SequenceNumber> verify(AkaAlgorithm algorithm, byte[] rand, int indexBits) {
        SequenceNumber sqn = SequenceNumber.decode(Concealment.apply(concealedSqn, algorithm.f5(rand)), indexBits);
        return MessageDigest.isEqual(algorithm.f1(rand, sqn, amf), macA) ? Optional.of(sqn) : Optional.empty();
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
