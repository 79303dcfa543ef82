package io.simshift.simulator.smsc;

import java.util.concurrent.CompletionStage;

/** What the message centre sees of an attached handset: one thing at a time goes down, its report comes back. */
public interface Terminal {
    /**
     * Delivers one short message (RP-DATA, TS 24.011).
     *
     * @param smsDeliverTpdu an SMS-DELIVER (TS 23.040 9.2.2.1)
     * @return what the handset reported; completing exceptionally counts as a temporary failure
     */
    CompletionStage<DeliverOutcome> deliver(byte[] smsDeliverTpdu);
}
