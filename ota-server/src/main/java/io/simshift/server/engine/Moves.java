package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
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
    private final KnownCampaigns campaigns;
    private final PacketBuilder builder;
    private final EscrowPort escrow;
    private final OperatorId self;
    private final Claims claims;
    private final Obstacles obstacles;
    private final Clock clock;
    private final SecureRandom random;
    private final TransferIds ids;

    Moves(
            Database database,
            TransferEngine engine,
            TransferStore transfers,
            CardRegistry cards,
            KnownCampaigns campaigns,
            PacketBuilder builder,
            EscrowPort escrow,
            OperatorId self,
            Claims claims,
            Obstacles obstacles,
            Clock clock,
            SecureRandom random,
            TransferIds ids) {
        this.database = database;
        this.engine = engine;
        this.transfers = transfers;
        this.cards = cards;
        this.campaigns = campaigns;
        this.builder = builder;
        this.escrow = escrow;
        this.self = self;
        this.claims = claims;
        this.obstacles = obstacles;
        this.clock = clock;
        this.random = random;
        this.ids = ids;
    }

    Campaign start(Path orderFile, OperatorProfile recipient, MoveOptions options) {
        // Nobody else begins one of these cards between the look at it and its own beginning.
        synchronized (obstacles) {
            return startAlone(orderFile, recipient, options);
        }
    }

    private Campaign startAlone(Path orderFile, OperatorProfile recipient, MoveOptions options) {
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
            outcomes.add(engine.begin(db, order, Flight.DIRECT));
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
                    ids.next(),
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
            Optional<String> obstacle = database.read(db -> obstacles.ofCard(db, iccid, recipient.id()));
            boolean unknown = obstacle.isPresent()
                    && database.read(db -> cards.find(db, iccid)).isEmpty();
            return unknown && !escrow.knows(iccid) ? Optional.of("ICCID " + iccid + " was never made") : obstacle;
        }

        @Override
        public Optional<String> obstacle(Imsi imsi) {
            return database.read(db -> obstacles.ofImsi(db, imsi, recipient));
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
