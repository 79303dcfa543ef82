package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.CardStatus;
import io.simshift.server.card.HandedOver;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.Release;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Takes cards in: those that the escrow has issued to this operator, and those that a donor hands over. */
final class Intake {
    private static final int FIRST_SLOT = 1;

    private final Database database;
    private final CardRegistry cards;
    private final EscrowPort escrow;
    private final OperatorProfile self;
    private final OperatorIdentity identity;

    Intake(Database database, CardRegistry cards, EscrowPort escrow, OperatorProfile self, OperatorIdentity identity) {
        this.database = database;
        this.cards = cards;
        this.escrow = escrow;
        this.self = self;
        this.identity = identity;
    }

    CardIntake accept(byte[] sealedSlots, Function<ReleasedSlot, Msisdn> numbers) {
        return register(
                SealedSlots.open(sealedSlots, identity, escrow.certificate()),
                numbers,
                Optional.empty(),
                new ArrayList<>());
    }

    /**
     * Asks the escrow for what a donor hands over. A hand-over with an IMSI of another network is refused whole, before
     * the escrow is asked: it would release the keys of every card that the document names.
     */
    CardIntake collect(SignedHandover handover, Function<ReleasedSlot, Msisdn> numbers) {
        List<String> problems = foreignImsis(handover);
        if (!problems.isEmpty()) {
            return new CardIntake(List.of(), problems);
        }
        Release release = escrow.release(self.id(), handover);
        for (EscrowAnswer answer : release.answers()) {
            if (answer instanceof EscrowAnswer.Refused refused) {
                problems.add("card " + refused.entry().iccid() + ": the escrow refused: " + refused.reason() + ": "
                        + refused.detail());
            }
        }
        byte[] sealed = release.sealedSlots();
        return sealed.length == 0
                ? new CardIntake(List.of(), problems)
                : register(
                        SealedSlots.open(sealed, identity, escrow.certificate()),
                        numbers,
                        Optional.of(new HandedOver(
                                handover.handover().donor(), handover.handover().createdAt())),
                        problems);
    }

    private List<String> foreignImsis(SignedHandover handover) {
        List<String> problems = new ArrayList<>();
        for (HandoverEntry entry : handover.handover().entries()) {
            if (!self.owns(entry.newImsi())) {
                problems.add("card " + entry.iccid() + ": IMSI " + entry.newImsi() + " is not of the network of "
                        + self.id() + ": nothing of this hand-over is taken");
            }
        }
        return problems;
    }

    private CardIntake register(
            List<ReleasedSlot> slots,
            Function<ReleasedSlot, Msisdn> numbers,
            Optional<HandedOver> origin,
            List<String> problems) {
        try {
            // Not inside the transaction: the caller's code may ask the server something.
            List<Msisdn> msisdns = slots.stream().map(numbers).toList();
            List<CardIntake.TakenCard> taken = database.writeNow(db -> accept(db, slots, msisdns, origin, problems));
            return new CardIntake(taken, problems);
        } catch (RuntimeException e) {
            slots.forEach(ReleasedSlot::close);
            throw e;
        }
    }

    private List<CardIntake.TakenCard> accept(
            Connection db,
            List<ReleasedSlot> slots,
            List<Msisdn> msisdns,
            Optional<HandedOver> origin,
            List<String> problems)
            throws SQLException {
        List<CardIntake.TakenCard> taken = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            ReleasedSlot slot = slots.get(i);
            // Slot 1 is the one in which a card leaves the factory: nobody has to switch it first.
            CardStatus status = slot.slot().value() == FIRST_SLOT ? CardStatus.HERE : CardStatus.INCOMING;
            try {
                if (origin.filter(from -> from.donor().equals(self.id())).isPresent()) {
                    taken.add(new CardIntake.TakenCard(slot, cards.stage(db, slot, origin.get())));
                } else {
                    cards.accept(db, slot, msisdns.get(i), status, origin);
                    taken.add(new CardIntake.TakenCard(slot, msisdns.get(i)));
                }
            } catch (IllegalArgumentException e) {
                problems.add("card " + slot.iccid() + ": " + e.getMessage());
                slot.close();
            }
        }
        return taken;
    }
}
