package io.simshift.protocol.identity;

/** Index of a subscription slot on the card: 1 to 64, in the order of use. */
public record SlotIndex(int value) implements Comparable<SlotIndex> {
    /** The largest number of slots that a card can have. */
    public static final int MAX = 64;

    public SlotIndex {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("slot index " + value + " is not between 1 and " + MAX);
        }
    }

    /** The slot behind this one. */
    public SlotIndex next() {
        return new SlotIndex(value + 1);
    }

    @Override
    public int compareTo(SlotIndex other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
