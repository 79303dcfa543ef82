package io.simshift.protocol.aka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The constants c1..c5 (16 bytes each) and r1..r5 (rotations in bits, 0 to 127) of Milenage (TS 35.206 4.1), which an
 * operator may choose.
 */
public record MilenageConstants(List<byte[]> c, List<Integer> r) {
    private static final int FUNCTIONS = 5;
    private static final int BLOCK = 16;
    /** Length of {@link #encode}. */
    public static final int ENCODED_BYTES = FUNCTIONS * (1 + BLOCK);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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

    /** r1 to r5, one byte each, then c1 to c5: as a card takes them (commands.md 2). */
    public byte[] encode() {
        byte[] bytes = new byte[ENCODED_BYTES];
        for (int i = 0; i < FUNCTIONS; i++) {
            bytes[i] = r.get(i).byteValue();
            System.arraycopy(c.get(i), 0, bytes, FUNCTIONS + i * BLOCK, BLOCK);
        }
        return bytes;
    }

    /** Reads what {@link #encode} writes; IllegalArgumentException for anything else. */
    public static MilenageConstants decode(byte[] bytes) {
        if (bytes.length != ENCODED_BYTES) {
            throw new IllegalArgumentException("constants of Milenage have 85 bytes, not " + bytes.length);
        }
        List<byte[]> c = new ArrayList<>();
        List<Integer> r = new ArrayList<>();
        for (int i = 0; i < FUNCTIONS; i++) {
            r.add(bytes[i] & 0xFF);
            c.add(Arrays.copyOfRange(bytes, FUNCTIONS + i * BLOCK, FUNCTIONS + (i + 1) * BLOCK));
        }
        return new MilenageConstants(c, r);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MilenageConstants constants && Arrays.equals(encode(), constants.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    private static byte[] constant(int last) {
        byte[] constant = new byte[BLOCK];
        constant[BLOCK - 1] = (byte) last;
        return constant;
    }

    /** Writes to {@code out} from {@code offset} the block rotated left by r of function {@code index}, XOR c. */
    void mix(int index, byte[] block, byte[] out, int offset) {
        int rotation = r.get(index);
        byte[] constant = c.get(index);
        long high = (long) LONGS.get(block, rotation < Long.SIZE ? 0 : Long.BYTES);
        long low = (long) LONGS.get(block, rotation < Long.SIZE ? Long.BYTES : 0);
        int bits = rotation % Long.SIZE;
        long fromLow = bits == 0 ? 0 : low >>> Long.SIZE - bits;
        long fromHigh = bits == 0 ? 0 : high >>> Long.SIZE - bits;
        LONGS.set(out, offset, (high << bits | fromLow) ^ (long) LONGS.get(constant, 0));
        LONGS.set(out, offset + Long.BYTES, (low << bits | fromHigh) ^ (long) LONGS.get(constant, Long.BYTES));
    }
}
