package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.OtaServer;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import io.simshift.server.transfer.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is driven by its caller does nothing by itself, and everything on its caller's thread. */
class DrivenServerTest {
    @TempDir
    Path folder;

    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final List<OutgoingSms> sent = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();

    @Test
    void worksOnlyWhenItIsDriven() throws Exception {
        try (World world = new World(folder, "A", "B")) {
            Iccid iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
            restart(world);
            Campaign campaign = world.servers
                    .get("A")
                    .startMove(world.order("B", List.of(iccid)), World.profile("B"), MoveOptions.provisionFirst());

            assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.ORDERED);
            drive();
            assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.ACCEPTED);
            assertThat(sent).hasSize(1);

            world.clock.advance(Duration.ofHours(3));
            drive();
            assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.ACCEPTED);
            world.servers.get("A").wake();
            drive();
            assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.QUEUED);
            world.clock.advance(Duration.ofHours(1));
            world.servers.get("A").wake();
            drive();
            assertThat(sent).hasSize(2);
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void leavesToTheNextRunWhatItWasNotDrivenTo() throws Exception {
        try (World world = new World(folder, "A", "B")) {
            Iccid iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
            restart(world);
            world.servers
                    .get("A")
                    .startMove(world.order("B", List.of(iccid)), World.profile("B"), MoveOptions.provisionFirst());
            Runnable neverDone = ready.element();
            restart(world);
            neverDone.run();
            assertThat(sent).isEmpty();
            drive();
            assertThat(sent).hasSize(1);
        }
    }

    private void restart(World world) {
        world.servers.get("A").close();
        ready.clear();
        OtaServerConfig config = world.config("A");
        world.servers.put(
                "A",
                OtaServer.start(new OtaServerConfig(
                        config.profile(),
                        config.dataFolder(),
                        config.password(),
                        ingress -> message -> {
                            threads.add(Thread.currentThread());
                            sent.add(message);
                            return CompletableFuture.completedFuture(new SubmitResult.Accepted("id" + sent.size()));
                        },
                        config.escrow(),
                        config.recipients(),
                        progress -> threads.add(Thread.currentThread()),
                        config.policy(),
                        config.queryTimeout(),
                        config.clock(),
                        config.random(),
                        Optional.of(ready::add))));
    }

    private void drive() {
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            next.run();
        }
    }
}
