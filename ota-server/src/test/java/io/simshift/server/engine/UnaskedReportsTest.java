package io.simshift.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.UnaskedReport;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.transfer.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A card says of its own accord that it came home: the server asks it, and believes only its answer. */
class UnaskedReportsTest {
    @TempDir
    Path folder;

    private World world;
    private Iccid iccid;
    private FakeCard card;
    private FakeSmsc centre;

    @BeforeEach
    void makeOneCard() {
        world = new World(folder, "A", "B");
        iccid = world.make("A", 1, 4, OtaAlgorithm.AES_128).get(0);
        card = world.cards.get(iccid);
        centre = world.centres.get("A");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Campaign move() throws Exception {
        Path order = Files.writeString(
                folder.resolve("order.csv"), "iccid,new_imsi\n" + iccid + "," + World.newImsi("B", 1) + "\n");
        Campaign campaign = world.servers.get("A").startMove(order, World.profile("B"), MoveOptions.provisionFirst());
        world.await(campaign, iccid, Phase.ACKNOWLEDGED);
        return campaign;
    }

    private void report() {
        Msisdn number = centre.submitted.get(0).destination();
        byte[] packet = new UnaskedReport(true, false).encode();
        byte[] userData = UserData.of(UserDataHeader.RESPONSE_PACKET, packet).bytes();
        centre.ingress.received(new IncomingSms(number, userData, true));
    }

    @Test
    void learnsThatACardCameHome() throws Exception {
        Campaign campaign = move();
        card.flipAndComeHome();
        report();
        world.await(campaign, iccid, Phase.FELL_BACK);
    }

    @Test
    void believesNoReportButTheCard() throws Exception {
        Campaign campaign = move();
        int before = centre.submitted.size();
        report();
        World.await("the question", () -> centre.submitted.size() > before);
        World.await("its answer", () -> card.received.size() > before);
        assertThat(world.phase(campaign, iccid)).isEqualTo(Phase.ACKNOWLEDGED);
    }

    @Test
    void asksOnceAtATime() throws Exception {
        move();
        int before = centre.submitted.size();
        centre.fates.add(FakeSmsc.Fate.KEPT);
        for (int i = 0; i < 5; i++) {
            report();
            World.await("the question", () -> centre.submitted.size() > before);
        }
        assertThat(centre.submitted).hasSize(before + 1);
    }
}
