package io.simshift.simulator.smsc;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.sms.SmsDeliver;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Handsets that keep what they get and report what the test says. */
final class FakeSubscribers implements Subscribers {
    private final Map<Msisdn, Terminal> attached = new ConcurrentHashMap<>();
    private final BlockingQueue<SmsDeliver> delivered = new LinkedBlockingQueue<>();

    void attach(Msisdn subscriber, Function<SmsDeliver, DeliverOutcome> report) {
        attachSlow(subscriber, deliver -> CompletableFuture.completedStage(report.apply(deliver)));
    }

    void attachSlow(Msisdn subscriber, Function<SmsDeliver, CompletionStage<DeliverOutcome>> report) {
        attached.put(subscriber, tpdu -> {
            SmsDeliver deliver = SmsDeliver.decode(tpdu);
            delivered.add(deliver);
            return report.apply(deliver);
        });
    }

    void detach(Msisdn subscriber) {
        attached.remove(subscriber);
    }

    SmsDeliver next() throws InterruptedException {
        SmsDeliver deliver = delivered.poll(20, TimeUnit.SECONDS);
        if (deliver == null) {
            throw new AssertionError("no message reached a handset");
        }
        return deliver;
    }

    int deliveriesLeft() {
        return delivered.size();
    }

    @Override
    public Optional<Terminal> attached(Msisdn destination) {
        return Optional.ofNullable(attached.get(destination));
    }
}
