package io.simshift.server.handover;

import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a donor says to the escrow and to the recipient, or a recipient to the escrow.
 *
 * @param kind what it says
 * @param validUntil after this it counts for nothing; empty for no end
 * @param entries the cards; 1 to {@value #ENTRIES_MAX}
 */
public record Handover(
        Kind kind,
        OperatorId donor,
        OperatorId recipient,
        Instant createdAt,
        Optional<Instant> validUntil,
        List<HandoverEntry> entries) {

    /** So that no document holds the escrow up for minutes: each entry is looked up and recorded in one transaction. */
    public static final int ENTRIES_MAX = 10_000;

    static final String NAME = "hand-over";

    private static final String DONOR = "donor";
    private static final String RECIPIENT = "recipient";
    private static final String CREATED = "created";
    private static final String VALID_UNTIL = "valid until";

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

        private String firstLine() {
            return "# simshift " + word + " 1";
        }
    }

    public Handover {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(donor, DONOR);
        Objects.requireNonNull(recipient, RECIPIENT);
        Objects.requireNonNull(createdAt, "time");
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a hand-over names no card");
        }
        if (entries.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException(
                    "a hand-over names at most " + ENTRIES_MAX + " cards, not " + entries.size());
        }
        if (validUntil.isPresent() && !validUntil.get().isAfter(createdAt)) {
            throw new IllegalArgumentException("a hand-over ends before it begins");
        }
    }

    /** Without an end of validity. */
    public Handover(Kind kind, OperatorId donor, OperatorId recipient, Instant createdAt, List<HandoverEntry> entries) {
        this(kind, donor, recipient, createdAt, Optional.empty(), entries);
    }

    /** The same with an end of validity. */
    public Handover until(Instant end) {
        return new Handover(kind, donor, recipient, createdAt, Optional.of(end), entries);
    }

    /** Whose signature it needs. */
    public OperatorId signer() {
        return kind == Kind.CONFIRMATION ? recipient : donor;
    }

    /**
     * What is signed, as UTF-8: the signed file without its signature line. A receiver builds it anew from the values it has
     * read, so that no two texts share a signature.
     */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(kind.firstLine()).append('\n');
        text.append("# ").append(DONOR).append(": ").append(donor).append('\n');
        text.append("# ").append(RECIPIENT).append(": ").append(recipient).append('\n');
        text.append("# ").append(CREATED).append(": ").append(createdAt).append('\n');
        validUntil.ifPresent(end ->
                text.append("# ").append(VALID_UNTIL).append(": ").append(end).append('\n'));
        text.append(HandoverCsv.HEADER).append('\n');
        entries.forEach(entry -> text.append(HandoverCsv.line(entry)).append('\n'));
        return text.toString();
    }

    static Handover parse(String text) {
        DocumentLines in = new DocumentLines(NAME, text);
        String first = in.line();
        Kind kind = Arrays.stream(Kind.values())
                .filter(each -> each.firstLine().equals(first))
                .findFirst()
                .orElseThrow(() -> in.fail("this is no hand-over"));
        OperatorId donor = in.party(DONOR);
        OperatorId recipient = in.party(RECIPIENT);
        Instant createdAt = in.time(CREATED);
        Optional<Instant> validUntil = in.optionalTime(VALID_UNTIL);
        Handover read;
        try {
            List<HandoverEntry> entries = HandoverCsv.read(NAME, new StringReader(text));
            read = new Handover(kind, donor, recipient, createdAt, validUntil, entries);
        } catch (IllegalArgumentException e) {
            throw in.fail(e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot be read", e);
        }
        // What is signed is the text built anew: a file that says the same in another way is not taken.
        if (!read.text().equals(text)) {
            throw in.fail("the file is not in its one canonical form");
        }
        return read;
    }
}
