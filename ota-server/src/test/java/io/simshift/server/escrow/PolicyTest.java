package io.simshift.server.escrow;

import static io.simshift.server.escrow.EscrowBench.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The custodian's policy, which outlives the process, and which officers guard. */
class PolicyTest {
    @TempDir
    Path folder;

    private EscrowBench bench;

    @BeforeEach
    void open() {
        bench = new EscrowBench(folder);
        bench.escrow.registerOfficer(
                new OperatorId("anna"), bench.identity("anna").certificate());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void approve(String document) {
        SignedApproval approval = SignedApproval.sign(new OperatorId("anna"), document, bench.identity("anna"));
        SignedApproval carried = SignedApproval.decode(approval.encode());
        assertThat(bench.escrow.approve(carried)).isTrue();
    }

    @Test
    void keepsThePolicyInTheDatabase() throws IOException {
        EscrowPolicy policy = new EscrowPolicy(true, 1, 30, true);
        bench.escrow.setPolicy(policy);
        bench.escrow.close();
        try (EscrowBench.Again again = bench.again()) {
            assertThat(again.escrow().policy()).isEqualTo(policy);
        }
    }

    @Test
    void isChangedOnlyWithTheOfficersThatItDemands() throws IOException {
        bench.escrow.setPolicy(new EscrowPolicy(false, 1));
        EscrowPolicy none = new EscrowPolicy(false, 0);
        ApprovalMissingException missing =
                catchThrowableOfType(ApprovalMissingException.class, () -> bench.escrow.setPolicy(none));
        assertThat(missing).hasMessageStartingWith("0 of 1 officers have approved this");
        assertThat(missing.text()).contains("# officers: 0\n");
        assertThat(bench.escrow.policy().officers()).isEqualTo(1);
        approve(missing.document());
        bench.escrow.setPolicy(none);
        assertThat(bench.escrow.policy().officers()).isZero();
        bench.escrow.setPolicy(new EscrowPolicy(false, 1));
        // The approval was for that one change.
        assertThatThrownBy(() -> bench.escrow.setPolicy(none)).isInstanceOf(ApprovalMissingException.class);
        assertThat(bench.ledger()).contains("\"action\":\"policy\"", missing.document());
    }

    @Test
    void guardsTheConsentOfAFleetToo() {
        OperatorId owner = new OperatorId("meters");
        bench.escrow.registerOwner(owner, bench.identity("meters").certificate());
        bench.escrow.putFleet(new Fleet("fleet", owner, Set.of(Fleet.Party.OWNER)));
        bench.escrow.setPolicy(new EscrowPolicy(false, 1));
        Fleet weaker = new Fleet("fleet", owner, Set.of());
        ApprovalMissingException missing =
                catchThrowableOfType(ApprovalMissingException.class, () -> bench.escrow.putFleet(weaker));
        approve(missing.document());
        bench.escrow.putFleet(weaker);
        bench.escrow.putFleet(new Fleet("fleet", owner, Set.of(Fleet.Party.OWNER)));
    }

    @Test
    void addsToWhatTheEscrowWasOpenedWith() {
        bench.escrow.setPolicy(new EscrowPolicy(false, 0, 30, false));
        assertThat(reason(bench.escrow.reserve(bench.signed(bench.handover("A", "B", 2)))))
                .isEqualTo(Refusal.NO_END);
        EscrowPolicy both = new EscrowPolicy(true, 2, 10, false).and(new EscrowPolicy(false, 1, 30, true));
        assertThat(both).isEqualTo(new EscrowPolicy(true, 2, 10, true));
    }
}
