package io.simshift.simulator.globalplatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.simulator.card.AppletAids;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.PersonalisationProgress;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.personalisation.SampleCards;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the card refuses, and with which status word; what it accepts is shown by RecordedExchangeTest. */
class GlobalPlatformCardTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String PACKAGE = AppletAids.PACKAGE.digits();
    private static final String MODULE = AppletAids.APPLET_CLASS.digits();
    private static final String INSTANCE = AppletAids.INSTANCE.digits();
    private static final String DOMAIN = "A000000151000000";
    private static final int INSTALL = 0xE6;
    private static final int LOAD = 0xE8;
    private static final int DELETE = 0xE4;
    private static final int GET_STATUS = 0xF2;
    private static final int SET_STATUS = 0xF0;
    private static final int PUT_KEY = 0xD8;

    private final PersonalisationOrder order =
            SampleCards.order(7, new Imsi("001010000000007"), OtaAlgorithm.AES_128, 2);
    private final String parameters = HEX.formatHex(order.installed().encode());
    private final GlobalPlatformCard card = new GlobalPlatformCard(ScpVariant.SCP03_00, new SeededRandom());
    private final TestHost host = new TestHost(card);

    GlobalPlatformCardTest() {
        card.reset();
    }

    @AfterEach
    void removeCard() {
        card.close();
    }

    private static String lv(String value) {
        return String.format("%02X", value.length() / 2) + value;
    }

    private static String installFor(String loadFile, String module, String instance, String privileges, String own) {
        String tagged = "C9" + lv(own);
        return lv(loadFile) + lv(module) + lv(instance) + lv(privileges) + lv(tagged) + "00";
    }

    private String install(String instance, String privileges) {
        return host.status(INSTALL, 0x0C, 0, installFor(PACKAGE, MODULE, instance, privileges, parameters));
    }

    private void loaded() {
        host.open(0);
        assertThat(host.load(new TinyPackage().block(), PACKAGE, 100)).isEqualTo("9000");
    }

    @Test
    void installedInstanceAnswersAsACardOfItsOwn() {
        loaded();
        assertThat(install(INSTANCE, "04")).isEqualTo("9000");
        try (SimulatedCard own = SimulatedCard.install(order.installed())) {
            assertThat(card.reset()).isEqualTo(own.reset());
            for (String command :
                    List.of("80F2000000", "00A4040010" + INSTANCE + "00", "00A40004022FE2", "00B000000A")) {
                assertThat(host.raw(command))
                        .as(command)
                        .isEqualTo(ResponseApdu.decode(own.transmit(HEX.parseHex(command))));
            }
        }
    }

    @Test
    void installedInstanceIsPersonalised() {
        loaded();
        assertThat(install(INSTANCE, "04")).isEqualTo("9000");
        assertThat(Personaliser.personaliseUnknown(card, order, PersonalisationProgress.NOBODY)
                        .freeSlots())
                .isEqualTo(2);
        host.raw("00A4000C022FE2");
        assertThat(host.raw("00B000000A").data()).isEqualTo(order.iccid().encode());
        assertThat(host.raw("00A4040000").data())
                .as("without a name the security domain is selected")
                .startsWith(0x6F);
    }

    @Test
    void whatIsNotSelectedByDefaultIsSelectedByItsNameOrItsBeginning() {
        loaded();
        assertThat(install(INSTANCE, "00")).isEqualTo("9000");
        card.reset();
        assertThat(host.raw("00A4040C0BA0000000871002FFFFFFFF").status().value())
                .isEqualTo(0x9000);
        assertThat(host.raw("00A4000C023F00").status().value()).isEqualTo(0x9000);
        assertThat(host.raw("00A4040C05A000000999").status().value())
                .as("a name of nobody goes to the applet")
                .isEqualTo(0x6A82);
        assertThat(host.raw("00A4000C023F00").status().value()).isEqualTo(0x9000);
    }

    @Test
    void deletedInstanceIsGoneWithAllItHas() {
        loaded();
        install(INSTANCE, "04");
        assertThat(host.status(DELETE, 0, 0, "4F" + lv(PACKAGE)))
                .as("it has an instance")
                .isEqualTo("6985");
        assertThat(host.status(DELETE, 0, 0, "4F" + lv(INSTANCE))).isEqualTo("9000");
        assertThat(host.status(DELETE, 0, 0, "4F" + lv(INSTANCE))).isEqualTo("6A88");
        card.reset();
        assertThat(host.raw("00A4040C10" + INSTANCE).status().value()).isEqualTo(0x6A82);
        host.open(1);
        install(INSTANCE, "00");
        assertThat(host.status(DELETE, 0, 0x80, "4F" + lv(PACKAGE)))
                .as("with all related objects")
                .isEqualTo("9000");
        assertThat(host.status(GET_STATUS, 0x40, 2, "4F00")).isEqualTo("6A88");
        assertThat(host.status(GET_STATUS, 0x20, 2, "4F00")).isEqualTo("6A88");
    }

    @ParameterizedTest
    @CsvSource({
        "80F28002024F00, 6982", // GET STATUS
        "80E60200020000, 6982",
        "80E8800001C4, 6982",
        "80E40000024F00, 6982",
        "80D8008101FF, 6982",
        "80F08007, 6982",
        "84F28002024F00, 6982",
        "8482000010" + "00000000000000000000000000000000" + ", 6985", // without INITIALIZE UPDATE
        "80820000080000000000000000, 6D00", // without a check value it is no EXTERNAL AUTHENTICATE
        "8050000007" + "00000000000000, 6700",
        "8050000010" + "00000000000000000000000000000000, 6700",
        "8050000108" + "0000000000000000, 6A86",
        "8050050008" + "0000000000000000, 6A88", // keys of a version that is not there
        "80CA00FF00, 6A88",
        "80AA000000, 6D00",
        "A0A40000023F00, 6E00",
        "81CA006600, 6881",
        "0070000001, 6881",
        "00A40000023F00, 6A86", // there are no files
        "00A4040005A000000999, 6A82",
        "00A4, 6700",
        "80CA00660000AA, 6700",
        "00A4040205A000000151, 6A82" // there is no further one
    })
    void refusesWithoutASession(String command, String status) {
        assertThat(host.raw(command).status()).hasToString(status);
    }

    @Test
    void sessionNeedsTheKeys() {
        host.begin();
        assertThat(host.authenticate(0, 1)).as("another cryptogram").isEqualTo("6300");
        assertThat(host.authenticate(0, 0)).as("only once").isEqualTo("6985");
        host.begin();
        assertThat(host.authenticate(0x33, 0)).as("level that i=00 has not").isEqualTo("6A86");
        host.begin();
        byte[] right = host.protectedCommand(0x80, 0x82, 0, 0, new byte[8]);
        right[right.length - 1] ^= 1;
        assertThat(host.raw(right).status()).as("wrong check value").hasToString("6982");
        host.begin();
        assertThat(host.authenticate(1, 0)).isEqualTo("9000");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 5, 14})
    void aChangedByteEndsTheSession(int position) {
        host.open(1);
        byte[] command = host.protectedCommand(0x80, GET_STATUS, 0x80, 2, HEX.parseHex("4F00"));
        if (position == 4) {
            command = Arrays.copyOf(command, command.length - 1);
            command[4]--;
        } else {
            command[position] ^= position == 0 ? 0x04 : 0x01;
        }
        assertThat(host.raw(command).status()).hasToString("6982");
        assertThat(host.status(GET_STATUS, 0x80, 2, "4F00"))
                .as("the session is over")
                .isEqualTo("6982");
    }

    @Test
    void aCommandThatComesAgainEndsTheSession() {
        host.open(1);
        byte[] command = host.protectedCommand(0x80, GET_STATUS, 0x80, 2, HEX.parseHex("4F00"));
        assertThat(host.raw(command).status()).hasToString("9000");
        assertThat(host.raw(command).status()).hasToString("6982");
    }

    @Test
    void selectionAndResetEndTheSession() {
        host.open(0);
        host.raw("00A4040000");
        assertThat(host.status(GET_STATUS, 0x80, 2, "4F00")).isEqualTo("6982");
        host.open(0);
        card.reset();
        assertThat(host.status(GET_STATUS, 0x80, 2, "4F00")).isEqualTo("6982");
    }

    @Test
    void loadWantsItsOrder() {
        host.open(0);
        assertThat(host.status(LOAD, 0x80, 0, "C400"))
                .as("without INSTALL [for load]")
                .isEqualTo("6985");
        String forLoad = lv(PACKAGE) + "00000000";
        assertThat(host.status(INSTALL, 0x02, 0, forLoad)).isEqualTo("9000");
        assertThat(host.status(LOAD, 0, 1, "C400")).as("block 1 first").isEqualTo("6A86");
        assertThat(host.status(LOAD, 0, 0, "C400")).as("that ended it").isEqualTo("6985");
        assertThat(host.status(INSTALL, 0x02, 0, lv(PACKAGE) + lv("A000000999") + "000000"))
                .as("a security domain that is not there")
                .isEqualTo("6A88");
        assertThat(host.status(INSTALL, 0x02, 0, forLoad + "00"))
                .as("a byte too many")
                .isEqualTo("6A80");
        assertThat(host.status(INSTALL, 0x02, 0, "04F0534953")).isEqualTo("6A80");
        assertThat(host.status(INSTALL, 0x02, 1, forLoad)).isEqualTo("6A86");
        assertThat(host.status(INSTALL, 0x20, 0, forLoad)).isEqualTo("6A86");
        assertThat(host.status(INSTALL, 0x02, 0, forLoad)).isEqualTo("9000");
        assertThat(host.status(DELETE, 0, 0, "4F" + lv("A000000999"))).isEqualTo("6A88");
        assertThat(host.status(LOAD, 0, 0, "C400"))
                .as("another command came between")
                .isEqualTo("6985");
    }

    private String loadOf(Consumer<TinyPackage> change) {
        TinyPackage other = new TinyPackage();
        change.accept(other);
        return host.load(other.block(), PACKAGE, 200);
    }

    @Test
    void refusesPackagesOfOthers() {
        host.open(0);
        assertThat(loadOf(other -> other.packageAid = HEX.parseHex("A000000999")))
                .isEqualTo("6A80");
        assertThat(loadOf(other -> other.appletAid = HEX.parseHex("A00000099901")))
                .isEqualTo("6A80");
        assertThat(loadOf(other -> other.major = 2)).isEqualTo("6A80");
        assertThat(loadOf(other -> other.minor = 1)).isEqualTo("6A80");
        assertThat(loadOf(other -> other.lie = 1)).isEqualTo("6A80");
        assertThat(host.load(new TinyPackage().block(), "A000000999", 200))
                .as("announced under another name")
                .isEqualTo("6A80");
        assertThat(host.status(GET_STATUS, 0x20, 2, "4F00"))
                .as("nothing is left")
                .isEqualTo("6A88");
        assertThat(loadOf(same -> {})).isEqualTo("9000");
        assertThat(loadOf(same -> {})).as("it is there already").isEqualTo("6985");
    }

    @Test
    void refusesAPackageThatIsCutAnywhere() {
        host.open(0);
        byte[] whole = new TinyPackage().block();
        for (int length = 0; length < whole.length; length++) {
            assertThat(host.load(Arrays.copyOf(whole, length), PACKAGE, 200))
                    .as("%d bytes", length)
                    .isEqualTo("6A80");
        }
    }

    @Test
    void refusesMoreThanThereIsRoomFor() {
        host.open(0);
        assertThat(host.load(new byte[0xF000], PACKAGE, 255)).isEqualTo("6A84");
    }

    @Test
    void installWantsWhatIsThere() {
        loaded();
        assertThat(host.status(INSTALL, 0x0C, 0, installFor("A000000999", MODULE, INSTANCE, "00", parameters)))
                .isEqualTo("6A88");
        assertThat(host.status(INSTALL, 0x0C, 0, installFor(PACKAGE, "A00000099901", INSTANCE, "00", parameters)))
                .isEqualTo("6A88");
        assertThat(host.status(INSTALL, 0x0C, 0, installFor(PACKAGE, MODULE, INSTANCE, "80", parameters)))
                .as("it is no security domain")
                .isEqualTo("6A80");
        assertThat(host.status(INSTALL, 0x0C, 0, installFor(PACKAGE, MODULE, INSTANCE, "0000", parameters)))
                .as("privileges have one byte or three")
                .isEqualTo("6A80");
        assertThat(host.status(INSTALL, 0x0C, 0, installFor(PACKAGE, MODULE, INSTANCE, "00", "800110")))
                .as("the applet wants manufacturer's keys")
                .isEqualTo("6A80");
        assertThat(host.status(INSTALL, 0x0C, 0, installFor(PACKAGE, MODULE, INSTANCE, "00", "00".repeat(120))))
                .as("more than an applet can be given")
                .isEqualTo("6A80");
        assertThat(install(DOMAIN, "00")).isEqualTo("6985");
        assertThat(install(PACKAGE, "00")).isEqualTo("6985");
        assertThat(install(INSTANCE, "00")).isEqualTo("9000");
        assertThat(install(INSTANCE, "00")).isEqualTo("6985");
    }

    @Test
    void installsInTwoSteps() {
        loaded();
        assertThat(host.status(INSTALL, 0x04, 0, installFor(PACKAGE, MODULE, INSTANCE, "00", parameters)))
                .isEqualTo("9000");
        assertThat(state(INSTANCE)).isEqualTo("03");
        String selectable = "0000" + lv(INSTANCE) + lv("04") + "0000";
        assertThat(host.status(INSTALL, 0x08, 0, selectable)).isEqualTo("9000");
        assertThat(state(INSTANCE)).isEqualTo("07");
        card.reset();
        assertThat(host.raw("00A4000C023F00").status())
                .as("selected by default now")
                .hasToString("9000");
    }

    @Test
    void anotherNameMakesNoOtherApplet() {
        loaded();
        assertThat(install("A00000099901", "04")).isEqualTo("9000");
        card.reset();
        assertThat(host.raw("00A4000C023F00").status()).hasToString("9000");
    }

    private String state(String aid) {
        ResponseApdu answer = host.send(0x80, GET_STATUS, 0x40, 2, HEX.parseHex("4F" + lv(aid)));
        BerTlv entry = BerTlv.decode(answer.data());
        return HEX.formatHex(BerTlv.find(entry.children(), 0x9F70).orElseThrow().value());
    }

    @Test
    void tellsALongRegistryInSeveralAnswers() {
        loaded();
        for (int i = 1; i <= 7; i++) {
            assertThat(install("A00000099" + "90" + i, "00")).isEqualTo("9000");
        }
        ResponseApdu first = host.send(0x80, GET_STATUS, 0x40, 2, HEX.parseHex("4F00"));
        assertThat(first.status()).hasToString("6310");
        ResponseApdu second = host.send(0x80, GET_STATUS, 0x40, 3, HEX.parseHex("4F00"));
        assertThat(second.status()).hasToString("9000");
        assertThat(BerTlv.decodeAll(first.data()).size()
                        + BerTlv.decodeAll(second.data()).size())
                .isEqualTo(7);
        assertThat(host.status(GET_STATUS, 0x40, 3, "4F00"))
                .as("nothing is left")
                .isEqualTo("6985");
        assertThat(host.status(GET_STATUS, 0x40, 2, "4F06A00000099903")).isEqualTo("9000");
        assertThat(host.status(GET_STATUS, 0x40, 2, "5F00")).isEqualTo("6A80");
        assertThat(host.status(GET_STATUS, 0x41, 2, "4F00")).isEqualTo("6A86");
        assertThat(host.status(GET_STATUS, 0x40, 4, "4F00")).isEqualTo("6A86");
    }

    @Test
    void tellsTheRegistryInTheOldFormToo() {
        loaded();
        install(INSTANCE, "04");
        assertThat(HEX.formatHex(host.send(0x80, GET_STATUS, 0x40, 0, HEX.parseHex("4F00"))
                        .data()))
                .isEqualTo(lv(INSTANCE) + "0704");
        assertThat(HEX.formatHex(host.send(0x80, GET_STATUS, 0x10, 0, HEX.parseHex("4F00"))
                        .data()))
                .isEqualTo(lv(PACKAGE) + "0100" + "01" + lv(MODULE));
        assertThat(HEX.formatHex(host.send(0x80, GET_STATUS, 0x80, 0, HEX.parseHex("4F00"))
                        .data()))
                .startsWith(lv(DOMAIN) + "01");
    }

    @Test
    void putKeyWantsCheckValuesThatFit() {
        host.open(0);
        String key = "8811" + "10" + "00".repeat(16) + "03" + "000000";
        assertThat(host.status(PUT_KEY, 0, 0x81, "01" + key + key + key)).isEqualTo("6A80");
        assertThat(host.status(PUT_KEY, 5, 0x81, "01" + key + key + key))
                .as("in place of keys that are not there")
                .isEqualTo("6A88");
        assertThat(host.status(PUT_KEY, 0, 0x01, "01" + key))
                .as("one key alone")
                .isEqualTo("6A86");
        assertThat(host.status(PUT_KEY, 0, 0x81, "01" + key)).as("too few").isEqualTo("6A80");
        String des = "8010" + "00".repeat(16) + "00";
        assertThat(host.status(PUT_KEY, 0, 0x81, "01" + des + des + des))
                .as("of another kind")
                .isEqualTo("6A80");
        String withoutCheck = "8811" + "10" + "00".repeat(16) + "00";
        assertThat(host.status(PUT_KEY, 0, 0x81, "80" + withoutCheck.repeat(3)))
                .as("a version above 7F")
                .isEqualTo("6A80");
        assertThat(host.status(PUT_KEY, 0, 0x81, "01" + withoutCheck.repeat(3))).isEqualTo("9000");
    }

    @Test
    void lifeCycleGoesForwardAndALockedCardHasOnlyItsSecurityDomain() {
        loaded();
        install(INSTANCE, "04");
        assertThat(host.status(SET_STATUS, 0x80, 0x7F, "")).as("not yet").isEqualTo("6985");
        assertThat(host.status(SET_STATUS, 0x80, 0x07, "")).isEqualTo("9000");
        assertThat(host.status(SET_STATUS, 0x80, 0x0F, "")).isEqualTo("9000");
        assertThat(host.status(SET_STATUS, 0x80, 0x07, "")).as("never back").isEqualTo("6985");
        assertThat(host.status(SET_STATUS, 0x80, 0x55, "")).isEqualTo("6A86");
        assertThat(host.status(SET_STATUS, 0x10, 0x07, "")).isEqualTo("6A86");
        assertThat(host.status(SET_STATUS, 0x80, 0x7F, "")).isEqualTo("9000");
        card.reset();
        assertThat(host.raw("00A4040000").status()).hasToString("6283");
        assertThat(host.raw("00A4040C10" + INSTANCE).status()).hasToString("6A82");
        host.open(0);
        assertThat(host.status(DELETE, 0, 0, "4F" + lv(INSTANCE))).isEqualTo("6985");
        assertThat(host.status(SET_STATUS, 0x80, 0x0F, "")).isEqualTo("9000");
        card.reset();
        assertThat(host.raw("00A4000C023F00").status()).hasToString("9000");
    }

    @Test
    void aLockedApplicationIsNotSelected() {
        loaded();
        install(INSTANCE, "04");
        assertThat(host.status(SET_STATUS, 0x40, 0x80, INSTANCE)).isEqualTo("9000");
        assertThat(host.status(SET_STATUS, 0x40, 0x80, INSTANCE))
                .as("it is already")
                .isEqualTo("6985");
        assertThat(host.status(SET_STATUS, 0x40, 0x80, "A000000999")).isEqualTo("6A88");
        assertThat(host.raw("00A4040C10" + INSTANCE).status()).hasToString("6A82");
        host.open(0);
        assertThat(host.status(SET_STATUS, 0x40, 0x07, INSTANCE)).isEqualTo("9000");
        assertThat(host.raw("00A4040C10" + INSTANCE).status()).hasToString("9000");
    }

    @Test
    void aRemovedCardAnswersNoMore() {
        card.close();
        assertThatThrownBy(card::reset).isInstanceOf(CardLinkException.class);
        assertThatThrownBy(() -> host.raw("00A4040000")).isInstanceOf(CardLinkException.class);
    }

    @Test
    void variantsAreKnownByTheirNames() {
        for (ScpVariant variant : ScpVariant.values()) {
            assertThat(ScpVariant.parse(variant.toString())).isSameAs(variant);
        }
        assertThatThrownBy(() -> ScpVariant.parse("01-05"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'01-05' is none of 02-15, 02-55, 03-00, 03-60, 03-70");
    }
}
