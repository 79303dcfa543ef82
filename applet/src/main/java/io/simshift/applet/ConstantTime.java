package io.simshift.applet;

/** Comparison of secrets. */
final class ConstantTime {
    private ConstantTime() {}

    /** Compares without a branch that depends on the bytes: the time taken says nothing about where they differ. */
    static boolean equals(byte[] a, short aOff, byte[] b, short bOff, short length) {
        short different = 0;
        for (short i = 0; i < length; i++) {
            different |= (short) (a[(short) (aOff + i)] ^ b[(short) (bOff + i)]);
        }
        return different == 0;
    }
}
