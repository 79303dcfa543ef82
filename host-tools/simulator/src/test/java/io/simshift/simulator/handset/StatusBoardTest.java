package io.simshift.simulator.handset;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.simulator.handset.HandsetStatus.State;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private final StatusBoard board = new StatusBoard();

    @Test
    void givesTheStatusThatMetTheCondition() {
        CompletableFuture<HandsetStatus> off = board.when(status -> {
            board.post(HandsetStatus.NO_CARD); // the handset moves on just then
            return status.state() == State.OFF;
        });

        assertThat(off).isCompletedWithValue(HandsetStatus.OFF);
    }

    @Test
    void waitsForTheCondition() {
        CompletableFuture<HandsetStatus> noCard = board.when(status -> status.state() == State.NO_CARD);
        assertThat(noCard).isNotDone();

        board.post(HandsetStatus.NO_CARD);
        board.post(HandsetStatus.OFF);

        assertThat(noCard).isCompletedWithValue(HandsetStatus.NO_CARD);
    }
}
