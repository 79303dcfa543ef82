package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.campaign.CardDirectory;
import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.campaign.OrderReader;
import io.simshift.server.campaign.OrderRow;
import io.simshift.server.campaign.ValidOrder;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.CardStatus;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferState;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Takes orders: checks them, frees slots that were promised to somebody else, and begins the transfers. */
final class Moves {
    private final Database database;
    private final TransferEngine engine;
    private final TransferStore transfers;
    private final CardRegistry cards;
    private final Campaigns campaigns;
    private final PacketBuilder builder;
    private final EscrowPort escrow;
    private final OperatorId self;
    private final Claims claims;
    private final Clock clock;
    private final SecureRandom random;

    Moves(
            Database database,
            TransferEngine engine,
            TransferStore transfers,
            CardRegistry cards,
            Campaigns campaigns,
            PacketBuilder builder,
            EscrowPort escrow,
            OperatorId self,
            Claims claims,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.engine = engine;
        this.transfers = transfers;
        this.cards = cards;
        this.campaigns = campaigns;
        this.builder = builder;
        this.escrow = escrow;
        this.self = self;
        this.claims = claims;
        this.clock = clock;
        this.random = random;
    }

    synchronized Campaign start(Path orderFile, OperatorProfile recipient, MoveOptions options) {
        if (recipient.id().equals(self)) {
            throw new IllegalArgumentException("the cards of " + self + " can't move to " + self);
        }
        ValidOrder order = OrderReader.read(orderFile, new Directory(recipient), self, recipient.id());
        List<OrderProblem> problems = new ArrayList<>(order.problems());
        Map<Iccid, String> kept = claims.takeBackOthers(order.rows(), recipient.id());
        List<OrderRow> rows = new ArrayList<>();
        for (OrderRow row : order.rows()) {
            if (kept.containsKey(row.iccid())) {
                String file = orderFile.getFileName().toString();
                problems.add(new OrderProblem(file, row.line(), kept.get(row.iccid())));
            } else {
                rows.add(row);
            }
        }
        return begin(rows, problems, recipient, options);
    }

    private Campaign begin(
            List<OrderRow> rows, List<OrderProblem> problems, OperatorProfile recipient, MoveOptions options) {
        Instant now = clock.instant();
        String id = self + "-to-" + recipient.id() + "-" + now.toEpochMilli() + "-"
                + Integer.toHexString(random.nextInt() >>> 16);
        CampaignRecord taken = new CampaignRecord(id, recipient, options, now, problems, List.of());
        List<TransferState.Order> orders = database.read(db -> orders(db, taken, rows));
        CampaignRecord record = orders.isEmpty() ? taken : taken.withDroppedFiles(droppedFiles(orders.get(0), taken));
        Campaign campaign = new Campaign(record);
        orders.forEach(order -> campaign.put(TransferState.ordered(order)));
        campaigns.add(campaign);
        campaign.completeIfSettled();
        try {
            engine.run(db -> insert(db, record, orders)).join();
        } catch (CompletionException e) {
            campaigns.remove(id);
            throw new IllegalStateException(
                    "the order could not be kept: " + e.getCause().getMessage(), e);
        }
        return campaign;
    }

    private List<TransferEngine.Outcome> insert(
            Connection db, CampaignRecord campaign, List<TransferState.Order> orders) throws SQLException {
        transfers.insertCampaign(db, campaign);
        List<TransferEngine.Outcome> outcomes = new ArrayList<>();
        for (TransferState.Order order : orders) {
            cards.setClaim(db, order.iccid(), order.targetSlot(), Optional.of(order.recipient()));
            outcomes.add(engine.begin(db, order));
        }
        return outcomes;
    }

    private List<TransferState.Order> orders(Connection db, CampaignRecord campaign, List<OrderRow> rows)
            throws SQLException {
        List<TransferState.Order> orders = new ArrayList<>();
        OperatorId recipient = campaign.recipient().id();
        for (OrderRow row : rows) {
            Card card = cards.find(db, row.iccid()).orElseThrow();
            orders.add(new TransferState.Order(
                    freshId(),
                    campaign.id(),
                    row.iccid(),
                    row.newImsi(),
                    recipient,
                    campaign.options().mode(),
                    card.slot(),
                    card.slotFor(recipient).orElseThrow(),
                    campaign.createdAt().plus(campaign.options().window())));
        }
        return orders;
    }

    private TransferId freshId() {
        long value = random.nextLong();
        // Zeros mean "no transfer" in the card's answer to QUERY.
        return new TransferId(value == 0 ? 1 : value);
    }

    private List<String> droppedFiles(TransferState.Order order, CampaignRecord campaign) {
        Card card = database.read(db -> cards.find(db, order.iccid()).orElseThrow());
        return builder.plan(TransferState.ordered(order), campaign, card).dropped();
    }

    private final class Directory implements CardDirectory {
        private final OperatorProfile recipient;

        Directory(OperatorProfile recipient) {
            this.recipient = recipient;
        }

        @Override
        public Optional<String> obstacle(Iccid iccid) {
            Optional<Card> card = database.read(db -> cards.find(db, iccid));
            if (card.isEmpty()) {
                return Optional.of(
                        escrow.knows(iccid)
                                ? "ICCID " + iccid + " is not a card of " + self
                                : "ICCID " + iccid + " was never made");
            }
            if (card.get().status() != CardStatus.HERE) {
                boolean left = card.get().status() == CardStatus.LEFT;
                return Optional.of("card " + iccid
                        + (left ? " has left for another operator" : " was not seen at " + self + " yet"));
            }
            Optional<TransferState> open = database.read(db -> transfers.openOf(db, iccid));
            if (open.isPresent()) {
                return Optional.of("card " + iccid + " is on its way to "
                        + open.get().order().recipient() + " already ("
                        + open.get().phase() + ")");
            }
            return card.get().slotFor(recipient.id()).isPresent()
                    ? Optional.empty()
                    : Optional.of("card " + iccid + " has used up its list of "
                            + card.get().slotCount() + " slots");
        }

        @Override
        public Optional<String> obstacle(Imsi imsi) {
            if (!recipient.owns(imsi)) {
                return Optional.of("IMSI " + imsi + " is not one of " + recipient.id() + ", whose IMSIs begin with "
                        + recipient.plmn().mcc() + recipient.plmn().mnc());
            }
            return isInUse(imsi) ? Optional.of("IMSI " + imsi + " is in use already") : Optional.empty();
        }

        private boolean isInUse(Imsi imsi) {
            return database.read(db -> {
                if (cards.find(db, imsi).isPresent()) {
                    return true;
                }
                Optional<TransferState> latest = transfers.latestTo(db, imsi);
                return latest.isPresent()
                        && (!latest.get().phase().isClosed() || latest.get().phase() == Phase.CONFIRMED);
            });
        }

        @Override
        public Iterator<Iccid> cards() {
            return database.read(db -> cards.list(db, CardStatus.HERE)).stream()
                    .map(Card::iccid)
                    .toList()
                    .iterator();
        }
    }
}
