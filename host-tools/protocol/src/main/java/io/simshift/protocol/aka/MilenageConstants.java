package io.simshift.protocol.aka;

import java.util.List;

/**
 * The constants c1..c5 (16 bytes each) and r1..r5 (rotations in bits, 0 to 127) of Milenage (TS 35.206 4.1), which an
 * operator may choose.
 */
public record MilenageConstants(List<byte[]> c, List<Integer> r) {
    private static final int FUNCTIONS = 5;
    private static final int BLOCK = 16;

    /** Those of the standard. */
    public static final MilenageConstants STANDARD = new MilenageConstants(
            List.of(constant(0), constant(1), constant(2), constant(4), constant(8)), List.of(64, 0, 32, 64, 96));

    public MilenageConstants {
        if (c.size() != FUNCTIONS || r.size() != FUNCTIONS) {
            throw new IllegalArgumentException("Milenage has five constants c and five r");
        }
        if (c.stream().anyMatch(constant -> constant.length != BLOCK)) {
            throw new IllegalArgumentException("a constant c of Milenage has 16 bytes");
        }
        if (r.stream().anyMatch(rotation -> rotation < 0 || rotation > 127)) {
            throw new IllegalArgumentException("a constant r of Milenage is 0 to 127 bits");
        }
        c = c.stream().map(byte[]::clone).toList();
        r = List.copyOf(r);
    }

    @Override
    public List<byte[]> c() {
        return c.stream().map(byte[]::clone).toList();
    }

    private static byte[] constant(int last) {
        byte[] constant = new byte[BLOCK];
        constant[BLOCK - 1] = (byte) last;
        return constant;
    }

    /** Writes to {@code out} from {@code offset} the block rotated left by r of function {@code index}, XOR c. */
    void mix(int index, byte[] block, byte[] out, int offset) {
        int bytes = r.get(index) / 8;
        int bits = r.get(index) % 8;
        byte[] constant = c.get(index);
        for (int i = 0; i < BLOCK; i++) {
            int high = block[(i + bytes) % BLOCK] & 0xFF;
            int low = block[(i + bytes + 1) % BLOCK] & 0xFF;
            out[offset + i] = (byte) ((high << 8 | low) << bits >> 8 ^ constant[i]);
        }
    }
}
