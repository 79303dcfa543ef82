package io.simshift.protocol.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretBytesTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        "0f, 00ff10, 0ff01f",
        "00112233445566778899aabbccddeeff, ffffffffffffffffffffffffffffffff, ffeeddccbbaa99887766554433221100",
        "00112233445566778899, 0000000000000000000000112233445566778899, 0011223344556677889900000000000000000000",
    })
    void isXoredOntoEachPart(String secret, String target, String result) {
        byte[] bytes = HEX.parseHex(target);
        SecretBytes.copyOf(HEX.parseHex(secret)).xorInto(bytes);
        assertThat(HEX.formatHex(bytes)).isEqualTo(result);
    }

    @Test
    void isNotXoredOntoAPartOfIts() {
        SecretBytes secret = SecretBytes.copyOf(new byte[16]);
        assertThatThrownBy(() -> secret.xorInto(new byte[17]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("17 bytes are not whole parts of 16 bytes");
        assertThatThrownBy(() -> SecretBytes.copyOf(new byte[0]).xorInto(new byte[16]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCopyOutlivesTheFirst() {
        SecretBytes first = SecretBytes.copyOf(new byte[] {1, 2, 3});
        SecretBytes copy = first.copy();
        first.close();
        assertThat(first.reveal()).containsOnly(0);
        assertThat(copy.reveal()).containsExactly(1, 2, 3);
        assertThat(copy).isNotEqualTo(first).hasToString("SecretBytes[3 bytes]");
    }
}
