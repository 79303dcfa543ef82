package io.simshift.protocol.aka;

/** SQN XOR AK: the anonymity key hides the sequence number on the air (TS 33.102 6.3). */
final class Concealment {
    private Concealment() {}

    static byte[] apply(byte[] sqn, byte[] anonymityKey) {
        byte[] out = sqn.clone();
        for (int i = 0; i < out.length; i++) {
            out[i] ^= anonymityKey[i];
        }
        return out;
    }
}
