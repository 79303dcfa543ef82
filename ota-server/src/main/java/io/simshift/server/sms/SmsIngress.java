package io.simshift.server.sms;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way in from cards. An implementation keeps what it is given before it returns: the SMSC then drops its copy. */
public interface SmsIngress {
    /** A short message from a card. Throws where it could not be kept; the SMSC then tries again. */
    void received(IncomingSms message);

    /** A delivery receipt. Throws where it could not be kept; the SMSC then tries again. */
    void received(DeliveryReceipt receipt);

    /** As {@link #received(IncomingSms)}, but may return before it is kept: the stage then says when it is, or that it was not. */
    default CompletionStage<Void> receive(IncomingSms message) {
        received(message);
        return CompletableFuture.completedFuture(null);
    }

    /** As {@link #received(DeliveryReceipt)}, but may return before it is kept. */
    default CompletionStage<Void> receive(DeliveryReceipt receipt) {
        received(receipt);
        return CompletableFuture.completedFuture(null);
    }
}
