package io.simshift.cli.fleet;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntFunction;

/** The order of a fleet as a stream, its cards in random order. */
final class OrderInput extends InputStream {
    private final int[] cards;
    private final IntFunction<String> line;
    private byte[] current = "iccid,new_imsi\n".getBytes(StandardCharsets.US_ASCII);
    private int position;
    private int next;

    OrderInput(int count, long seed, IntFunction<String> line) {
        this.line = line;
        this.cards = new int[count];
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            cards[i] = cards[other];
            cards[other] = i;
        }
    }

    @Override
    public int read() {
        while (position == current.length) {
            if (next == cards.length) {
                return -1;
            }
            current = line.apply(cards[next++]).getBytes(StandardCharsets.US_ASCII);
            position = 0;
        }
        return current[position++];
    }
}
