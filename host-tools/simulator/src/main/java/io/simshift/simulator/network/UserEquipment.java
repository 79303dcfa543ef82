package io.simshift.simulator.network;

import io.simshift.simulator.smsc.DeliverOutcome;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A terminal as its networks know it. What a network says counts only while the terminal is attached there. */
public interface UserEquipment {
    /** For people: which terminal it is. */
    String name();

    /**
     * Delivers one short message (RP-DATA, TS 24.011) that {@code network} holds for the terminal.
     *
     * @param smsDeliverTpdu an SMS-DELIVER (TS 23.040 9.2.2.1)
     * @return what the terminal reported; a temporary failure where it is attached elsewhere by now, or nowhere
     */
    CompletionStage<DeliverOutcome> deliver(OperatorNetwork network, byte[] smsDeliverTpdu);

    /** Runs {@code work} with the terminal's card, between whatever else the terminal does with it. */
    <T> CompletionStage<T> withCard(Function<CardAuthenticator, T> work);

    /** {@code network} has detached the terminal (TS 24.301 5.5.2.3). */
    void detachedByNetwork(OperatorNetwork network, RejectCause cause);
}
