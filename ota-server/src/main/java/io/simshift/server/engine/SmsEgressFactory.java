package io.simshift.server.engine;

import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SmsIngress;

/** Opens the way to the SMSC. */
@FunctionalInterface
public interface SmsEgressFactory {
    /**
     * Called once, when the server is ready to take messages.
     *
     * @param ingress where messages and receipts from the SMSC go
     * @return closed by the server where it is {@link AutoCloseable}
     */
    SmsEgress open(SmsIngress ingress);
}
