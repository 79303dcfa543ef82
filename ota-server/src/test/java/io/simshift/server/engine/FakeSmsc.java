package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SmsIngress;
import io.simshift.server.sms.SubmitResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An SMSC in memory, with its own thread, and with the faults that a test asks for. */
final class FakeSmsc implements SmsEgressFactory, AutoCloseable {
    /** What becomes of the next message. */
    enum Fate {
        /** Delivered, and the PoR comes back. */
        DELIVERED,
        /** Delivered; the PoR is lost. */
        POR_LOST,
        /** Taken, but kept. */
        KEPT,
        /** Refused for now. */
        THROTTLED,
        /** Refused for good. */
        REFUSED,
        /** No answer of the SMSC; the message is lost. */
        NO_ANSWER,
        /** Receipt and PoR come before the answer to the submission. */
        ANSWER_LAST
    }

    final List<OutgoingSms> submitted = new CopyOnWriteArrayList<>();
    final List<Fate> fates = new CopyOnWriteArrayList<>();
    final List<byte[]> proofs = new CopyOnWriteArrayList<>();
    private final Map<Msisdn, FakeCard> cards = new ConcurrentHashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicInteger messageIds = new AtomicInteger();
    volatile SmsIngress ingress;

    void connect(Msisdn msisdn, FakeCard card) {
        cards.put(msisdn, card);
    }

    @Override
    public SmsEgress open(SmsIngress toServer) {
        ingress = toServer;
        return this::submit;
    }

    private CompletionStage<SubmitResult> submit(OutgoingSms message) {
        submitted.add(message);
        Fate fate = fates.isEmpty() ? Fate.DELIVERED : fates.remove(0);
        CompletableFuture<SubmitResult> result = new CompletableFuture<>();
        thread.execute(() -> handle(message, fate, result));
        return result;
    }

    private void handle(OutgoingSms message, Fate fate, CompletableFuture<SubmitResult> result) {
        String id = Integer.toString(messageIds.incrementAndGet());
        switch (fate) {
            case THROTTLED -> result.complete(new SubmitResult.Refused(0x58, true));
            case REFUSED -> result.complete(new SubmitResult.Refused(0x0B, false));
            case NO_ANSWER -> result.complete(new SubmitResult.Unknown("no answer"));
            case KEPT -> result.complete(new SubmitResult.Accepted(id));
            case POR_LOST -> {
                result.complete(new SubmitResult.Accepted(id));
                cards.get(message.destination()).receiveLong(message.userData());
            }
            case DELIVERED -> {
                result.complete(new SubmitResult.Accepted(id));
                deliver(message);
            }
            case ANSWER_LAST -> {
                deliver(message);
                ingress.received(new DeliveryReceipt(id, DeliveryReceipt.Outcome.DELIVERED));
                result.complete(new SubmitResult.Accepted(id));
            }
        }
    }

    private void deliver(OutgoingSms message) {
        for (byte[] part : cards.get(message.destination()).receiveLong(message.userData())) {
            proofs.add(part);
            ingress.received(new IncomingSms(message.destination(), part, true));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
