package io.simshift.server.engine;

import io.simshift.server.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets, now and then, what nobody will ask for any more: receipts without a message, parts without the others. */
final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration EARLY_RECEIPT_LIFE = Duration.ofDays(7);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final Database database;
    private final PacketStore packets;
    private final MessageParts parts = new MessageParts();
    private final Clock clock;
    private volatile Instant dueAt = Instant.MIN;

    Sweeper(Database database, PacketStore packets, Clock clock) {
        this.database = database;
        this.packets = packets;
        this.clock = clock;
    }

    CompletableFuture<Void> sweep() {
        Instant now = clock.instant();
        dueAt = now.plus(INTERVAL);
        return database.write(db -> {
            packets.forgetEarlyBefore(db, now.minus(EARLY_RECEIPT_LIFE));
            parts.forgetBefore(db, now.minus(MessageParts.LIFE));
            return null;
        });
    }

    void sweepWhenDue() {
        if (!clock.instant().isBefore(dueAt)) {
            sweep().exceptionally(e -> {
                LOG.warn("old receipts and parts of messages stay for now: {}", e.getMessage());
                return null;
            });
        }
    }
}
