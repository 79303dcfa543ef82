package io.simshift.server.engine;

import io.simshift.server.campaign.OrderProblem;
import io.simshift.server.campaign.OrderReport;
import io.simshift.server.campaign.OrderRow;
import io.simshift.server.campaign.OrderStream;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the rows of one campaign's order against all else that is known, and keeps the good ones, some hundred at a time. */
final class OrderUpload implements OrderStream.Sink {
    private static final int ROWS_AT_A_TIME = 500;
    private static final int PROBLEMS_IN_REPORT = 100;
    private static final int PROBLEMS_KEPT = 10_000;

    private final Database database;
    private final CampaignStore store;
    private final Obstacles obstacles;
    private final String campaign;
    private final OperatorProfile recipient;
    private final String fileName;
    private final List<Object> pending = new ArrayList<>();
    private final List<OrderProblem> firstProblems = new ArrayList<>();
    private long lines;
    private long accepted;
    private long refused;

    OrderUpload(
            Database database,
            CampaignStore store,
            Obstacles obstacles,
            String campaign,
            OperatorProfile recipient,
            String fileName) {
        this.database = database;
        this.store = store;
        this.obstacles = obstacles;
        this.campaign = campaign;
        this.recipient = recipient;
        this.fileName = fileName;
    }

    @Override
    public void row(OrderRow row) {
        add(row);
    }

    @Override
    public void problem(int line, String message) {
        add(new OrderProblem(fileName, line, message));
    }

    private void add(Object rowOrProblem) {
        lines++;
        pending.add(rowOrProblem);
        if (pending.size() == ROWS_AT_A_TIME) {
            flush();
        }
    }

    private record Counts(long accepted, long refused, List<OrderProblem> problems) {}

    private void flush() {
        List<Object> group = List.copyOf(pending);
        pending.clear();
        // Counted afresh in each try: a transaction that fails has counted nothing.
        Counts counts = database.writeNow(db -> keep(db, group));
        accepted = counts.accepted();
        refused = counts.refused();
        for (OrderProblem problem : counts.problems()) {
            if (firstProblems.size() < PROBLEMS_IN_REPORT) {
                firstProblems.add(problem);
            }
        }
    }

    private Counts keep(Connection db, List<Object> group) throws SQLException {
        long good = accepted;
        long bad = refused;
        List<OrderProblem> problems = new ArrayList<>();
        for (Object item : group) {
            Optional<OrderProblem> problem =
                    item instanceof OrderRow row ? obstacle(db, row) : Optional.of((OrderProblem) item);
            if (problem.isEmpty()) {
                good++;
                store.insertCard(db, campaign, good, (OrderRow) item);
                continue;
            }
            bad++;
            problems.add(problem.get());
            if (bad <= PROBLEMS_KEPT) {
                store.insertProblem(db, campaign, bad, problem.get());
            }
        }
        return new Counts(good, bad, problems);
    }

    private Optional<OrderProblem> obstacle(Connection db, OrderRow row) throws SQLException {
        Optional<CampaignStore.Waiting> other = store.waiting(db, row.iccid());
        Optional<CampaignStore.Waiting> sameImsi = store.waiting(db, row.newImsi());
        Optional<String> message;
        if (other.isPresent()) {
            message = Optional.of("ICCID " + row.iccid() + where(other.get()));
        } else if (sameImsi.isPresent()) {
            message = Optional.of("IMSI " + row.newImsi() + where(sameImsi.get()));
        } else {
            Optional<String> ofCard = obstacles.ofCard(db, row.iccid(), recipient.id());
            message = ofCard.isPresent() ? ofCard : obstacles.ofImsi(db, row.newImsi(), recipient);
        }
        return message.map(text -> new OrderProblem(fileName, row.line(), text));
    }

    private String where(CampaignStore.Waiting waiting) {
        return waiting.campaign().equals(campaign)
                ? " stands in line " + waiting.line() + " already"
                : " waits in campaign " + waiting.campaign() + " already";
    }

    /** Keeps what is left over; to be called once, at the end. */
    OrderReport end() {
        if (!pending.isEmpty()) {
            flush();
        }
        return new OrderReport(lines, accepted, refused, firstProblems);
    }
}
