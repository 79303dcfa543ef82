package io.simshift.simulator.network;

import io.simshift.simulator.smsc.DeliverOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A terminal that notes what its network does to it. */
final class FakeTerminal implements UserEquipment {
    private final String name;
    final List<RejectCause> detached = new ArrayList<>();
    CardAuthenticator card = (rand, autn) -> new AuthenticationAnswer.NoAnswer("no card");

    FakeTerminal(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public <T> CompletionStage<T> withCard(Function<CardAuthenticator, T> work) {
        return CompletableFuture.completedFuture(work.apply(card));
    }

    @Override
    public void detachedByNetwork(OperatorNetwork network, RejectCause cause) {
        detached.add(cause);
    }

    @Override
    public CompletionStage<DeliverOutcome> deliver(OperatorNetwork network, byte[] smsDeliverTpdu) {
        return CompletableFuture.failedFuture(new AssertionError("no message was expected"));
    }
}
