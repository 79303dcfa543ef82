package io.simshift.server.webhook;

import io.simshift.server.store.StoreException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what happens, and sends it. Cards are told of as they settle. What was not kept, because the process was killed
 * between the card's step and its keeping here, or more happened at once than is held in memory, is looked up in the store: of
 * open campaigns after a start, and of each before its end is told. So everything is told, at least once.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final int HELD_MAX = 20_000;
    private static final int KEPT_AT_ONCE = 1000;
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    private final WebhookStore store;
    private final CampaignWatch watch;
    private final List<String> names;
    private final List<WebhookSender> senders = new ArrayList<>();
    private final BlockingQueue<Happening> held = new LinkedBlockingQueue<>(HELD_MAX);
    /** Out of {@link #held}, and not kept yet. */
    private final List<Happening> taken = new ArrayList<>();

    private final Set<String> lookedUp = new HashSet<>();
    private final long lookMillis;
    private final Thread collector;
    private volatile boolean closed;

    /** Opens {@code webhooks.db} in the folder. */
    public Webhooks(Path folder, List<Webhook> hooks, CampaignWatch watch, Clock clock) {
        this(folder, hooks, watch, clock, FIRST_DELAY, 1000);
    }

    Webhooks(Path folder, List<Webhook> hooks, CampaignWatch watch, Clock clock, Duration firstDelay, long lookMillis) {
        this.watch = watch;
        this.names = hooks.stream().map(Webhook::name).toList();
        this.store = WebhookStore.open(folder);
        store.forgetAllBut(names);
        this.lookMillis = lookMillis;
        hooks.forEach(hook -> senders.add(new WebhookSender(hook, store, clock, firstDelay)));
        this.collector = new Thread(this::run, "webhooks");
        collector.setDaemon(true);
    }

    /** Starts to send, beginning with what an earlier run has left. */
    public void start() {
        senders.forEach(WebhookSender::start);
        collector.start();
    }

    /** A card has settled, durably. Returns at once. */
    public void settled(Happening card) {
        if (!held.offer(card)) {
            LOG.debug("more settles than is held; {} is looked up later", card.id());
        }
    }

    /** Whether every receiver took what it was sent last. */
    public boolean isWell() {
        return senders.stream().noneMatch(WebhookSender::isFailing);
    }

    private void run() {
        while (!closed) {
            try {
                keepHeld();
                look();
            } catch (InterruptedException e) {
                // Only close interrupts.
                return;
            } catch (StoreException e) {
                LOG.warn("webhooks have to wait: {}", e.getMessage());
                pause();
            } catch (RuntimeException | Error e) {
                // The thread must go on whatever one event does.
                LOG.error("webhooks failed", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(lookMillis);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** For as long as a look at the campaigns is not due. */
    private void keepHeld() throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lookMillis);
        for (long left = endNanos - System.nanoTime(); left > 0; left = endNanos - System.nanoTime()) {
            Happening first = taken.isEmpty() ? held.poll(left, TimeUnit.NANOSECONDS) : null;
            if (first != null) {
                taken.add(first);
            }
            keepTaken();
        }
    }

    /** What cannot be kept now is taken up again. */
    private void keepTaken() {
        held.drainTo(taken, KEPT_AT_ONCE - taken.size());
        if (!taken.isEmpty()) {
            keep(taken);
            taken.clear();
        }
    }

    private void keep(List<Happening> happenings) {
        store.keep(happenings, names);
        senders.forEach(WebhookSender::happened);
    }

    private void look() {
        for (CampaignWatch.Campaign campaign : watch.campaigns()) {
            boolean changed = store.toldState(campaign.id())
                    .filter(campaign.state()::equals)
                    .isEmpty();
            if (store.isOver(campaign.id()) && !changed) {
                continue;
            }
            if (campaign.settled() || lookedUp.add(campaign.id())) {
                lookUp(campaign.id());
            }
            if (changed || campaign.settled()) {
                store.keepState(campaign.news().get(), campaign.state(), campaign.settled(), names);
                senders.forEach(WebhookSender::happened);
            }
        }
    }

    private void lookUp(String campaign) {
        OptionalLong next = OptionalLong.of(0);
        while (next.isPresent()) {
            CampaignWatch.Settled page = watch.settled(campaign, next.getAsLong());
            if (!page.cards().isEmpty()) {
                keep(page.cards());
            }
            next = page.next();
        }
    }

    @Override
    public void close() {
        closed = true;
        collector.interrupt();
        try {
            collector.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            while (!held.isEmpty() || !taken.isEmpty()) {
                keepTaken();
            }
        } catch (StoreException e) {
            LOG.warn(
                    "webhooks lose {} events of cards that cannot be kept: {}",
                    held.size() + taken.size(),
                    e.getMessage());
        }
        senders.forEach(WebhookSender::close);
        store.close();
    }
}
