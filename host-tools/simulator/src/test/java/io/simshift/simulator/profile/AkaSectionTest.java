package io.simshift.simulator.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.MilenageConstants;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AkaSectionTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f";
    private static final String LONG_KEY = KEY + "101112131415161718191a1b1c1d1e1f";
    private static final String CONSTANTS = "4000204060" + "01".repeat(80);

    @TempDir
    private Path folder;

    /** A profile with this slot 1, in single quotes, and these members of card. */
    private CardProfile read(String card, String slot) throws IOException {
        String ota = "'kic': 'KEY', 'kid': 'KEY', 'kik': 'KEY'";
        String text = """
                {'profile': 1, 'iccid': '8988300000000009014', 'card': {CARD},
                 'subscription': {'imsi': '001010000000001', 'mncLength': 2, 'serviceCentre': '+10000000000'},
                 'keys': {'manufacturer': {OTA}, 'slots': [{'slot': 1, OTA, SLOT}]}}""".replace("CARD", card)
                .replace("SLOT", slot)
                .replace("OTA", ota)
                .replace("LONG_KEY", LONG_KEY)
                .replace("KEY", KEY)
                .replace("CONSTANTS", CONSTANTS)
                .replace('\'', '"');
        return new CardProfileReader(new SecureRandom()).read(Files.writeString(folder.resolve("card.json"), text));
    }

    private static StoreSlotCommand slot(CardProfile profile) {
        return profile.order().slots().get(0);
    }

    private static SecretBytes key(String hex) {
        return SecretBytes.copyOf(HexFormat.of().parseHex(hex));
    }

    @Test
    void readsTuakWithItsLengths() throws IOException {
        CardProfile profile = read(
                "",
                "'akaAlgorithm': 'tuak', 'k': 'LONG_KEY', 'top': 'LONG_KEY', 'tuak': {'resBytes': 16, 'iterations': 2}");
        StoreSlotCommand slot = slot(profile);
        assertThat(slot.aka()).isEqualTo(new AkaChoice.Tuak(new TuakParameters(8, 16, 16, 16, 2)));
        assertThat(slot.opc()).isEqualTo(Tuak.deriveTopc(key(LONG_KEY), key(LONG_KEY), 2));
        try (SimulatedCard card = profile.make()) {
            card.reset();
        }
        assertThat(slot(read("", "'akaAlgorithm': 'tuak', 'k': 'KEY', 'topc': 'LONG_KEY'"))
                        .aka())
                .isEqualTo(new AkaChoice.Tuak(TuakParameters.DEFAULT));
    }

    @Test
    void readsMilenageWithTheCardsConstants() throws IOException {
        CardProfile profile =
                read("'milenageConstants': 'CONSTANTS'", "'akaAlgorithm': 'milenage-own', 'k': 'KEY', 'op': 'KEY'");
        MilenageConstants constants = MilenageConstants.decode(HexFormat.of().parseHex(CONSTANTS));
        assertThat(slot(profile).aka()).isEqualTo(new AkaChoice.OwnMilenage(Optional.of(constants)));
        assertThat(slot(profile).opc()).isEqualTo(Milenage.deriveOpc(key(KEY), key(KEY)));
        try (SimulatedCard card = profile.make()) {
            card.reset();
        }
    }

    @Test
    void readsTheXorTestAlgorithmOfATestCard() throws IOException {
        CardProfile profile = read("'use': 'test'", "'akaAlgorithm': 'xor', 'k': 'KEY'");
        assertThat(slot(profile).aka()).isEqualTo(new AkaChoice.XorTest());
        try (SimulatedCard card = profile.make()) {
            card.reset();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 'akaAlgorithm': 'xor', 'k': 'KEY' | slot 1 has the XOR test algorithm: needs",
                "`` | 'akaAlgorithm': 'comp128', 'k': 'KEY' | akaAlgorithm: is none of milenage,",
                "`` | 'k': 'KEY', 'topc': 'LONG_KEY' | topc: is not of the slot's AKA algorithm",
                "`` | 'akaAlgorithm': 'tuak', 'k': 'KEY', 'opc': 'KEY' | opc: is not of the slot's AKA algorithm",
                "`` | 'akaAlgorithm': 'tuak', 'k': 'KEY' | needs either \"topc\" or \"top\"",
                "`` | 'akaAlgorithm': 'tuak', 'k': 'KEY', 'topc': 'KEY' | topc: has 16 bytes, not 32",
                "`` | 'akaAlgorithm': 'tuak', 'k': 'KEY', 'topc': 'LONG_KEY', 'tuak': {'resBytes': 12} | RES of TUAK",
                "'use': 'live' | 'k': 'KEY', 'opc': 'KEY' | card.use: is not \"test\"",
                "'milenageConstants': '00' | 'k': 'KEY', 'opc': 'KEY' | have 85 bytes, not 1",
            })
    void namesFileLineAndFieldOfAMistake(String card, String slot, String message) {
        assertThatThrownBy(() -> read(card, slot))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(KEY);
    }
}
