package io.simshift.server.escrow;

import java.util.List;

/**
 * The escrow's answer to a recipient.
 *
 * @param answers one for each card that was asked for, in the same order
 * @param sealedSlots the granted slots, for {@link SealedSlots#open}; empty where none was granted
 */
public record Release(List<EscrowAnswer> answers, byte[] sealedSlots) {
    public Release {
        answers = List.copyOf(answers);
        sealedSlots = sealedSlots.clone();
    }

    @Override
    public byte[] sealedSlots() {
        return sealedSlots.clone();
    }
}
