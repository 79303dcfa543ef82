package io.simshift.protocol.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.cipher.CipherEngine.Direction;
import io.simshift.protocol.cipher.CipherEngine.Mode;
import java.util.Arrays;
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
                assertThat(run(ours, data)).isEqualTo(run(platform, data));
                assertThat(run(ours, data)).as("the second run begins anew").isEqualTo(run(platform, data));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 16", "16, 32", "24, 16"})
    void aKeyLeavesNothingToTheNext(int firstLength, int secondLength) {
        byte[] data = new byte[BLOCK];
        CipherEngine used = new TableAes(Mode.ECB);
        used.init(Direction.DECRYPT, new byte[firstLength]);
        run(used, data);
        used.init(Direction.ENCRYPT, new byte[secondLength]);
        CipherEngine fresh = new TableAes(Mode.ECB);
        fresh.init(Direction.ENCRYPT, new byte[secondLength]);
        assertThat(run(used, data)).isEqualTo(run(fresh, data));
    }

    @ParameterizedTest
    @CsvSource({"ENCRYPT, CBC", "DECRYPT, CBC", "ENCRYPT, ECB", "DECRYPT, ECB"})
    void aPartOfAnArrayLeavesTheRestAlone(Direction direction, Mode mode) {
        byte[] data = new byte[5 * BLOCK];
        new Random(BLOCK).nextBytes(data);
        CipherEngine ours = new TableAes(mode);
        CipherEngine platform = new JdkEngine("AES", BLOCK, mode);
        ours.init(direction, new byte[BLOCK]);
        platform.init(direction, new byte[BLOCK]);
        byte[] right = data.clone();
        byte[] part = run(platform, Arrays.copyOfRange(data, 7, 7 + 3 * BLOCK));
        System.arraycopy(part, 0, right, 7, part.length);
        byte[] byPlatform = data.clone();

        ours.run(data, 7, 3 * BLOCK);
        platform.run(byPlatform, 7, 3 * BLOCK);

        assertThat(data).isEqualTo(right);
        assertThat(byPlatform).isEqualTo(right);
        assertThatThrownBy(() -> ours.run(data, 0, BLOCK + 1)).hasMessage("17 bytes are not whole blocks of 16");
        assertThatThrownBy(() -> ours.run(data, 4 * BLOCK + 1, BLOCK)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] run(CipherEngine engine, byte[] data) {
        byte[] out = data.clone();
        engine.run(out, 0, out.length);
        return out;
    }
}
