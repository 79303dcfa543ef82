package io.simshift.protocol.cipher;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * AES (FIPS 197) for short data under ever new keys: the Java platform before release 25 takes longer to set a key than
 * this needs for a whole packet (docs/decisions/0006-aes-with-fresh-keys.md). Rounds are looked up in tables of 4 KB
 * for each direction; every call first reads all of it, so that which of its lines are in the processor's cache tells a
 * neighbour nothing of the key.
 */
final class TableAes implements CipherEngine {
    private static final int BLOCK = 16;
    private static final int BLOCK_WORDS = 4;
    private static final int MAX_ROUNDS = 14;
    /** Of a key of 128 bits. */
    private static final int SHORT_ROUNDS = 10;

    private static final int SCHEDULE_WORDS = (MAX_ROUNDS + 1) * BLOCK_WORDS;
    /** x^8 + x^4 + x^3 + x + 1. */
    private static final int FIELD = 0x11B;

    private static final int AFFINE = 0x63;
    private static final int VALUES = 256;
    private static final int CACHE_LINE = 64;
    private static final int LINE_WORDS = CACHE_LINE / Integer.BYTES;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] SUB = new byte[VALUES];
    private static final byte[] UNSUB = new byte[VALUES];
    /** SubBytes and MixColumns of the first byte of a column, then of the second, the third, the fourth. */
    private static final int[] MIX = new int[BLOCK_WORDS * VALUES];
    /** The inverse of both. */
    private static final int[] UNMIX = new int[BLOCK_WORDS * VALUES];

    private static final int MIX_SUM;
    private static final int UNMIX_SUM;

    static {
        fillSubstitution();
        for (int i = 0; i < VALUES; i++) {
            int s = SUB[i] & 0xFF;
            UNSUB[s] = (byte) i;
            fillColumns(MIX, i, times(s, 2) << 24 | s << 16 | s << 8 | times(s, 3));
            fillColumns(UNMIX, s, times(i, 14) << 24 | times(i, 9) << 16 | times(i, 13) << 8 | times(i, 11));
        }
        MIX_SUM = touch(MIX, SUB);
        UNMIX_SUM = touch(UNMIX, UNSUB);
    }

    private final Mode mode;
    private final int[] schedule = new int[SCHEDULE_WORDS];
    private int rounds;
    private Direction direction;

    TableAes(Mode mode) {
        this.mode = mode;
    }

    /** The S-box: inverses in GF(2^8), walked through as powers of 3 and of its inverse, then the affine map. */
    private static void fillSubstitution() {
        int power = 1;
        int inverse = 1;
        do {
            power = times(power, 3);
            inverse = times(inverse, 0xF6);
            int spread = inverse | inverse << 8;
            int mapped = spread ^ spread >> 7 ^ spread >> 6 ^ spread >> 5 ^ spread >> 4;
            SUB[power] = (byte) (mapped ^ AFFINE);
        } while (power != 1);
        SUB[0] = AFFINE;
    }

    private static void fillColumns(int[] table, int value, int firstColumn) {
        for (int column = 0; column < BLOCK_WORDS; column++) {
            table[column * VALUES + value] = Integer.rotateRight(firstColumn, 8 * column);
        }
    }

    private static int times(int a, int b) {
        int product = 0;
        for (int bit = b; bit != 0; bit >>= 1) {
            product ^= (bit & 1) * a;
            a <<= 1;
            a ^= (a >> 8) * FIELD;
        }
        return product;
    }

    /** Reads a word of every cache line, and makes something of them that cannot be left out. */
    private static int touch(int[] words, byte[] bytes) {
        // Sums of their own, so that no load waits for the addition before it.
        int first = words[words.length - 1];
        int second = bytes[bytes.length - 1];
        int third = 0;
        int fourth = 0;
        for (int i = 0; i < VALUES; i += LINE_WORDS) {
            first += words[i];
            second += words[i + VALUES];
            third += words[i + 2 * VALUES];
            fourth += words[i + 3 * VALUES];
        }
        for (int i = 0; i < VALUES; i += CACHE_LINE) {
            first += bytes[i];
        }
        return first + second + third + fourth;
    }

    @Override
    public void init(Direction direction, byte[] key) {
        this.direction = direction;
        int keyWords = key.length / Integer.BYTES;
        rounds = keyWords + 6;
        int[] w = whole(schedule);
        for (int i = 0; i < keyWords; i++) {
            w[i] = (int) WORD.get(key, i * Integer.BYTES);
        }
        if (keyWords == BLOCK_WORDS) {
            expandShort(w);
        } else {
            expandLong(w, keyWords);
        }
        if (direction == Direction.DECRYPT) {
            invertSchedule(w);
        }
    }

    /** A key of 128 bits, the usual one: a round key is made of the one before, which needs no reading back. */
    private static void expandShort(int[] w) {
        int w0 = w[0];
        int w1 = w[1];
        int w2 = w[2];
        int w3 = w[3];
        int constant = 1;
        for (int i = BLOCK_WORDS; i <= SHORT_ROUNDS * BLOCK_WORDS; i += BLOCK_WORDS) {
            w0 ^= substitute(Integer.rotateLeft(w3, 8)) ^ constant << 24;
            w1 ^= w0;
            w2 ^= w1;
            w3 ^= w2;
            w[i] = w0;
            w[i + 1] = w1;
            w[i + 2] = w2;
            w[i + 3] = w3;
            constant = constant << 1 ^ (constant >> 7) * FIELD;
        }
    }

    private void expandLong(int[] w, int keyWords) {
        int constant = 1;
        int count = (rounds + 1) * BLOCK_WORDS;
        for (int i = keyWords; i < count; i += keyWords) {
            w[i] = w[i - keyWords] ^ substitute(Integer.rotateLeft(w[i - 1], 8)) ^ constant << 24;
            constant = constant << 1 ^ (constant >> 7) * FIELD;
            int end = Math.min(i + keyWords, count);
            for (int j = i + 1; j < end; j++) {
                int word = keyWords > 6 && j - i == 4 ? substitute(w[j - 1]) : w[j - 1];
                w[j] = w[j - keyWords] ^ word;
            }
        }
    }

    private static int substitute(int word) {
        return SUB[word >>> 24] << 24
                | (SUB[word >>> 16 & 0xFF] & 0xFF) << 16
                | (SUB[word >>> 8 & 0xFF] & 0xFF) << 8
                | SUB[word & 0xFF] & 0xFF;
    }

    /** Round keys in reverse order, those between the first and the last through InvMixColumns. */
    private void invertSchedule(int[] w) {
        int last = rounds * BLOCK_WORDS;
        for (int i = 0, j = last; i < j; i += BLOCK_WORDS, j -= BLOCK_WORDS) {
            for (int column = 0; column < BLOCK_WORDS; column++) {
                int swapped = w[i + column];
                w[i + column] = w[j + column];
                w[j + column] = swapped;
            }
        }
        if (rounds == SHORT_ROUNDS) {
            mapShort(w);
        } else {
            for (int i = BLOCK_WORDS; i < last; i++) {
                w[i] = unmixed(w[i]);
            }
        }
    }

    /**
     * InvMixColumns of the round keys of 128 bits, which lie in reverse order. The map is linear, so a word that is the
     * sum of two others is the sum of their images: only the word of each round key that went through the S-box, and
     * those of the round key that all begins with, have to be mapped themselves.
     */
    private static void mapShort(int[] w) {
        int at = SHORT_ROUNDS * BLOCK_WORDS;
        int before = w[at];
        int v0 = unmixed(before);
        int v1 = unmixed(w[at + 1]);
        int v2 = unmixed(w[at + 2]);
        int v3 = unmixed(w[at + 3]);
        for (at -= BLOCK_WORDS; at > 0; at -= BLOCK_WORDS) {
            int word = w[at];
            v0 ^= unmixed(word ^ before);
            v1 ^= v0;
            v2 ^= v1;
            v3 ^= v2;
            w[at] = v0;
            w[at + 1] = v1;
            w[at + 2] = v2;
            w[at + 3] = v3;
            before = word;
        }
    }

    /** InvMixColumns of a column, all four bytes at once. */
    private static int unmixed(int column) {
        int twice = doubled(column);
        int four = doubled(twice);
        int eight = doubled(four);
        int nine = eight ^ column;
        return eight
                ^ four
                ^ twice
                ^ Integer.rotateLeft(nine ^ twice, 8)
                ^ Integer.rotateLeft(nine ^ four, 16)
                ^ Integer.rotateLeft(nine, 24);
    }

    /** Each of four bytes times x. */
    private static int doubled(int bytes) {
        return (bytes & 0x7F7F7F7F) << 1 ^ (bytes >>> 7 & 0x01010101) * (FIELD & 0xFF);
    }

    @Override
    public void run(byte[] data, int offset, int length) {
        CipherEngine.requireWholeBlocks(length, BLOCK);
        Objects.checkFromIndexSize(offset, length, data.length);
        if (direction == Direction.ENCRYPT) {
            requireTables(touch(MIX, SUB) == MIX_SUM);
            encrypt(data, offset, offset + length);
        } else {
            requireTables(touch(UNMIX, UNSUB) == UNMIX_SUM);
            decrypt(data, offset, offset + length);
        }
    }

    /** Tells the compiler a length that it cannot see, so that it checks no index again. */
    private static int[] whole(int[] schedule) {
        if (schedule.length != SCHEDULE_WORDS) {
            throw new IllegalStateException();
        }
        return schedule;
    }

    private static void requireTables(boolean whole) {
        if (!whole) {
            throw new IllegalStateException("the tables of AES are damaged");
        }
    }

    private void encrypt(byte[] data, int from, int to) {
        int[] w = whole(schedule);
        int last = rounds * BLOCK_WORDS;
        int chain = mode == Mode.CBC ? -1 : 0;
        int c0 = 0;
        int c1 = 0;
        int c2 = 0;
        int c3 = 0;
        for (int at = from; at < to; at += BLOCK) {
            int s0 = (int) WORD.get(data, at) ^ c0 & chain ^ w[0];
            int s1 = (int) WORD.get(data, at + 4) ^ c1 & chain ^ w[1];
            int s2 = (int) WORD.get(data, at + 8) ^ c2 & chain ^ w[2];
            int s3 = (int) WORD.get(data, at + 12) ^ c3 & chain ^ w[3];
            int t0 = mix(s0, s1, s2, s3) ^ w[4];
            int t1 = mix(s1, s2, s3, s0) ^ w[5];
            int t2 = mix(s2, s3, s0, s1) ^ w[6];
            int t3 = mix(s3, s0, s1, s2) ^ w[7];
            s0 = mix(t0, t1, t2, t3) ^ w[8];
            s1 = mix(t1, t2, t3, t0) ^ w[9];
            s2 = mix(t2, t3, t0, t1) ^ w[10];
            s3 = mix(t3, t0, t1, t2) ^ w[11];
            t0 = mix(s0, s1, s2, s3) ^ w[12];
            t1 = mix(s1, s2, s3, s0) ^ w[13];
            t2 = mix(s2, s3, s0, s1) ^ w[14];
            t3 = mix(s3, s0, s1, s2) ^ w[15];
            s0 = mix(t0, t1, t2, t3) ^ w[16];
            s1 = mix(t1, t2, t3, t0) ^ w[17];
            s2 = mix(t2, t3, t0, t1) ^ w[18];
            s3 = mix(t3, t0, t1, t2) ^ w[19];
            t0 = mix(s0, s1, s2, s3) ^ w[20];
            t1 = mix(s1, s2, s3, s0) ^ w[21];
            t2 = mix(s2, s3, s0, s1) ^ w[22];
            t3 = mix(s3, s0, s1, s2) ^ w[23];
            s0 = mix(t0, t1, t2, t3) ^ w[24];
            s1 = mix(t1, t2, t3, t0) ^ w[25];
            s2 = mix(t2, t3, t0, t1) ^ w[26];
            s3 = mix(t3, t0, t1, t2) ^ w[27];
            t0 = mix(s0, s1, s2, s3) ^ w[28];
            t1 = mix(s1, s2, s3, s0) ^ w[29];
            t2 = mix(s2, s3, s0, s1) ^ w[30];
            t3 = mix(s3, s0, s1, s2) ^ w[31];
            s0 = mix(t0, t1, t2, t3) ^ w[32];
            s1 = mix(t1, t2, t3, t0) ^ w[33];
            s2 = mix(t2, t3, t0, t1) ^ w[34];
            s3 = mix(t3, t0, t1, t2) ^ w[35];
            t0 = mix(s0, s1, s2, s3) ^ w[36];
            t1 = mix(s1, s2, s3, s0) ^ w[37];
            t2 = mix(s2, s3, s0, s1) ^ w[38];
            t3 = mix(s3, s0, s1, s2) ^ w[39];
            for (int r = 40; r < last; r += 8) {
                s0 = mix(t0, t1, t2, t3) ^ w[r];
                s1 = mix(t1, t2, t3, t0) ^ w[r + 1];
                s2 = mix(t2, t3, t0, t1) ^ w[r + 2];
                s3 = mix(t3, t0, t1, t2) ^ w[r + 3];
                t0 = mix(s0, s1, s2, s3) ^ w[r + 4];
                t1 = mix(s1, s2, s3, s0) ^ w[r + 5];
                t2 = mix(s2, s3, s0, s1) ^ w[r + 6];
                t3 = mix(s3, s0, s1, s2) ^ w[r + 7];
            }
            c0 = pick(SUB, t0, t1, t2, t3) ^ w[last];
            c1 = pick(SUB, t1, t2, t3, t0) ^ w[last + 1];
            c2 = pick(SUB, t2, t3, t0, t1) ^ w[last + 2];
            c3 = pick(SUB, t3, t0, t1, t2) ^ w[last + 3];
            WORD.set(data, at, c0);
            WORD.set(data, at + 4, c1);
            WORD.set(data, at + 8, c2);
            WORD.set(data, at + 12, c3);
        }
    }

    private static int mix(int a, int b, int c, int d) {
        return MIX[a >>> 24]
                ^ MIX[(b >>> 16 & 0xFF) + VALUES]
                ^ MIX[(c >>> 8 & 0xFF) + 2 * VALUES]
                ^ MIX[(d & 0xFF) + 3 * VALUES];
    }

    private void decrypt(byte[] data, int from, int to) {
        int[] w = whole(schedule);
        int last = rounds * BLOCK_WORDS;
        int chain = mode == Mode.CBC ? -1 : 0;
        int c0 = 0;
        int c1 = 0;
        int c2 = 0;
        int c3 = 0;
        for (int at = from; at < to; at += BLOCK) {
            int b0 = (int) WORD.get(data, at);
            int b1 = (int) WORD.get(data, at + 4);
            int b2 = (int) WORD.get(data, at + 8);
            int b3 = (int) WORD.get(data, at + 12);
            int s0 = b0 ^ w[0];
            int s1 = b1 ^ w[1];
            int s2 = b2 ^ w[2];
            int s3 = b3 ^ w[3];
            int t0 = unmix(s0, s3, s2, s1) ^ w[4];
            int t1 = unmix(s1, s0, s3, s2) ^ w[5];
            int t2 = unmix(s2, s1, s0, s3) ^ w[6];
            int t3 = unmix(s3, s2, s1, s0) ^ w[7];
            s0 = unmix(t0, t3, t2, t1) ^ w[8];
            s1 = unmix(t1, t0, t3, t2) ^ w[9];
            s2 = unmix(t2, t1, t0, t3) ^ w[10];
            s3 = unmix(t3, t2, t1, t0) ^ w[11];
            t0 = unmix(s0, s3, s2, s1) ^ w[12];
            t1 = unmix(s1, s0, s3, s2) ^ w[13];
            t2 = unmix(s2, s1, s0, s3) ^ w[14];
            t3 = unmix(s3, s2, s1, s0) ^ w[15];
            s0 = unmix(t0, t3, t2, t1) ^ w[16];
            s1 = unmix(t1, t0, t3, t2) ^ w[17];
            s2 = unmix(t2, t1, t0, t3) ^ w[18];
            s3 = unmix(t3, t2, t1, t0) ^ w[19];
            t0 = unmix(s0, s3, s2, s1) ^ w[20];
            t1 = unmix(s1, s0, s3, s2) ^ w[21];
            t2 = unmix(s2, s1, s0, s3) ^ w[22];
            t3 = unmix(s3, s2, s1, s0) ^ w[23];
            s0 = unmix(t0, t3, t2, t1) ^ w[24];
            s1 = unmix(t1, t0, t3, t2) ^ w[25];
            s2 = unmix(t2, t1, t0, t3) ^ w[26];
            s3 = unmix(t3, t2, t1, t0) ^ w[27];
            t0 = unmix(s0, s3, s2, s1) ^ w[28];
            t1 = unmix(s1, s0, s3, s2) ^ w[29];
            t2 = unmix(s2, s1, s0, s3) ^ w[30];
            t3 = unmix(s3, s2, s1, s0) ^ w[31];
            s0 = unmix(t0, t3, t2, t1) ^ w[32];
            s1 = unmix(t1, t0, t3, t2) ^ w[33];
            s2 = unmix(t2, t1, t0, t3) ^ w[34];
            s3 = unmix(t3, t2, t1, t0) ^ w[35];
            t0 = unmix(s0, s3, s2, s1) ^ w[36];
            t1 = unmix(s1, s0, s3, s2) ^ w[37];
            t2 = unmix(s2, s1, s0, s3) ^ w[38];
            t3 = unmix(s3, s2, s1, s0) ^ w[39];
            for (int r = 40; r < last; r += 8) {
                s0 = unmix(t0, t3, t2, t1) ^ w[r];
                s1 = unmix(t1, t0, t3, t2) ^ w[r + 1];
                s2 = unmix(t2, t1, t0, t3) ^ w[r + 2];
                s3 = unmix(t3, t2, t1, t0) ^ w[r + 3];
                t0 = unmix(s0, s3, s2, s1) ^ w[r + 4];
                t1 = unmix(s1, s0, s3, s2) ^ w[r + 5];
                t2 = unmix(s2, s1, s0, s3) ^ w[r + 6];
                t3 = unmix(s3, s2, s1, s0) ^ w[r + 7];
            }
            WORD.set(data, at, pick(UNSUB, t0, t3, t2, t1) ^ w[last] ^ c0 & chain);
            WORD.set(data, at + 4, pick(UNSUB, t1, t0, t3, t2) ^ w[last + 1] ^ c1 & chain);
            WORD.set(data, at + 8, pick(UNSUB, t2, t1, t0, t3) ^ w[last + 2] ^ c2 & chain);
            WORD.set(data, at + 12, pick(UNSUB, t3, t2, t1, t0) ^ w[last + 3] ^ c3 & chain);
            c0 = b0;
            c1 = b1;
            c2 = b2;
            c3 = b3;
        }
    }

    private static int unmix(int a, int b, int c, int d) {
        return UNMIX[a >>> 24]
                ^ UNMIX[(b >>> 16 & 0xFF) + VALUES]
                ^ UNMIX[(c >>> 8 & 0xFF) + 2 * VALUES]
                ^ UNMIX[(d & 0xFF) + 3 * VALUES];
    }

    private static int pick(byte[] box, int a, int b, int c, int d) {
        return box[a >>> 24] << 24
                | (box[b >>> 16 & 0xFF] & 0xFF) << 16
                | (box[c >>> 8 & 0xFF] & 0xFF) << 8
                | box[d & 0xFF] & 0xFF;
    }
}
