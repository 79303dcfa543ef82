package io.simshift.server.bip;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One session a card. A card that comes again has lost its former connection, whether or not the server has noticed: the new
 * session takes the place of the old one. Only who is authenticated takes the place of who is.
 */
final class SessionTable {
    private final ConcurrentMap<String, Entry> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final int maxConnections;

    /** One card's place. */
    record Entry(boolean authenticated, Runnable makeRoom) {}

    SessionTable(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    /** Counts a connection; false where there are too many. */
    boolean connect() {
        if (connections.incrementAndGet() > maxConnections) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    void disconnect() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    /** False where the card has a session that this one may not end. */
    boolean enter(String card, Entry entry) {
        Entry[] before = new Entry[1];
        Entry now = sessions.compute(card, (name, present) -> {
            boolean stays = present != null && present.authenticated && !entry.authenticated;
            before[0] = stays ? null : present;
            return stays ? present : entry;
        });
        if (before[0] != null) {
            before[0].makeRoom.run();
        }
        return now == entry;
    }

    void leave(String card, Entry entry) {
        sessions.computeIfPresent(card, (name, present) -> present == entry ? null : present);
    }
}
