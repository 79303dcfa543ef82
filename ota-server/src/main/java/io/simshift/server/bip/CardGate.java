package io.simshift.server.bip;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who decides what cards get that come by IP. Called on network threads: nothing here may block them. */
@FunctionalInterface
public interface CardGate {
    /** The session of a card that has come; empty where it is unknown or has nothing to get, and its connection is closed. */
    CompletionStage<Optional<CardSession>> arrived(CardArrival arrival);
}
