package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.OLD_EF_IMSI;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simshift.applet.cref.CrefMachine;
import io.simshift.applet.cref.CrefTear;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FinaliseCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The switch on Oracle's reference VM, whose power goes in the middle of it: its own transactions, its own EEPROM. */
@EnabledIfSystemProperty(named = "simshift.cref", matches = "true")
class CrefTearTest {
    private static final int SLOTS = 3;
    private static final int CUTS_IN_SWITCH = 50;
    private static final int CUTS_IN_FLIP = 20;

    @TempDir
    private Path work;

    private byte[] issued;
    private long counter;

    @BeforeEach
    void issueACard() throws IOException {
        Optional<String> missing = CrefMachine.missing().or(CrefTear::missing);
        missing.ifPresent(reason -> System.out.println("tearing cref: skipped, because " + reason));
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        byte[] data = TestCard.installData(Keys.installParameters(SLOTS).encode());
        CrefMachine machine = CrefMachine.install(data, TestCard.AID_BYTES, work);
        try (machine) {
            TestCard card = TestCard.on(machine);
            Issuer.personalise(card, Keys.slot(1), Keys.slot(2), Keys.slot(3)).ok(new FinaliseCommand().toApdu());
            card.reset();
            assertThat(new Usim(card).authenticate(1, 1)).isTrue();
            Ota donor = Ota.operator(card, 1);
            donor.query();
            counter = donor.counter;
            issued = machine.powerDown();
        }
    }

    private CommandApdu switchEnvelope() {
        Ota donor = new Ota(null, 1, Keys.ota(1)).from(counter);
        return Ota.envelope(
                donor.packet(Ota.REPORT, CompactScript.of(switchTo(2)).encode()));
    }

    /** Numbers of writes at which to cut, spread over those from {@code begin} to {@code end}. */
    private static int[] sample(int begin, int end, int count) {
        int[] points = new int[Math.min(count, end - begin)];
        for (int i = 0; i < points.length; i++) {
            points[i] = begin + (int) ((long) (end - begin) * i / points.length);
        }
        return points;
    }

    @Test
    void isWhollyBeforeOrWhollyAfterTheSwitch() throws IOException {
        CrefTear tear = new CrefTear(TestCard.AID_BYTES, work);
        List<CommandApdu> commands = List.of(switchEnvelope());
        int begin = tear.count(issued, List.of());
        int end = tear.count(issued, commands);
        int before = 0;
        int[] points = sample(begin, end, CUTS_IN_SWITCH);
        for (int point : points) {
            byte[] torn = tear.cut(issued, point, commands);
            before += isBefore(torn, "cut at " + point + " of " + end) ? 1 : 0;
        }
        System.out.printf(
                "tearing cref: SWITCH, %d writes, %d cuts: %d wholly before, %d wholly after%n",
                end - begin, points.length, before, points.length - before);
        assertThat(points).hasSizeGreaterThanOrEqualTo(CUTS_IN_SWITCH);
        assertThat(before).as("cuts before the switch counted").isPositive();
    }

    @Test
    void flipsWhereverTheFlipWasCut() throws IOException {
        CrefTear tear = new CrefTear(TestCard.AID_BYTES, work);
        byte[] pending = pending();
        int end = tear.count(pending, List.of());
        int[] points = sample(0, end, CUTS_IN_FLIP);
        for (int point : points) {
            byte[] torn = tear.cut(pending, point, List.of());
            assertThat(isBefore(torn, "flip cut at " + point + " of " + end)).isFalse();
        }
        System.out.printf(
                "tearing cref: flip, %d writes, %d cuts: all flipped at the next start%n", end, points.length);
    }

    private byte[] pending() throws IOException {
        CrefMachine machine = CrefMachine.restart(issued, TestCard.AID_BYTES, work);
        try (machine) {
            machine.transmit(switchEnvelope().encode());
            return machine.powerDown();
        }
    }

    /** Starts a torn card, which has to be whole; if it is as before the switch, that is done again and has to succeed. */
    private boolean isBefore(byte[] torn, String what) throws IOException {
        try (CrefMachine machine = CrefMachine.restart(torn, TestCard.AID_BYTES, work)) {
            TestCard card = TestCard.on(machine);
            Usim usim = new Usim(card);
            boolean before = card.readUsim("6F07").equals(OLD_EF_IMSI);
            if (before) {
                Ota donor = Ota.operator(card, 1).from(counter + 1);
                assertThat(donor.query().state()).as(what).isEqualTo(CardState.STABLE);
                assertThat(usim.authenticate(1, 2)).as(what).isTrue();
                donor.ok(switchTo(2));
                card.reset();
            }
            assertThat(card.readUsim("6F07")).as(what).isEqualTo(NEW_EF_IMSI);
            assertThat(Ota.operator(card, 2).query().state()).as(what).isEqualTo(CardState.PROVISIONAL);
            assertThat(usim.challenge(1, 9).status()).as(what).hasToString("9862");
            assertThat(usim.authenticate(2, 1)).as(what).isTrue();
            assertThat(Ota.operator(card, 2).from(1).query().state()).as(what).isEqualTo(CardState.STABLE);
            return before;
        }
    }
}
