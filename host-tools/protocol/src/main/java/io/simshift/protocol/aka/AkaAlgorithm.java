package io.simshift.protocol.aka;

import io.simshift.protocol.secret.SecretBytes;

/**
 * The functions f1 to f5, f1* and f5* of one subscriber (TS 33.102 6.3), whatever they are made of. RAND has 16 bytes
 * everywhere; how long the other values are is the algorithm's to say.
 */
public interface AkaAlgorithm {
    /** Length of RAND. */
    int RAND_BYTES = 16;
    /** Length of AK and AK*. */
    int AK_BYTES = 6;

    /** What one RAND gives the USIM: RES, CK, IK, and AK of 6 bytes. */
    record Responses(byte[] res, SecretBytes ck, SecretBytes ik, byte[] ak) {
        /** No value. */
        @Override
        public String toString() {
            return "Responses[]";
        }
    }

    /** What a vector is made of: MAC-A and the values of one RAND. */
    record Quintet(byte[] macA, Responses responses) {
        /** No value. */
        @Override
        public String toString() {
            return "Quintet[]";
        }
    }

    /** MAC-A. */
    byte[] f1(byte[] rand, SequenceNumber sqn, Amf amf);

    /** MAC-S. */
    byte[] f1star(byte[] rand, SequenceNumber sqn, Amf amf);

    /** f2 to f5 in one go. */
    Responses responses(byte[] rand);

    /** AK for resynchronisation, 6 bytes. */
    byte[] f5star(byte[] rand);

    /** f1 to f5 in one go. */
    default Quintet quintet(byte[] rand, SequenceNumber sqn, Amf amf) {
        return new Quintet(f1(rand, sqn, amf), responses(rand));
    }

    /** RES. */
    default byte[] f2(byte[] rand) {
        return responses(rand).res();
    }

    /** CK. */
    default SecretBytes f3(byte[] rand) {
        return responses(rand).ck();
    }

    /** IK. */
    default SecretBytes f4(byte[] rand) {
        return responses(rand).ik();
    }

    /** AK, 6 bytes. */
    default byte[] f5(byte[] rand) {
        return responses(rand).ak();
    }
}
