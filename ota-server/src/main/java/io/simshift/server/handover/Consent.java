package io.simshift.server.handover;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.operator.OperatorId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A party's word that cards may go from one operator to another into these slots (TR 33.812 4.3: no change without consent of
 * all parties), or that they may not any longer. It names the slot, which serves once: so an old consent is of no use for a
 * later move.
 *
 * @param given false takes back what was given
 * @param party who says it: the owner of the cards, the donor or the recipient
 * @param validUntil after this it counts for nothing; empty for no end
 * @param cards 1 to {@value Handover#ENTRIES_MAX}
 */
public record Consent(
        boolean given,
        OperatorId party,
        OperatorId donor,
        OperatorId recipient,
        Instant createdAt,
        Optional<Instant> validUntil,
        List<Card> cards) {
    private static final String NAME = "consent";
    private static final String GIVEN = "# simshift consent 1";
    private static final String TAKEN_BACK = "# simshift withdrawal 1";
    private static final String HEADER = "iccid,slot_index";
    private static final String VALID_UNTIL = "valid until";

    /** A card and the slot that it may go into. */
    public record Card(Iccid iccid, SlotIndex slot) {}

    public Consent {
        cards = List.copyOf(cards);
        if (cards.isEmpty()) {
            throw new IllegalArgumentException("a consent names no card");
        }
        if (cards.size() > Handover.ENTRIES_MAX) {
            throw new IllegalArgumentException(
                    "a consent names at most " + Handover.ENTRIES_MAX + " cards, not " + cards.size());
        }
        if (validUntil.isPresent() && !validUntil.get().isAfter(createdAt)) {
            throw new IllegalArgumentException("a consent ends before it begins");
        }
    }

    /** To all that a hand-over says. */
    public static Consent to(Handover handover, OperatorId party, Instant createdAt, Optional<Instant> validUntil) {
        List<Card> cards = handover.entries().stream()
                .map(entry -> new Card(entry.iccid(), entry.slot()))
                .toList();
        return new Consent(true, party, handover.donor(), handover.recipient(), createdAt, validUntil, cards);
    }

    /** The same, taken back. */
    public Consent withdrawn(Instant at) {
        return new Consent(false, party, donor, recipient, at, Optional.empty(), cards);
    }

    /** What is signed: the text of the signed file without its signature line. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(given ? GIVEN : TAKEN_BACK).append('\n');
        text.append("# party: ").append(party).append('\n');
        text.append("# donor: ").append(donor).append('\n');
        text.append("# recipient: ").append(recipient).append('\n');
        text.append("# created: ").append(createdAt).append('\n');
        validUntil.ifPresent(
                end -> text.append("# " + VALID_UNTIL + ": ").append(end).append('\n'));
        text.append(HEADER).append('\n');
        cards.forEach(card ->
                text.append(card.iccid()).append(',').append(card.slot()).append('\n'));
        return text.toString();
    }

    /**
     * Reads what was signed.
     *
     * @throws HandoverFormatException with the line that is not as it must be
     */
    public static Consent parse(String text) {
        DocumentLines in = new DocumentLines(NAME, text);
        String first = in.line();
        if (!first.equals(GIVEN) && !first.equals(TAKEN_BACK)) {
            throw in.fail("this is no consent");
        }
        OperatorId party = in.party("party");
        OperatorId donor = in.party("donor");
        OperatorId recipient = in.party("recipient");
        Instant createdAt = in.time("created");
        Optional<Instant> validUntil = in.optionalTime(VALID_UNTIL);
        if (!in.line().equals(HEADER)) {
            throw in.fail("'" + HEADER + "' is expected here");
        }
        List<Card> cards = new ArrayList<>();
        while (!in.atEnd()) {
            cards.add(card(in));
        }
        try {
            Consent read = new Consent(first.equals(GIVEN), party, donor, recipient, createdAt, validUntil, cards);
            if (!read.text().equals(text)) {
                throw in.fail("the file is not in its one canonical form");
            }
            return read;
        } catch (IllegalArgumentException e) {
            throw in.fail(e.getMessage());
        }
    }

    private static Card card(DocumentLines in) {
        String[] fields = in.line().split(",", -1);
        if (fields.length != 2) {
            throw in.fail("2 columns are needed, not " + fields.length);
        }
        try {
            return new Card(new Iccid(fields[0]), new SlotIndex(Integer.parseInt(fields[1])));
        } catch (NumberFormatException e) {
            throw in.fail("slot index '" + fields[1] + "' is not a number");
        } catch (IllegalArgumentException e) {
            throw in.fail(e.getMessage());
        }
    }
}
