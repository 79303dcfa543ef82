package io.simshift.simulator.globalplatform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Load files that are cut off or damaged: refused, or read as what they then are, never anything else. */
class LoadFileTest {
    private static final byte[] GENUINE = new TinyPackage().block();

    @Test
    void refusesEveryBeginningOfAPackage() {
        assertThat(LoadFile.decode(GENUINE).modules()).hasSize(1);
        for (int length = 0; length < GENUINE.length; length++) {
            byte[] cut = Arrays.copyOf(GENUINE, length);
            assertThatThrownBy(() -> LoadFile.decode(cut)).as(length + " bytes").isInstanceOf(Refusal.class);
        }
    }

    @Test
    void readsOrRefusesWithOneBitFlipped() {
        int refused = 0;
        for (int bit = 0; bit < 8 * GENUINE.length; bit++) {
            byte[] damaged = GENUINE.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(LoadFile.decode(damaged).aid()).isNotNull();
            } catch (Refusal e) {
                refused++;
            }
        }
        assertThat(refused).as("tags, sizes, magic and lengths are looked at").isGreaterThan(GENUINE.length);
    }
}
