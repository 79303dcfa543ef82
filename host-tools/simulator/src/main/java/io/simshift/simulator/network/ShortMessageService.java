package io.simshift.simulator.network;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.simulator.smsc.SubmitOutcome;
import java.util.concurrent.CompletionStage;

/** Where an operator's network brings the short messages of its subscribers: its message centre. */
@FunctionalInterface
public interface ShortMessageService {
    /** @param smsSubmitTpdu an SMS-SUBMIT (TS 23.040 9.2.2.2) */
    CompletionStage<SubmitOutcome> submit(Msisdn source, byte[] smsSubmitTpdu);
}
