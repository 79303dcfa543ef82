package io.simshift.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read of a packet: the tables of TS 102 225 in plain words. */
class PacketDescriptionTest {
    @ParameterizedTest
    @CsvSource({
        "00, 'implicit keyset, algorithm known implicitly'",
        "10, 'keyset 1, algorithm known implicitly'",
        "11, 'keyset 1, DES-CBC'",
        "15, 'keyset 1, 3DES outer-CBC, 2 keys'",
        "19, 'keyset 1, 3DES outer-CBC, 3 keys'",
        "1D, 'keyset 1, DES-ECB'",
        "F2, 'keyset 15, AES-CBC'",
        "24, 'keyset 2, algorithm known implicitly'",
        "26, 'keyset 2, reserved algorithm'",
        "2E, 'keyset 2, reserved algorithm'",
        "23, 'keyset 2, proprietary algorithm'",
        "2F, 'keyset 2, proprietary algorithm'",
    })
    void saysWhatKicAsksFor(String kic, String words) {
        KeyIdentifier identifier = new KeyIdentifier(Integer.parseInt(kic, 16));
        assertThat(identifier.describeAsKic()).isEqualTo(words);
        assertThat(identifier).hasToString(kic);
    }

    @ParameterizedTest
    @CsvSource({
        "11, CC, 'keyset 1, DES CBC-MAC'",
        "11, RC, 'keyset 1, CRC-16'",
        "15, CC, 'keyset 1, 3DES CBC-MAC, 2 keys'",
        "15, RC, 'keyset 1, CRC-32'",
        "19, CC, 'keyset 1, 3DES CBC-MAC, 3 keys'",
        "19, RC, 'keyset 1, reserved'",
        "12, CC, 'keyset 1, AES-CMAC'",
        "12, RC, 'keyset 1, reserved'",
        "1D, CC, 'keyset 1, reserved algorithm'",
        "04, CC, 'implicit keyset, algorithm known implicitly'",
        "3B, NONE, 'keyset 3, proprietary algorithm'",
    })
    void saysWhatKidAsksFor(String kid, Spi.Check check, String words) {
        assertThat(new KeyIdentifier(Integer.parseInt(kid, 16)).describeAsKid(check))
                .isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "0000, 'no check value, not ciphered, no counter', 'no proof of receipt'",
        "0901, 'redundancy check, not ciphered, counter present, not checked', "
                + "'proof of receipt always, no check value, not ciphered, by SMS-DELIVER-REPORT'",
        "1606, 'cryptographic checksum, ciphered, process only if the counter is higher than the stored one', "
                + "'proof of receipt on error only, redundancy check, not ciphered, by SMS-DELIVER-REPORT'",
        "1B33, 'digital signature, not ciphered, process only if the counter is one higher than the stored one', "
                + "'reserved proof of receipt mode, no check value, ciphered, by SMS-SUBMIT'",
        "040D, 'no check value, ciphered, no counter', "
                + "'proof of receipt always, digital signature, not ciphered, by SMS-DELIVER-REPORT'",
    })
    void saysWhatSpiAsksFor(String hex, String command, String response) {
        Spi spi = Spi.of(Integer.parseInt(hex, 16));
        assertThat(spi.describeCommand()).isEqualTo(command);
        assertThat(spi.describeResponse()).isEqualTo(response);
        assertThat(spi.describe()).isEqualTo(command + "; " + response);
        assertThat(spi).hasToString(hex);
        assertThat(spi.value()).isEqualTo(Integer.parseInt(hex, 16));
    }

    @ParameterizedTest
    @CsvSource({
        "000000, issuer security domain",
        "000001, other application",
        "3B0001, subscription management",
        "AFFFFF, other application",
        "B00000, UICC file management",
        "B00001, files of an application",
        "B0000F, UICC file management",
        "B00010, SIM or USIM file management",
        "B0001F, SIM or USIM file management",
        "B00020, other application",
        "BFFEFF, other application",
        "BFFF00, proprietary toolkit application",
        "BFFFFF, proprietary toolkit application",
        "C00000, other application",
    })
    void saysWhatATarIsFor(String tar, String words) {
        assertThat(Tar.parse(tar).describe()).isEqualTo(words);
        assertThat(Tar.parse(tar.toLowerCase())).hasToString(tar);
    }

    @ParameterizedTest
    @CsvSource({
        "00, done",
        "01, check value wrong",
        "02, counter too low",
        "03, counter too high",
        "04, counter blocked",
        "05, ciphering error",
        "06, unidentified security error",
        "07, not enough memory",
        "08, 'more time needed, the final answer follows'",
        "09, TAR unknown",
        "0A, security level too low",
        "0B, the real answer comes by SMS-SUBMIT",
        "0C, the real answer comes by USSD",
        "0D, reserved",
        "BF, reserved",
        "C0, proprietary",
        "FE, proprietary",
        "FF, reserved",
    })
    void saysWhatAStatusMeans(String code, String words) {
        PorStatus status = new PorStatus(Integer.parseInt(code, 16));
        assertThat(status.describe()).isEqualTo(words);
        assertThat(status).hasToString(code);
        assertThat(status.isOk()).isEqualTo(code.equals("00"));
    }

    @Test
    void eachAlgorithmHasItsOwnWords() {
        assertThat(Arrays.stream(CipherAlgorithm.values()).map(CipherAlgorithm::describe))
                .doesNotHaveDuplicates()
                .contains("AES-CBC", "not ciphered", "3DES-ECB, 3 keys (implicit)");
        assertThat(Arrays.stream(IntegrityAlgorithm.values()).map(IntegrityAlgorithm::describe))
                .doesNotHaveDuplicates()
                .contains("AES-CMAC, 4 bytes", "no check", "CRC-16");
    }
}
