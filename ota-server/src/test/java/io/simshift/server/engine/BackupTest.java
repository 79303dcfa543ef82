package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.server.OtaServer;
import io.simshift.server.node.ServerBackup;
import io.simshift.server.transfer.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill: a copy is taken while the server works, its folder is lost, and a server starts on the copy. */
class BackupTest {
    @TempDir
    Path folder;

    private World world;
    private FakeSmsc centre;
    private Iccid iccid;
    private Path data;
    private Path copy;

    @BeforeEach
    void makeOneCard() {
        world = new World(folder, "A", "B");
        centre = world.centres.get("A");
        iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
        data = folder.resolve("A");
        copy = folder.resolve("copy");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Campaign move() throws IOException {
        return world.servers
                .get("A")
                .startMove(world.order("B", List.of(iccid)), World.profile("B"), MoveOptions.provisionFirst());
    }

    private OtaServer restore() throws IOException {
        world.servers.get("A").close();
        try (Stream<Path> lost = Files.walk(data)) {
            for (Path each : lost.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        Files.move(copy, data);
        world.start("A");
        return world.servers.get("A");
    }

    @Test
    void aServerOnTheCopyGoesOnWhereTheOtherWas() throws Exception {
        centre.fates.add(FakeSmsc.Fate.THROTTLED);
        World.awaitRetry(move(), iccid);
        ServerBackup.copy(data, copy);
        byte[] before = centre.submitted.get(0).userData();

        Campaign again = restore().campaigns().get(0);
        world.clock.advance(Duration.ofSeconds(30));

        world.await(again, iccid, Phase.ACKNOWLEDGED);
        assertThat(centre.submitted).hasSize(2);
        assertThat(centre.submitted.get(1).userData()).isEqualTo(before);
    }

    /** The copy knows neither the transfer nor the counters that it took: the card does. */
    @Test
    void aServerOnAnOldCopyLearnsFromTheCard() throws Exception {
        ServerBackup.copy(data, copy);
        Campaign lost = move();
        world.await(lost, iccid, Phase.ACKNOWLEDGED);

        OtaServer server = restore();
        assertThat(server.campaigns()).isEmpty();
        QueryAnswer answer = server.query(iccid).get(30, TimeUnit.SECONDS);

        assertThat(answer.state()).isEqualTo(CardState.PENDING);
        assertThat(answer.counter().value()).isGreaterThan(1);
        assertThat(world.cards.get(iccid).switchesTaken).isEqualTo(1);
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        ServerBackup.copy(data, copy);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(copy)) {
            List<Path> all = files.toList();
            assertThat(all)
                    .extracting(Path::getFileName)
                    .extracting(Path::toString)
                    .contains("server.db", "vault.p12");
            for (Path file : all) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void writesOverNothing() throws Exception {
        Files.createDirectories(copy);
        Path there = Files.writeString(copy.resolve("server.db"), "of yesterday");

        assertThatThrownBy(() -> ServerBackup.copy(data, copy))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not empty");
        assertThat(there).hasContent("of yesterday");
    }

    @Test
    void findsNothingWhereNoServerHasBeen() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        assertThatThrownBy(() -> ServerBackup.copy(empty, copy)).hasMessageContaining("no server has kept anything");
        assertThatThrownBy(() -> ServerBackup.copy(folder.resolve("none"), copy))
                .isInstanceOf(IOException.class);
        assertThat(copy).doesNotExist();
    }

    /** A file that only has the name of one. */
    @Test
    void saysWhichDatabaseIsNone() throws Exception {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(broken.resolve("server.db"), "this is no database, it has but the name of one".repeat(20));

        assertThatThrownBy(() -> ServerBackup.copy(broken, copy))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("server.db");
    }
}
