package io.simshift.server.sms;

import java.util.concurrent.CompletionStage;

/** The way out to cards: one short message at a time. */
public interface SmsEgress {
    /** Hands over one message. The stage always completes normally, with what became of it. */
    CompletionStage<SubmitResult> submit(OutgoingSms message);
}
