package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.OtaServer;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SubmitResult;
import io.simshift.server.transfer.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash is a copy of the data folder, taken while the server runs: what was not synced is not in it. */
class CrashTest {
    @TempDir
    Path folder;

    @Test
    void sendsIdenticalBytesAfterACrashBetweenStoreAndBearer() throws Exception {
        try (World world = new World(folder, "A", "B")) {
            List<Iccid> iccids = world.make("A", 5, 4, OtaAlgorithm.AES_128);
            world.servers.get("A").close();

            // The bearer takes the picture at the moment in which it is given the first message, and takes none.
            Path picture = folder.resolve("picture");
            List<OutgoingSms> lost = new CopyOnWriteArrayList<>();
            OtaServerConfig config = world.config("A");
            world.servers.put("A", OtaServer.start(with(config, config.dataFolder(), ingress -> message -> {
                lost.add(message);
                if (lost.size() == 1) {
                    copy(config.dataFolder(), picture);
                }
                return new CompletableFuture<>();
            })));
            world.servers
                    .get("A")
                    .startMove(world.order("B", iccids), World.profile("B"), MoveOptions.provisionFirst());
            World.await("five messages", () -> lost.size() == 5);
            world.servers.get("A").close();

            List<OutgoingSms> sent = new CopyOnWriteArrayList<>();
            world.servers.put("A", OtaServer.start(with(config, picture, ingress -> message -> {
                sent.add(message);
                return CompletableFuture.completedFuture(new SubmitResult.Accepted("id" + sent.size()));
            })));
            OutgoingSms first = lost.get(0);
            World.await(
                    "the first message again",
                    () -> sent.stream()
                            .anyMatch(message -> message.destination().equals(first.destination())));
            assertThat(sent)
                    .filteredOn(message -> message.destination().equals(first.destination()))
                    .allSatisfy(message -> assertThat(message.userData()).isEqualTo(first.userData()));
        }
    }

    @Test
    void neverUsesACounterAgainAfterACrash() throws Exception {
        try (World world = new World(folder, "A", "B")) {
            Iccid iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
            FakeSmsc centre = world.centres.get("A");
            for (int i = 0; i < 3; i++) {
                world.servers.get("A").query(iccid).join();
                world.servers.get("A").close();
                world.start("A");
            }
            assertThat(centre.submitted.stream().map(message -> List.of(box(message.userData()))))
                    .hasSize(3)
                    .doesNotHaveDuplicates();
            assertThat(world.servers.get("A").query(iccid).join().counter().value())
                    .isEqualTo(4);
        }
    }

    private static List<Byte> box(byte[] bytes) {
        List<Byte> boxed = new java.util.ArrayList<>();
        for (byte octet : bytes) {
            boxed.add(octet);
        }
        return boxed;
    }

    @Test
    void goesOnWithOpenTransfersAfterARestartInEachPhase() throws Exception {
        try (World world = new World(folder, "A", "B")) {
            List<Iccid> iccids = world.make("A", 1, 4, OtaAlgorithm.AES_128);
            FakeSmsc centre = world.centres.get("A");
            world.recipientsListen = false;
            Campaign campaign = world.servers
                    .get("A")
                    .startMove(world.order("B", iccids), World.profile("B"), MoveOptions.provisionFirst());
            world.await(campaign, iccids.get(0), Phase.RESERVED);

            world.servers.get("A").close();
            world.recipientsListen = true;
            centre.fates.add(FakeSmsc.Fate.THROTTLED);
            campaign = restart(world);
            World.awaitRetry(campaign, iccids.get(0));

            campaign = restart(world);
            assertThat(world.phase(campaign, iccids.get(0))).isEqualTo(Phase.QUEUED);
            world.clock.advance(java.time.Duration.ofSeconds(30));
            world.await(campaign, iccids.get(0), Phase.ACKNOWLEDGED);

            campaign = restart(world);
            FakeCard card = world.cards.get(iccids.get(0));
            card.flip();
            world.servers.get("A").attached(card.imsi).join();
            world.await(campaign, iccids.get(0), Phase.CONFIRMED);

            campaign = restart(world);
            assertThat(campaign.settled()).isDone();
            assertThat(campaign.cards().get(0).times())
                    .containsKeys(Phase.RESERVED, Phase.QUEUED, Phase.ACKNOWLEDGED, Phase.CONFIRMED);
            assertThat(centre.submitted).hasSize(2);
            assertThat(card.switchesTaken).isEqualTo(1);
        }
    }

    @Test
    void rejectsACardWhoseStoredKeysWereChangedAndMovesTheOthers() throws Exception {
        try (World world = new World(folder, "A", "B")) {
            List<Iccid> iccids = world.make("A", 2, 4, OtaAlgorithm.AES_128);
            world.servers.get("A").close();
            String file = "jdbc:sqlite:" + folder.resolve("A").resolve("server.db");
            try (Connection db = DriverManager.getConnection(file);
                    Statement statement = db.createStatement()) {
                // The keys of one card in the row of another: the vault's associated data tell them apart.
                statement.execute("UPDATE card SET wrapped_keys = (SELECT wrapped_keys FROM card WHERE iccid = '"
                        + iccids.get(1) + "') WHERE iccid = '" + iccids.get(0) + "'");
            }
            world.start("A");
            Campaign campaign = world.servers
                    .get("A")
                    .startMove(world.order("B", iccids), World.profile("B"), MoveOptions.provisionFirst());
            world.await(campaign, iccids.get(0), Phase.REJECTED);
            world.await(campaign, iccids.get(1), Phase.ACKNOWLEDGED);
            assertThat(campaign.cards().get(0).reason()).startsWith("a wrapped key was changed");
        }
    }

    private static Campaign restart(World world) {
        world.servers.get("A").close();
        world.start("A");
        return world.servers.get("A").campaigns().get(0);
    }

    private static OtaServerConfig with(OtaServerConfig config, Path dataFolder, SmsEgressFactory bearer) {
        return new OtaServerConfig(
                config.profile(),
                dataFolder,
                config.password(),
                bearer,
                config.escrow(),
                config.recipients(),
                config.listener(),
                config.policy(),
                config.queryTimeout(),
                config.clock(),
                config.random());
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
