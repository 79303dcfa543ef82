package io.simshift.server.engine;

import io.simshift.server.handover.SignedHandover;

/** The way from a donor to a recipient. */
@FunctionalInterface
public interface RecipientPort {
    /**
     * Delivers a hand-over to the recipient that it names. It may come more than once. The recipient collects the keys
     * with it and then says {@link io.simshift.server.OtaServer#provisioned}. Throws where it cannot be delivered now; it
     * is then tried again.
     */
    void handOver(SignedHandover handover);
}
