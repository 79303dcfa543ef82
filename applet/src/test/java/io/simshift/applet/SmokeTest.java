package io.simshift.applet;

import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simshift.applet.cref.CrefMachine;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FinaliseCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The life of a card from the manufacturer to its second operator, on every Java Card runtime there is: jcardsim, and with
 * {@code mvn -Pcref} Oracle's reference VM (docs/loading.md).
 */
class SmokeTest {
    private static final int SLOTS = 3;

    @TempDir
    private Path work;

    enum Runtime {
        JCARDSIM,
        CREF
    }

    static Stream<Runtime> runtimes() {
        return Boolean.getBoolean("simshift.cref") ? Stream.of(Runtime.values()) : Stream.of(Runtime.JCARDSIM);
    }

    private Machine machine(Runtime runtime) throws IOException {
        byte[] data = TestCard.installData(Keys.installParameters(SLOTS).encode());
        if (runtime == Runtime.JCARDSIM) {
            return new JcardsimMachine(data, SimshiftApplet.class);
        }
        Optional<String> missing = CrefMachine.missing();
        missing.ifPresent(reason -> System.out.println("cref: skipped, because " + reason));
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        return CrefMachine.install(data, TestCard.AID_BYTES, work);
    }

    @ParameterizedTest
    @MethodSource("runtimes")
    void aCardIsPersonalisedAttachesSwitchesByOneMessageAndStaysSwitched(Runtime runtime) throws IOException {
        try (Machine machine = machine(runtime)) {
            TestCard card = TestCard.on(machine);
            Issuer.personalise(card, Keys.slot(1), Keys.slot(2), Keys.slot(3)).ok(new FinaliseCommand().toApdu());
            card.reset();
            Usim usim = new Usim(card);
            assertThat(usim.authenticate(1, 1)).isTrue();
            assertThat(usim.challenge(1, 1).data()).as("AUTS").startsWith(0xDC);
            assertThat(usim.challenge(2, 1).status()).hasToString("9862");

            Ota.operator(card, 1).ok(switchTo(2));
            card.reset();
            assertThat(card.readUsim("6F07")).isEqualTo(Commands.NEW_EF_IMSI);
            assertThat(usim.challenge(1, 5).status()).hasToString("9862");
            assertThat(usim.authenticate(2, 1)).isTrue();

            card.reset();
            assertThat(card.readUsim("6F07")).isEqualTo(Commands.NEW_EF_IMSI);
            assertThat(Ota.operator(card, 2).query().state()).isEqualTo(CardState.STABLE);
            assertThat(usim.authenticate(2, 2)).isTrue();
        }
    }
}
