package io.simshift.simulator.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.simulator.personalisation.PersonalisationException;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.personalisation.SampleCards;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SimulatedCardTest {
    private static final Imsi IMSI = new Imsi("001010000000001");

    private final InstallParameters keys = SampleCards.manufacturerKeys(4);

    private static String transmit(CardLink card, String command) {
        return HexFormat.of()
                .withUpperCase()
                .formatHex(card.transmit(HexFormat.of().parseHex(command)));
    }

    @Test
    void answersResetAsUicc() {
        try (SimulatedCard card = SimulatedCard.install(keys)) {
            byte[] atr = card.reset();

            assertThat(HexFormat.of().withUpperCase().formatHex(atr)).startsWith("3B9795801F428031A073BE21");
            byte check = 0;
            for (int i = 1; i < atr.length; i++) {
                check ^= atr[i];
            }
            assertThat(check).as("TCK makes the XOR of all bytes after TS zero").isZero();
        }
    }

    @Test
    void hasTheMfCurrentAfterReset() {
        try (SimulatedCard card = SimulatedCard.install(keys)) {
            CardLink link = new FollowingLink(card);

            assertThat(transmit(link, "00A4000C022F00")).endsWith("9000");
            assertThat(transmit(link, "00A4000C026F07")).as("not under the MF").isEqualTo("6A82");
            transmit(link, "00A4040C10" + SimulatedCard.INSTANCE_AID);
            assertThat(transmit(link, "00A4000C026F07")).as("under ADF.USIM").isEqualTo("9000");
            link.reset();
            assertThat(transmit(link, "00A4000C026F07")).isEqualTo("6A82");
        }
    }

    @Test
    void sharesNothingWithAnotherCard() throws ReflectiveOperationException {
        ClassLoader parent = getClass().getClassLoader();
        Class<?> one = new CardClassLoader(parent, "io.simshift.applet").loadClass("io.simshift.applet.SimshiftApplet");
        Class<?> other =
                new CardClassLoader(parent, "io.simshift.applet").loadClass("io.simshift.applet.SimshiftApplet");

        assertThat(one).isNotSameAs(other);
        assertThat(one.getSuperclass()).as("the Java Card API is jcardsim's").isSameAs(other.getSuperclass());
        assertThat(one.getClassLoader().loadClass("io.simshift.protocol.identity.Imsi"))
                .isSameAs(Imsi.class);
        assertThatThrownBy(() -> one.getClassLoader().loadClass("io.simshift.applet.NoSuchClass"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void keepsNoMemoryForWhatItHasDone() {
        PersonalisationOrder order = SampleCards.order(1, IMSI, OtaAlgorithm.AES_128, 2);
        try (SimulatedCard card = SimulatedCard.install(order.installed())) {
            int arrays = card.transientArrays();

            Personaliser.personalise(card, order);

            assertThat(card.transientArrays()).isPositive().isEqualTo(arrays);
        }
    }

    @Test
    void anotherCardDoesNotDisturbTheFirst() {
        PersonalisationOrder first = SampleCards.order(1, IMSI, OtaAlgorithm.AES_128, 2);
        PersonalisationOrder second = SampleCards.order(2, IMSI, OtaAlgorithm.AES_128, 2);
        try (SimulatedCard one = SimulatedCard.install(first.installed())) {
            Personaliser.personalise(one, first);
            try (SimulatedCard two = SimulatedCard.install(second.installed())) {
                assertThatThrownBy(() -> Personaliser.personalise(two, first))
                        .isInstanceOf(PersonalisationException.class)
                        .hasMessageContaining("STORE SLOT 1");
                Personaliser.personalise(two, second);
                transmit(one, "00A4000C022FE2");
                transmit(two, "00A4000C022FE2");
                assertThat(transmit(one, "00B000000A"))
                        .isEqualTo(iccid(first) + "9000")
                        .isNotEqualTo(transmit(two, "00B000000A"));
            }
        }
    }

    private static String iccid(PersonalisationOrder order) {
        return HexFormat.of().withUpperCase().formatHex(order.iccid().encode());
    }

    @Test
    void answersNoMoreOnceRemoved() {
        SimulatedCard card = SimulatedCard.install(keys);
        card.close();

        assertThatThrownBy(card::reset).isInstanceOf(CardLinkException.class).hasMessage("the card was removed");
        assertThatThrownBy(() -> transmit(card, "00A4000C023F00")).isInstanceOf(CardLinkException.class);
    }

    @Test
    void saysThatTheAppletRefusesItsParameters() {
        assertThatThrownBy(() -> SimulatedCard.install(new byte[] {(byte) 0x80, 1, 4}))
                .isInstanceOf(CardLinkException.class)
                .hasMessageContaining("the applet refused to be installed");
    }

    /** The report of a run goes to standard output: a card must not write there. */
    @Test
    void writesNothingToStandardOutput() {
        PrintStream before = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try (SimulatedCard card = SimulatedCard.install(keys)) {
            card.reset();
        } finally {
            System.setOut(before);
        }

        assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
