package io.simshift.server.transfer;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.operator.OperatorId;
import java.time.Duration;
import java.time.Instant;

/** Transfers for tests, in each phase as it is commonly reached. */
final class Transfers {
    static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
    static final Instant DUE = START.plus(Duration.ofMinutes(10));
    static final Instant DEADLINE = START.plus(Duration.ofHours(24));
    static final TransferPolicy POLICY = new TransferPolicy(
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(4),
            2);
    static final TransferMachine MACHINE = new TransferMachine(POLICY);

    private Transfers() {}

    static TransferState ordered(TransferMode mode) {
        return TransferState.ordered(new TransferState.Order(
                new TransferId(0x1122334455667788L),
                "campaign",
                Iccid.withCheckDigit("891234567890000000"),
                new Imsi("262020000000001"),
                new OperatorId("B"),
                mode,
                new SlotIndex(1),
                new SlotIndex(2),
                DEADLINE));
    }

    static TransferState in(Phase phase) {
        boolean sentOnce = switch (phase) {
            case ORDERED, RESERVED, PROVISIONED, CANCELLED -> false;
            default -> true;
        };
        boolean timed = switch (phase) {
            case ORDERED, RESERVED, QUEUED, SENT, ACCEPTED, ACKNOWLEDGED, CANCELLING, UNKNOWN -> true;
            default -> false;
        };
        boolean provisioned = phase != Phase.ORDERED && phase != Phase.RESERVED;
        boolean resolved = phase == Phase.REJECTED || phase == Phase.EXPIRED;
        return new TransferState(
                ordered(TransferMode.PROVISION_FIRST).order(),
                phase,
                sentOnce ? 7 : 0,
                0,
                sentOnce ? 1 : 0,
                sentOnce ? 1 : 0,
                sentOnce && !resolved ? 1 : 0,
                0,
                provisioned,
                timed ? DUE : null,
                "");
    }

    static TransferState with(TransferState state, int submissions, int unresolved, int rebuilds) {
        return new TransferState(
                state.order(),
                state.phase(),
                state.counter(),
                rebuilds,
                1,
                submissions,
                unresolved,
                state.asked(),
                state.provisioned(),
                state.dueAt(),
                state.reason());
    }
}
