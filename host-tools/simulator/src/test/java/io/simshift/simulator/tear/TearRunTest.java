package io.simshift.simulator.tear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TearRunTest {
    private static final int SHOWN = 3;

    static Set<String> operations() {
        return TearRun.operations().keySet();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void leavesTheCardWhollyBeforeOrWhollyAfter(String operation) {
        TearRun.Result result = TearRun.tear(operation, TearRun.Depth.SAMPLED);

        assertThat(result.inconsistencies().stream().limit(SHOWN)).isEmpty();
        assertThat(result.cutPoints()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flip", "finalise"})
    void holdsWhenTheRestartIsCutToo(String operation) {
        TearRun.Result result = TearRun.tear(operation, new TearRun.Depth(false, true));

        assertThat(result.inconsistencies().stream().limit(SHOWN)).isEmpty();
    }

    /** The same applet on a card without transactions: what the harness is for must show there. */
    @ParameterizedTest
    @ValueSource(strings = {"flip", "confirm", "confirm-by-authentication", "fallback-by-resets", "store-slot"})
    void noticesThatTransactionsAreMissing(String operation) {
        Operation torn = Operations.all().stream()
                .filter(candidate -> candidate.name().equals(operation))
                .findFirst()
                .orElseThrow();

        TearRun.Result result = TearRun.tear(torn, TearRun.Depth.SAMPLED, new PersistentMemory(false, false));

        assertThat(result.inconsistencies()).isNotEmpty();
    }

    @Test
    void knowsItsOperations() {
        assertThatThrownBy(() -> TearRun.tear("unknown", TearRun.Depth.SAMPLED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown");
    }
}
