package io.simshift.simulator.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.subscription.AccessDomain;
import io.simshift.protocol.subscription.AccessDomain.Condition;
import io.simshift.protocol.subscription.MinimumSecurity;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.RemoteManagement;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.TarAccess;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.document.DocumentException;
import io.simshift.simulator.personalisation.PersonalisationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a profile says of packets, scripts and the algorithms of OTA keys. */
class RemoteSectionTest {
    private static final String SEED = "000102030405060708090a0b0c0d0e0f";

    @TempDir
    private Path folder;

    private CardProfile read(String card, String keys) throws IOException {
        Path file = folder.resolve("card.json");
        Files.writeString(
                file,
                "{\"profile\": 1, \"iccid\": \"8988300000000009014\",\n\"card\": {" + card + "},\n\"subscription\":"
                        + " {\"imsi\": \"001010000000001\", \"mncLength\": 2, \"serviceCentre\": \"8835019000\"},\n\"keys\": "
                        + keys + "}");
        return new CardProfileReader(new SecureRandom()).read(file);
    }

    private static String generate(String algorithm) {
        return "{\"generate\": 1, \"seed\": \"" + SEED + "\", \"otaAlgorithm\": \"" + algorithm + "\"}";
    }

    @ParameterizedTest
    @EnumSource(OtaAlgorithm.class)
    void generatesKeysOfEveryAlgorithm(OtaAlgorithm algorithm) throws IOException {
        StoreSlotCommand slot =
                read("", generate(algorithm.text())).order().slots().get(0);
        assertThat(slot.algorithm()).isEqualTo(algorithm);
        assertThat(slot.kic().length()).isEqualTo(algorithm.keyLength());
        assertThat(slot.kik().length()).isEqualTo(algorithm.keyLength());
        CardProfile fresh = read(
                "",
                "{\"generate\": 1, \"file\": \"" + algorithm + ".json\", \"otaAlgorithm\": \"" + algorithm.text()
                        + "\"}");
        CardProfile again = read("", "{\"file\": \"" + algorithm + ".json\"}");
        assertThat(again.order().slots()).isEqualTo(fresh.order().slots());
        assertThat(again.order().slots().get(0).algorithm()).isEqualTo(algorithm);
    }

    @Test
    void readsHowPacketsAndScriptsAreTreated() throws IOException {
        CardProfile profile = read(
                "\"tars\": [{\"tar\": \"B00000\", \"access\": \"none\"},"
                        + " {\"tar\": \"B00010\", \"minimumSecurity\": \"12\", \"access\": [\"ALWAYS\", \"PIN1\"]},"
                        + " {\"tar\": \"3B0001\", \"minimumSecurity\": \"16\", \"access\": \"full\"}],"
                        + " \"concatenationCells\": 6, \"failedCheckLimit\": 0,"
                        + " \"weakAlgorithms\": [\"DES\", \"AES-CMAC-4\", \"DES-ECB\"]",
                generate("AES-128"));
        assertThat(profile.order().installed().remote())
                .isEqualTo(new RemoteManagement(
                        List.of(
                                new TarAccess(Tar.UICC_FILES, Optional.empty(), Optional.of(AccessDomain.NONE)),
                                new TarAccess(
                                        Tar.USIM_FILES,
                                        Optional.of(new MinimumSecurity(0x12)),
                                        Optional.of(AccessDomain.of(Set.of(Condition.ALWAYS, Condition.PIN1)))),
                                new TarAccess(
                                        Tar.SUBSCRIPTION_MANAGEMENT,
                                        Optional.of(MinimumSecurity.DEFAULT),
                                        Optional.of(AccessDomain.FULL))),
                        OptionalInt.of(6),
                        true,
                        true,
                        true,
                        OptionalInt.of(0)));
        assertThat(read("", generate("AES-128")).order().installed().remote()).isEqualTo(RemoteManagement.DEFAULT);
    }

    /** STORE SLOT with such keys needs two short messages. */
    @ParameterizedTest
    @EnumSource(
            value = OtaAlgorithm.class,
            names = {"AES_192", "AES_256", "TRIPLE_DES_3"})
    void makesACardOfLongKeys(OtaAlgorithm algorithm) throws IOException {
        try (SimulatedCard card = read("", generate(algorithm.text())).make()) {
            assertThat(card.reset()).isNotEmpty();
        }
    }

    @Test
    void makesACardOfWeakKeysWhereThatIsAllowed() throws IOException {
        CardProfile profile = read("\"weakAlgorithms\": [\"DES\"]", generate("DES"));
        try (SimulatedCard card = profile.make()) {
            assertThat(card.reset()).isNotEmpty();
        }
    }

    @Test
    void saysWhenTheAppletRefusesToBeInstalledSo() throws IOException {
        CardProfile profile = read("\"concatenationCells\": 1", generate("AES-128"));
        assertThatThrownBy(profile::make)
                .isInstanceOf(PersonalisationException.class)
                .hasMessageStartingWith("card 8988300000000009014, install: the applet refused");
    }

    @Test
    void readsTheMinimumSecurityOfASlot() throws IOException {
        String key = "\"" + SEED + "\"";
        String keys = "{\"manufacturer\": {\"kic\": " + key + ", \"kid\": " + key + ", \"kik\": " + key + "},\n"
                + "\"slots\": [{\"slot\": 1, \"k\": " + key + ", \"opc\": " + key + ", \"kic\": " + key + ", \"kid\": "
                + key
                + ", \"kik\": " + key + ", \"minimumSecurity\": \"1E\"}]}";
        assertThat(read("", keys).slot(new SlotIndex(1)).orElseThrow().minimumSecurity())
                .contains(new MinimumSecurity(0x1E));
        assertThatThrownBy(() -> read("", keys.replace("1E", "1F")))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining(":5: keys.slots[1].minimumSecurity: minimum security 1F has bits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"tars\": [{}] | tars[1]: \"tar\" is missing",
                "\"tars\": [{\"tar\": \"B0\"}] | tars[1].tar: TAR 'B0' is not six hexadecimal digits",
                "\"tars\": [{\"tar\": \"B00000\"}, {\"tar\": \"b00000\"}] | tars[2]: TAR B00000 stands there twice",
                "\"tars\": [{\"tar\": \"B00000\", \"minimumSecurity\": \"1639\"}] | minimumSecurity: is one byte",
                "\"tars\": [{\"tar\": \"B00000\", \"minimumSecurity\": \"36\"}] | minimumSecurity: minimum security 36",
                "\"tars\": [{\"tar\": \"B00000\", \"access\": \"some\"}] | access: is neither full nor none",
                "\"tars\": [{\"tar\": \"B00000\", \"access\": [\"PIN9\"]}] | access[1]: is none of ALWAYS, PIN1, ADM1",
                "\"weakAlgorithms\": [\"RC4\"] | weakAlgorithms[1]: is none of DES, AES-CMAC-4, DES-ECB",
                "\"failedCheckLimit\": 256 | failedCheckLimit: 256 is not between 0 and 255",
                "\"concatenationCells\": -1 | concatenationCells: -1 is not between 0 and 255"
            })
    void namesLineAndFieldOfAMistake(String card, String said) {
        assertThatThrownBy(() -> read(card, generate("AES-128")))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("card.json:2: card.")
                .hasMessageContaining(said);
    }
}
