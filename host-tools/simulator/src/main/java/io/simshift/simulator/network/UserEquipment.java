package io.simshift.simulator.network;

import io.simshift.simulator.smsc.Terminal;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A terminal as its network knows it. */
public interface UserEquipment extends Terminal {
    /** For people: which terminal it is. */
    String name();

    /** Runs {@code work} with the terminal's card, between whatever else the terminal does with it. */
    <T> CompletionStage<T> withCard(Function<CardAuthenticator, T> work);

    /** The network detaches the terminal (TS 24.301 5.5.2.3). */
    void detachedByNetwork(RejectCause cause);
}
