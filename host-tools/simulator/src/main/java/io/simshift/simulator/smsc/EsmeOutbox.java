package io.simshift.simulator.smsc;

import io.simshift.protocol.smpp.ShortMessage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What waits for one ESME, whichever of its sessions takes it; a message leaves for good when the ESME answers. */
final class EsmeOutbox {
    private final EsmeAccount account;
    private final int limit;
    /** By order of arrival; a message that comes back goes to its old place. */
    private final TreeMap<Long, Entry> waiting = new TreeMap<>();

    private final List<Runnable> receivers = new CopyOnWriteArrayList<>();
    private long nextOrdinal;

    /**
     * One deliver_sm to be.
     *
     * @param message its body
     * @param counted what to count once the ESME has it
     */
    record Entry(ShortMessage message, Traffic.Event counted) {}

    /** An entry that a session has taken, and its place among all. */
    record Taken(long ordinal, Entry entry) {}

    EsmeOutbox(EsmeAccount account, int limit) {
        this.account = account;
        this.limit = limit;
    }

    EsmeAccount account() {
        return account;
    }

    /** Adds a message from a subscriber; false where there is no room. */
    boolean offer(Entry entry) {
        synchronized (this) {
            if (waiting.size() >= limit) {
                return false;
            }
            waiting.put(nextOrdinal++, entry);
        }
        receivers.forEach(Runnable::run);
        return true;
    }

    synchronized Optional<Taken> take() {
        return Optional.ofNullable(waiting.pollFirstEntry()).map(first -> new Taken(first.getKey(), first.getValue()));
    }

    /** Puts back what was not answered. The limit does not hold: it was within it before. */
    synchronized void giveBack(Taken taken) {
        waiting.put(taken.ordinal(), taken.entry());
    }

    /** A session that can take messages; {@code pump} is run from any thread when there are some. */
    void addReceiver(Runnable pump) {
        receivers.add(pump);
    }

    void removeReceiver(Runnable pump) {
        receivers.remove(pump);
        receivers.forEach(Runnable::run);
    }
}
