package io.simshift.protocol.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.secret.SecretBytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlockCipherTest {
    private static final HexFormat HEX = HexFormat.of();

    private static SecretBytes key(String hex) {
        return SecretBytes.copyOf(HEX.parseHex(hex));
    }

    /** FIPS 197 appendix C, and the first sample of FIPS 81 for DES. */
    @ParameterizedTest
    @CsvSource({
        "AES, 000102030405060708090a0b0c0d0e0f, 00112233445566778899aabbccddeeff, 69c4e0d86a7b0430d8cdb78070b4c55a",
        "AES, 000102030405060708090a0b0c0d0e0f1011121314151617, 00112233445566778899aabbccddeeff,"
                + " dda97ca4864cdfe06eaf70a0ec0d7191",
        "AES, 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 00112233445566778899aabbccddeeff,"
                + " 8ea2b7ca516745bfeafc49904b496089",
        "DES, 0123456789abcdef, 4e6f772069732074, 3fa40e8a984d4815",
    })
    void agreesWithPublishedBlocks(BlockCipher cipher, String key, String clear, String ciphered) {
        assertThat(HEX.formatHex(cipher.encryptEcb(key(key), HEX.parseHex(clear))))
                .isEqualTo(ciphered);
        assertThat(HEX.formatHex(cipher.decryptEcb(key(key), HEX.parseHex(ciphered))))
                .isEqualTo(clear);
        assertThat(HEX.formatHex(cipher.encryptCbc(key(key), HEX.parseHex(clear))))
                .as("the first block of CBC with a zero initial value")
                .isEqualTo(ciphered);
        assertThat(HEX.formatHex(cipher.decryptCbc(key(key), HEX.parseHex(ciphered))))
                .isEqualTo(clear);
    }

    @Test
    void twoKeysOfTripleDesAreThreeWhoseLastIsTheFirst() {
        String one = "0123456789abcdef";
        String two = "fedcba9876543210";
        byte[] clear = HEX.parseHex("00112233445566778899aabbccddeeff");
        assertThat(BlockCipher.TRIPLE_DES.encryptCbc(key(one + two), clear))
                .isEqualTo(BlockCipher.TRIPLE_DES.encryptCbc(key(one + two + one), clear))
                .isNotEqualTo(BlockCipher.TRIPLE_DES.encryptCbc(key(one + two + two), clear));
        assertThat(BlockCipher.TRIPLE_DES.encryptCbc(key(one + one), clear))
                .as("equal keys make it DES")
                .isEqualTo(BlockCipher.DES.encryptCbc(key(one), clear));
    }

    @Test
    void blocksAreChainedInCbcAndAloneInEcb() {
        SecretBytes key = key("000102030405060708090a0b0c0d0e0f");
        byte[] twice = new byte[32];
        String ecb = HEX.formatHex(BlockCipher.AES.encryptEcb(key, twice));
        assertThat(ecb.substring(0, 32)).isEqualTo(ecb.substring(32));
        String cbc = HEX.formatHex(BlockCipher.AES.encryptCbc(key, twice));
        assertThat(cbc.substring(0, 32)).isEqualTo(ecb.substring(0, 32));
        assertThat(cbc.substring(32)).isNotEqualTo(ecb.substring(32));
    }

    @ParameterizedTest
    @EnumSource
    void takesWholeBlocksAndKeysOfItsLengthsOnly(BlockCipher cipher) {
        SecretBytes key = SecretBytes.copyOf(new byte[cipher == BlockCipher.DES ? 8 : 16]);
        assertThat(cipher.takesKeyOf(key.length())).isTrue();
        assertThat(cipher.encryptEcb(key, new byte[0])).isEmpty();
        assertThat(cipher.blockLength()).isEqualTo(cipher == BlockCipher.AES ? 16 : 8);
        assertThatThrownBy(() -> cipher.encryptCbc(key, new byte[cipher.blockLength() + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not whole blocks");
        SecretBytes other = SecretBytes.copyOf(new byte[15]);
        assertThat(cipher.takesKeyOf(15)).isFalse();
        assertThatThrownBy(() -> cipher.decryptEcb(other, new byte[16]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes no key of 15 bytes");
    }
}
