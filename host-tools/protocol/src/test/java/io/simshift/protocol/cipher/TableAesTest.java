package io.simshift.protocol.cipher;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.cipher.CipherEngine.Direction;
import io.simshift.protocol.cipher.CipherEngine.Mode;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our AES against the platform's. */
class TableAesTest {
    private static final int BLOCK = 16;
    private static final int ROUNDS = 500;

    @ParameterizedTest
    @CsvSource({"16, CBC", "24, CBC", "32, CBC", "16, ECB", "24, ECB", "32, ECB"})
    void agreesWithThePlatformUnderEverNewKeys(int keyLength, Mode mode) {
        Random random = new Random(keyLength);
        CipherEngine ours = new TableAes(mode);
        CipherEngine platform = new JdkEngine("AES", BLOCK, mode);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] key = new byte[keyLength];
            random.nextBytes(key);
            byte[] data = new byte[i % 9 * BLOCK];
            random.nextBytes(data);
            for (Direction direction : Direction.values()) {
                ours.init(direction, key);
                platform.init(direction, key);
                assertThat(ours.run(data)).isEqualTo(platform.run(data));
                assertThat(ours.run(data)).as("the second run begins anew").isEqualTo(platform.run(data));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 16", "16, 32", "24, 16"})
    void aKeyLeavesNothingToTheNext(int firstLength, int secondLength) {
        byte[] data = new byte[BLOCK];
        CipherEngine used = new TableAes(Mode.ECB);
        used.init(Direction.DECRYPT, new byte[firstLength]);
        used.run(data);
        used.init(Direction.ENCRYPT, new byte[secondLength]);
        CipherEngine fresh = new TableAes(Mode.ECB);
        fresh.init(Direction.ENCRYPT, new byte[secondLength]);
        assertThat(used.run(data)).isEqualTo(fresh.run(data));
    }
}
