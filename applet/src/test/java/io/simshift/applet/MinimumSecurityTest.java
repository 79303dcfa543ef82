package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.MinimumSecurity;
import io.simshift.protocol.subscription.QueryCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Minimum levels of TAR and keyset, and wrong check values in a row (docs/applet/commands.md §3). */
class MinimumSecurityTest {
    private static final byte[] QUERY =
            CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode();
    private static final byte[] SELECT = HexFormat.of().parseHex("00A4000C023F00");
    private static final Spi CC_ONLY = Spi.of(0x1209);

    private static Ota ota(TestCard card) {
        return new Ota(card, 1, OtaKeySet.AES_128.packetKeys());
    }

    private static int status(Ota ota, Spi spi, byte[] packet) {
        return ota.open(ota.deliver(packet), spi).packet().status().code();
    }

    @Test
    void comparesLevelsAsTheHostDoes() {
        List<String> different = new ArrayList<>();
        for (int level = 0; level < 0x20; level++) {
            if ((level & 3) == 3) {
                continue;
            }
            MinimumSecurity minimum = new MinimumSecurity(level);
            for (int spi1 = 0; spi1 < 0x20; spi1++) {
                boolean reached = SecurityLevel.isReached((byte) level, (byte) spi1);
                if ((spi1 & 3) != 3 && reached != minimum.isMetBy(new Spi(spi1, 0))) {
                    different.add(String.format("%02X under %02X", spi1, level));
                }
            }
        }
        assertThat(different).isEmpty();
    }

    /** Both levels hold: CC without ciphering is let in where TAR and keyset take it. */
    @ParameterizedTest
    @CsvSource({"16,16,0A", "12,16,0A", "16,12,0A", "12,12,00", "00,02,00", "02,00,00", "06,02,0A", "1E,12,0A"})
    void holdsToTheLevelsOfTarAndKeyset(String tarLevel, String keysetLevel, String expected) {
        TestCard card = OtaKeySet.AES_128.issue("A308 8003 B00010 8101" + tarLevel, "8401" + keysetLevel);
        Ota ota = ota(card);
        byte[] packet = ota.packet(CC_ONLY, SELECT, Tar.USIM_FILES, 1);
        assertThat(status(ota, CC_ONLY, packet)).isEqualTo(Integer.parseInt(expected, 16));
        assertThat(status(ota, CC_ONLY, ota.packet(CC_ONLY, SELECT, Tar.UICC_FILES, 2)))
                .as("another TAR has the default")
                .isEqualTo(0x0A);
        assertThat(status(ota, CC_ONLY, ota.packet(CC_ONLY, QUERY, Tar.SUBSCRIPTION_MANAGEMENT, 3)))
                .isEqualTo(0x0A);
    }

    @Test
    void takesNoUncheckedCounterForAes() {
        TestCard card = OtaKeySet.AES_128.issue("A308 8003 B00010 8101 00", "8401 00");
        Ota ota = ota(card);
        for (int spi1 : new int[] {0x02, 0x06, 0x0A, 0x0E}) {
            Spi spi = new Spi(spi1, 0x01);
            assertThat(status(ota, spi, ota.packet(spi, SELECT, Tar.USIM_FILES, 5)))
                    .isEqualTo(0x0A);
        }
        assertThat(ota.query().counter()).isEqualTo(new Counter(1));
    }

    /** Mode 01: any counter is taken, and a higher one is stored. */
    @Test
    void storesAnUncheckedCounterOnlyIfItIsHigher() {
        TestCard card = OtaKeySet.TRIPLE_DES_2.issue("A308 8003 B00010 8101 00", "8401 00");
        Ota ota = new Ota(card, 1, OtaKeySet.TRIPLE_DES_2.packetKeys());
        Spi unchecked = Spi.of(0x0E19);
        Spi ignored = Spi.of(0x0619);
        long[] sent = {100, 50, 100, 99};
        for (long cntr : sent) {
            assertThat(status(ota, unchecked, ota.packet(unchecked, SELECT, Tar.USIM_FILES, cntr)))
                    .isZero();
        }
        assertThat(status(ota, ignored, ota.packet(ignored, SELECT, Tar.USIM_FILES, 1000)))
                .isZero();
        assertThat(ota.from(100).query().counter()).isEqualTo(new Counter(101));
    }

    @Test
    void takesAShortCheckValueAndEcbOnlyWhereTheIssuerAllowsIt() {
        String open = "A308 8003 B00010 8101 00";
        Ota shortCmac = new Ota(
                OtaKeySet.AES_128.issue(open + "880105", "840100"),
                1,
                SecurityMatrixTest.Scheme.AES_128_SHORT.packetKeys());
        byte[] packet = shortCmac.packet(Ota.REPORT, SELECT, Tar.USIM_FILES, 1);
        assertThat(status(shortCmac, Ota.REPORT, packet)).isEqualTo(0x06);
        PacketKeys ecbKeys = SecurityMatrixTest.Scheme.DES_ECB.packetKeys();
        Ota ecb = new Ota(OtaKeySet.DES.issue(open + "880103", "840100"), 1, ecbKeys);
        assertThat(status(ecb, Ota.REPORT, ecb.packet(Ota.REPORT, SELECT, Tar.USIM_FILES, 1)))
                .isEqualTo(0x06);
    }

    // ---------------------------------------------------------------- wrong check values

    private static byte[] damaged(byte[] packet) {
        byte[] damaged = packet.clone();
        damaged[damaged.length - 1] ^= 1;
        return damaged;
    }

    private static int failures(Ota ota) {
        return ota.query().failedChecks().orElseThrow();
    }

    private static Keyring keyring(TestCard card) {
        return CardMemory.of(card.instance()).object(Keyring.class);
    }

    @Test
    void countsWrongCheckValuesInARowAndSlowsDown() {
        TestCard card = OtaKeySet.AES_128.issue("890103", "");
        Ota ota = ota(card);
        byte[] wrong = damaged(ota.packet(Ota.REPORT, QUERY));
        int[] rounds = {0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 64, 64};
        for (int i = 0; i < rounds.length; i++) {
            assertThat(keyring(card).delayRounds(Keyring.ACTIVE))
                    .as("after %d", i)
                    .isEqualTo((short) rounds[i]);
            assertThat(status(ota, Ota.REPORT, wrong)).isEqualTo(0x01);
            card.reset();
        }
        assertThat(keyring(card).failureCount(Keyring.ACTIVE)).as("stops").isEqualTo((byte) 9);
        assertThat(failures(ota)).as("a right packet is never refused").isZero();
        assertThat(keyring(card).delayRounds(Keyring.ACTIVE)).isZero();
    }

    /** A packet that was seen on the air must not help whoever guesses. */
    @Test
    void forgivesNothingForAReplayedPacket() {
        TestCard card = OtaKeySet.AES_128.issue("", "");
        Ota ota = ota(card);
        byte[] seen = ota.packet(Ota.REPORT, QUERY);
        assertThat(status(ota, Ota.REPORT, seen)).isZero();
        assertThat(status(ota, Ota.REPORT, damaged(seen))).isEqualTo(0x01);
        assertThat(status(ota, Ota.REPORT, seen)).isEqualTo(0x02);
        assertThat(keyring(card).failureCount(Keyring.ACTIVE)).isEqualTo((byte) 1);
    }

    @Test
    void neverSlowsDownIfTheIssuerSaysSo() {
        TestCard card = OtaKeySet.AES_128.issue("890100", "");
        Ota ota = ota(card);
        byte[] wrong = damaged(ota.packet(Ota.REPORT, QUERY));
        for (int i = 0; i < 30; i++) {
            assertThat(status(ota, Ota.REPORT, wrong)).isEqualTo(0x01);
        }
        assertThat(keyring(card).delayRounds(Keyring.ACTIVE)).isZero();
        assertThat(keyring(card).failureCount(Keyring.ACTIVE)).isEqualTo((byte) 22);
    }

    @Test
    void countsTheManufacturersKeysetToo() {
        TestCard card = TestCard.install(Keys.installParameters(1));
        Ota ota = Ota.manufacturer(card);
        assertThat(status(ota, Ota.REPORT, damaged(ota.packet(Ota.REPORT, QUERY))))
                .isEqualTo(0x01);
        assertThat(keyring(card).failureCount(Keyring.MANUFACTURER)).isEqualTo((byte) 1);
        assertThat(failures(ota)).isZero();
    }

    /** Without keys nobody reads anything: what came ciphered stays so in every plain PoR. */
    @Test
    void showsNothingDecipheredToWhoHasNoKeys() {
        TestCard card = OtaKeySet.AES_128.issue("A308 8003 B00010 8101 00", "8401 00");
        Ota ota = ota(card);
        Spi cipherOnly = Spi.of(0x1401);
        byte[] packet = ota.packet(cipherOnly, SELECT, Tar.USIM_FILES, 7);
        OpenedResponse response = ota.open(ota.deliver(packet), cipherOnly);
        assertThat(response.packet().status().code()).isZero();
        assertThat(response.packet().counter().encode()).isEqualTo(Arrays.copyOfRange(packet, 10, 15));
    }
}
