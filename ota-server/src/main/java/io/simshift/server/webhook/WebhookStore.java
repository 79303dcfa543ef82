package io.simshift.server.webhook;

import io.simshift.server.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What happened and was not taken yet by each receiver: {@code webhooks.db}. */
final class WebhookStore implements AutoCloseable {
    private static final String SCHEMA = "/io/simshift/server/webhook/schema.sql";
    private static final int SCHEMA_VERSION = 1;

    private final Database database;

    /** Waits for one receiver. */
    record Delivery(long number, String event) {}

    private WebhookStore(Database database) {
        this.database = database;
    }

    static WebhookStore open(Path folder) {
        return new WebhookStore(Database.open(folder.resolve("webhooks.db"), SCHEMA, SCHEMA_VERSION));
    }

    /** Keeps these for every receiver, but for those that were kept before. Durable when it returns. */
    void keep(Collection<Happening> happenings, Collection<String> hooks) {
        database.writeNow(db -> {
            try (PreparedStatement known =
                            db.prepareStatement("INSERT OR IGNORE INTO happening (id, campaign) VALUES (?, ?)");
                    PreparedStatement deliver =
                            db.prepareStatement("INSERT INTO delivery (hook, event) VALUES (?, ?)")) {
                for (Happening happening : happenings) {
                    known.setString(1, happening.id());
                    known.setString(2, happening.campaign());
                    if (known.executeUpdate() == 1) {
                        deliver(deliver, happening, hooks);
                    }
                }
            }
            return null;
        });
    }

    private static void deliver(PreparedStatement insert, Happening happening, Collection<String> hooks)
            throws SQLException {
        for (String hook : hooks) {
            insert.setString(1, hook);
            insert.setString(2, happening.json());
            insert.executeUpdate();
        }
    }

    /** The state that receivers were told last. */
    Optional<String> toldState(String campaign) {
        return database.read(db -> campaignTold(db, campaign, "state"));
    }

    /** Whether nothing of a campaign can be missing any more. */
    boolean isOver(String campaign) {
        return database.read(db -> campaignTold(db, campaign, "over"))
                .filter("1"::equals)
                .isPresent();
    }

    private static Optional<String> campaignTold(Connection db, String campaign, String column) throws SQLException {
        try (PreparedStatement select =
                db.prepareStatement("SELECT " + column + " FROM campaign_told WHERE campaign = ?")) {
            select.setString(1, campaign);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    /** Keeps that a campaign has another state. @param over forget which of its cards are kept */
    void keepState(Happening happening, String state, boolean over, Collection<String> hooks) {
        database.writeNow(db -> {
            try (PreparedStatement told = db.prepareStatement("INSERT INTO campaign_told (campaign, state, over)"
                            + " VALUES (?, ?, ?) ON CONFLICT (campaign) DO UPDATE SET state = excluded.state,"
                            + " over = excluded.over");
                    PreparedStatement deliver =
                            db.prepareStatement("INSERT INTO delivery (hook, event) VALUES (?, ?)")) {
                boolean news = !campaignTold(db, happening.campaign(), "state").equals(Optional.of(state));
                told.setString(1, happening.campaign());
                told.setString(2, state);
                told.setInt(3, over ? 1 : 0);
                told.executeUpdate();
                if (news) {
                    deliver(deliver, happening, hooks);
                }
            }
            if (over) {
                try (PreparedStatement forget = db.prepareStatement("DELETE FROM happening WHERE campaign = ?")) {
                    forget.setString(1, happening.campaign());
                    forget.executeUpdate();
                }
            }
            return null;
        });
    }

    /** Nobody will ever send what waits for others. */
    void forgetAllBut(Collection<String> hooks) {
        database.writeNow(db -> {
            List<String> gone = new ArrayList<>();
            try (PreparedStatement select = db.prepareStatement("SELECT DISTINCT hook FROM delivery");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (!hooks.contains(row.getString(1))) {
                        gone.add(row.getString(1));
                    }
                }
            }
            try (PreparedStatement delete = db.prepareStatement("DELETE FROM delivery WHERE hook = ?")) {
                for (String hook : gone) {
                    delete.setString(1, hook);
                    delete.executeUpdate();
                }
            }
            return null;
        });
    }

    List<Delivery> waiting(String hook, int limit) {
        return database.read(db -> {
            List<Delivery> waiting = new ArrayList<>();
            try (PreparedStatement select =
                    db.prepareStatement("SELECT number, event FROM delivery WHERE hook = ? ORDER BY number LIMIT ?")) {
                select.setString(1, hook);
                select.setInt(2, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        waiting.add(new Delivery(row.getLong(1), row.getString(2)));
                    }
                }
            }
            return waiting;
        });
    }

    /** The receiver has taken all up to this one. */
    void taken(String hook, long number) {
        database.writeNow(db -> {
            try (PreparedStatement delete =
                    db.prepareStatement("DELETE FROM delivery WHERE hook = ? AND number <= ?")) {
                delete.setString(1, hook);
                delete.setLong(2, number);
                return delete.executeUpdate();
            }
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
