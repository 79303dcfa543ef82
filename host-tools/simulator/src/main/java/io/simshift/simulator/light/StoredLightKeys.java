package io.simshift.simulator.light;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;

/** Keys that somebody else has made, such as an escrow: 320 bytes for each card. */
public final class StoredLightKeys implements LightKeys {
    private static final int KEY_BYTES = 16;
    private static final int SLOT_BYTES = KEY_BYTES * LightNumbers.Key.values().length;

    private final byte[][] cards;

    /** @param cards how many there will be */
    public StoredLightKeys(int cards) {
        this.cards = new byte[cards][];
    }

    /** Keeps a copy of a key of 16 bytes. */
    public void put(int card, SlotIndex slot, LightNumbers.Key which, SecretBytes key) {
        if (cards[card] == null) {
            cards[card] = new byte[SLOT_BYTES * LightNumbers.SLOTS];
        }
        byte[] bytes = key.reveal();
        System.arraycopy(bytes, 0, cards[card], offset(slot, which), KEY_BYTES);
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public SecretBytes key(int card, SlotIndex slot, LightNumbers.Key which) {
        int offset = offset(slot, which);
        return SecretBytes.copyOf(Arrays.copyOfRange(cards[card], offset, offset + KEY_BYTES));
    }

    private static int offset(SlotIndex slot, LightNumbers.Key which) {
        return (slot.value() - 1) * SLOT_BYTES + which.ordinal() * KEY_BYTES;
    }
}
