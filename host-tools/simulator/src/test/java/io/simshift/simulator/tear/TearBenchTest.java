package io.simshift.simulator.tear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TearBenchTest {
    private static final int SHOWN = 3;
    private static final TearBench BENCH = new TearBench();

    static Set<String> operations() {
        return TearBench.operations().keySet();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void leavesTheCardWhollyBeforeOrWhollyAfter(String operation) {
        TearRun.Result result = BENCH.tear(operation, TearRun.Depth.SAMPLED);

        assertThat(result.inconsistencies().stream().limit(SHOWN)).isEmpty();
        assertThat(result.cutPoints()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flip", "finalise"})
    void holdsWhenTheRestartIsCutToo(String operation) {
        TearRun.Result result = BENCH.tear(operation, new TearRun.Depth(false, true));

        assertThat(result.inconsistencies().stream().limit(SHOWN)).isEmpty();
    }

    /** The same applet on a card without transactions: what the harness is for must show there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "flip",
                "confirm",
                "confirm-by-authentication",
                "fallback-by-resets",
                "store-slot",
                "re-key",
                "pair",
                "foreign-device"
            })
    void noticesThatTransactionsAreMissing(String operation) {
        TearBench withoutTransactions = new TearBench(new PersistentMemory(false));

        TearRun.Result result = withoutTransactions.tear(operation, TearRun.Depth.SAMPLED);

        assertThat(result.inconsistencies()).isNotEmpty();
    }

    /** Before it there are the transactions of personalisation, which are larger. */
    @Test
    void tellsTheLargestTransactionOfTheOperationAlone() {
        assertThat(BENCH.tear("update-binary", TearRun.Depth.SAMPLED).largestTransaction())
                .isZero();
        int flip = BENCH.tear("flip", TearRun.Depth.SAMPLED).largestTransaction();
        int rekey = BENCH.tear("re-key", TearRun.Depth.SAMPLED).largestTransaction();
        assertThat(flip).isBetween(1, rekey - 1);
    }

    @Test
    void knowsItsOperations() {
        assertThatThrownBy(() -> BENCH.tear("unknown", TearRun.Depth.SAMPLED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown");
    }
}
