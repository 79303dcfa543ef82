package io.simshift.server.remote;

import io.simshift.server.operator.OperatorId;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread and a short queue for each partner: one that is slow, or away, holds up nobody but itself. */
final class PartnerLanes implements AutoCloseable {
    private static final int WAITING_MAX = 100;

    private final Map<OperatorId, ThreadPoolExecutor> lanes = new ConcurrentHashMap<>();

    /** @throws RemoteException where so much waits for this partner already */
    void run(OperatorId partner, Runnable work) {
        try {
            lanes.computeIfAbsent(partner, PartnerLanes::lane).execute(work);
        } catch (RejectedExecutionException e) {
            throw new RemoteException(0, "too much waits for operator " + partner + " already", e);
        }
    }

    private static ThreadPoolExecutor lane(OperatorId partner) {
        ThreadPoolExecutor lane =
                new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    Thread thread = new Thread(task, "partner-" + partner);
                    thread.setDaemon(true);
                    return thread;
                });
        lane.allowCoreThreadTimeOut(true);
        return lane;
    }

    @Override
    public void close() {
        lanes.values().forEach(ThreadPoolExecutor::shutdownNow);
    }
}
