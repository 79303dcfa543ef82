package io.simshift.server.engine;

import io.simshift.server.audit.AuditEntry;
import io.simshift.server.audit.AuditLedger;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes into the tables what a {@link WorkingSet} has: table after table, each in the order in which its rows lie. */
final class Projection {
    private static final Comparator<Flight> BY_ID = (a, b) ->
            Long.compareUnsigned(a.state().id().value(), b.state().id().value());

    private final TransferStore transfers;
    private final PacketStore packets;
    private final CampaignStore campaigns;
    private final CardRegistry cards;

    Projection(TransferStore transfers, PacketStore packets, CampaignStore campaigns, CardRegistry cards) {
        this.transfers = transfers;
        this.packets = packets;
        this.campaigns = campaigns;
        this.cards = cards;
    }

    PacketStore packets() {
        return packets;
    }

    void write(Connection db, Collection<Flight> flights) throws SQLException {
        List<Flight> sorted = flights.stream().sorted(BY_ID).toList();
        List<Flight> fresh = sorted.stream().filter(Flight::isFresh).toList();
        transfers.insert(db, fresh);
        transfers.update(
                db,
                sorted.stream()
                        .filter(flight -> !flight.isFresh() && flight.isStateChanged())
                        .toList());
        campaigns.begun(
                db,
                fresh.stream().filter(flight -> flight.row() != Flight.DIRECT).toList());
        transfers.append(db, sorted);
        packets.insert(db, sorted);
        packets.insertSubmissions(db, sorted);
        cards.update(db, changedCards(sorted));
        sorted.forEach(Flight::written);
    }

    private static List<Card> changedCards(List<Flight> flights) {
        Set<Flight.Seat> seats = new LinkedHashSet<>();
        for (Flight flight : flights) {
            if (flight.seat() != null && flight.seat().isChanged()) {
                seats.add(flight.seat());
            }
        }
        List<Card> changed = new ArrayList<>();
        for (Flight.Seat seat : seats) {
            changed.add(seat.card());
            seat.written();
        }
        changed.sort(Comparator.comparing(card -> card.iccid().digits()));
        return changed;
    }

    void audit(Connection db, List<AuditEntry> entries) throws SQLException {
        if (!entries.isEmpty()) {
            AuditLedger.append(db, entries);
        }
    }
}
