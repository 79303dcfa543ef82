package io.simshift.server.handover;

import io.simshift.server.operator.OperatorId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a donor says to the escrow and to the recipient, or a recipient to the escrow.
 *
 * @param kind what it says
 * @param entries the cards; at least one
 */
public record Handover(
        Kind kind, OperatorId donor, OperatorId recipient, Instant createdAt, List<HandoverEntry> entries) {

    /** What can be said. */
    public enum Kind {
        /** The recipient may have these slots. */
        HAND_OVER("hand-over"),
        /** The recipient shall not have these slots after all; their keys are spent. */
        CANCELLATION("cancellation"),
        /** The recipient's own word: the cards have arrived in these slots, so nobody can take them back. */
        CONFIRMATION("confirmation");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    public Handover {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(donor, "donor");
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(createdAt, "time");
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a hand-over names no card");
        }
    }

    /** Whose signature it needs. */
    public OperatorId signer() {
        return kind == Kind.CONFIRMATION ? recipient : donor;
    }

    /**
     * The bytes that are signed: the text of the signed file without its signature line. A receiver builds them anew from
     * the values it has read, so that no two texts share a signature.
     */
    public byte[] canonicalBytes() {
        StringBuilder text = new StringBuilder();
        text.append("# simshift ").append(kind.word).append(" 1\n");
        text.append("# donor: ").append(donor).append('\n');
        text.append("# recipient: ").append(recipient).append('\n');
        text.append("# created: ").append(createdAt).append('\n');
        text.append(HandoverCsv.HEADER).append('\n');
        entries.forEach(entry -> text.append(HandoverCsv.line(entry)).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
