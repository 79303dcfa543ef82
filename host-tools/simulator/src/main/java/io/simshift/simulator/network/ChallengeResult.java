package io.simshift.simulator.network;

/** What came of one challenge, resynchronisation included. */
public sealed interface ChallengeResult {
    /**
     * Card and authentication centre hold the same K.
     *
     * @param resynchronised the sequence number was not fresh at first, and the card's AUTS put it right
     */
    record Authenticated(boolean resynchronised) implements ChallengeResult {}

    /** The card says that the challenge was not made with its K. */
    record MacFailure() implements ChallengeResult {}

    /**
     * The sequence number was not fresh, and could not be put right.
     *
     * @param autsVerified whether the last AUTS was made with the subscriber's K
     */
    record SynchFailure(boolean autsVerified) implements ChallengeResult {}

    /** The card took the challenge, and answered with a RES that is not the expected one. */
    record WrongResponse() implements ChallengeResult {}

    /** There was no usable answer. */
    record NoAnswer(String reason) implements ChallengeResult {}

    /** The network has no such subscriber, so it has nothing to challenge with. */
    record UnknownSubscriber() implements ChallengeResult {}
}
