package io.simshift.server.smpp;

import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.SmsIngress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what comes in; fails as often as it was told to before it does. */
final class RecordingIngress implements SmsIngress {
    private final BlockingQueue<IncomingSms> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<DeliveryReceipt> receipts = new LinkedBlockingQueue<>();
    private final AtomicInteger failuresLeft = new AtomicInteger();

    void failNext(int times) {
        failuresLeft.set(times);
    }

    @Override
    public void received(IncomingSms message) {
        failWhereTold();
        messages.add(message);
    }

    @Override
    public void received(DeliveryReceipt receipt) {
        failWhereTold();
        receipts.add(receipt);
    }

    IncomingSms nextMessage() throws InterruptedException {
        return messages.poll(20, TimeUnit.SECONDS);
    }

    DeliveryReceipt nextReceipt() throws InterruptedException {
        return receipts.poll(20, TimeUnit.SECONDS);
    }

    int messagesLeft() {
        return messages.size();
    }

    private void failWhereTold() {
        if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the store is not there");
        }
    }
}
