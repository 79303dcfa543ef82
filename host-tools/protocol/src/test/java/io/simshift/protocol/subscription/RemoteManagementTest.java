package io.simshift.protocol.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AccessDomain.Condition;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Install parameters about packets and scripts, against bytes written by hand. */
class RemoteManagementTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecretBytes KEY = SecretBytes.copyOf(new byte[16]);
    private static final String KEYSET =
            "a136" + ("8410" + "00".repeat(16)) + ("8510" + "00".repeat(16)) + ("8610" + "00".repeat(16));
    private static final String BASE = "800104" + "82011c" + KEYSET;
    private static final InstallParameters PARAMETERS = new InstallParameters(4, 28, KEY, KEY, KEY);

    private static RemoteManagement everything() {
        return new RemoteManagement(
                List.of(
                        new TarAccess(
                                Tar.SUBSCRIPTION_MANAGEMENT, Optional.of(new MinimumSecurity(0x16)), Optional.empty()),
                        new TarAccess(
                                Tar.USIM_FILES,
                                Optional.of(new MinimumSecurity(0x12)),
                                Optional.of(AccessDomain.of(Set.of(Condition.ALWAYS, Condition.ADM1)))),
                        new TarAccess(Tar.UICC_FILES, Optional.empty(), Optional.of(AccessDomain.NONE))),
                OptionalInt.of(6),
                true,
                true,
                OptionalInt.of(0));
    }

    private static final String EVERYTHING = "a308" + "80033b0001" + "810116"
            + "a30c" + "8003b00010" + "810112" + "82020205"
            + "a308" + "8003b00000" + "8201ff"
            + "810106" + "880103" + "890100";

    @Test
    void codesEachOption() {
        InstallParameters parameters = PARAMETERS.with(everything());
        assertThat(HEX.formatHex(parameters.encode())).isEqualTo(BASE + EVERYTHING);
        assertThat(InstallParameters.decode(HEX.parseHex(BASE + EVERYTHING))).isEqualTo(parameters);
        Damage.neverMistakesTruncation(parameters.encode(), InstallParameters::decode);
        Damage.neverMistakesFlippedBit(parameters.encode(), InstallParameters::decode);
    }

    @Test
    void saysNothingWhereNothingIsAskedFor() {
        assertThat(HEX.formatHex(PARAMETERS.encode())).isEqualTo(BASE);
        assertThat(InstallParameters.decode(HEX.parseHex(BASE)).remote()).isEqualTo(RemoteManagement.DEFAULT);
        assertThat(InstallParameters.decode(HEX.parseHex(BASE + "880100")).remote())
                .isEqualTo(RemoteManagement.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a308" + "80033b0001" + "810116" + "a308" + "80033b0001" + "810112", // a TAR twice
                "a305" + "8202" + "0205" + "00", // no TAR
                "a303" + "810116", // no TAR
                "a305" + "80033b0001" + "a3", // cut off
                "a308" + "80033b0001" + "810136", // reserved bits
                "a308" + "80033b0001" + "810103", // a digital signature
                "a308" + "80033b0001" + "820101", // an unknown access domain
                "a307" + "80033b0001" + "8200", // an empty one
                "a309" + "80033b0001" + "82020208", // an unknown condition
                "a309" + "80033b0001" + "82020000", // too long
                "8102000a",
                "880108",
                "880101880101",
                "8900"
            })
    void refusesWhatMeansNothing(String hex) {
        assertThatThrownBy(() -> InstallParameters.decode(HEX.parseHex(BASE + hex)))
                .isInstanceOf(WireFormatException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 1639, true",
        "16, 1e39, true",
        "1e, 1639, true",
        "16, 1239, false",
        "16, 1539, false",
        "16, 0e39, false",
        "12, 1639, true",
        "01, 0200, true",
        "02, 0100, false",
        "00, 0000, true",
        "08, 0000, false"
    })
    void comparesEachProtectionByItself(String least, String spi, boolean met) {
        MinimumSecurity minimum = new MinimumSecurity(Integer.parseInt(least, 16));
        assertThat(minimum.isMetBy(Spi.of(Integer.parseInt(spi, 16)))).isEqualTo(met);
    }

    @Test
    void coversEveryAccessDomain() {
        for (AccessDomain domain : List.of(
                AccessDomain.FULL,
                AccessDomain.NONE,
                AccessDomain.of(Set.of()),
                AccessDomain.of(Set.of(Condition.PIN1)),
                AccessDomain.of(Set.of(Condition.values())))) {
            assertThat(AccessDomain.decode(domain.encode())).isEqualTo(domain);
        }
        assertThat(AccessDomain.of(Set.of(Condition.values())).encode()).containsExactly(0x02, 0x07);
        assertThatThrownBy(() -> new AccessDomain(AccessDomain.Kind.FULL, Set.of(Condition.PIN1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void numbersAreBytes() {
        assertThatThrownBy(
                        () -> new RemoteManagement(List.of(), OptionalInt.of(256), false, false, OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RemoteManagement(List.of(), OptionalInt.empty(), false, false, OptionalInt.of(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void allowsDesEcbByABitOfItsOwn() {
        InstallParameters parameters = PARAMETERS.with(
                new RemoteManagement(List.of(), OptionalInt.empty(), false, false, true, OptionalInt.empty()));
        assertThat(HEX.formatHex(parameters.encode())).isEqualTo(BASE + "880104");
        assertThat(InstallParameters.decode(parameters.encode())).isEqualTo(parameters);
    }
}
