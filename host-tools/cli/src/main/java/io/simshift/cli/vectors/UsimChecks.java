package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.SequenceNumber;
import java.util.Optional;

/** What the answers of a USIM must be; the same for a model on the host and for a card. */
final class UsimChecks {
    private final RowChecks checks;

    UsimChecks(RowChecks checks) {
        this.checks = checks;
    }

    /** The challenge must be accepted, with these values where the row has the columns. */
    void accepted(Usim.Answer answer, VectorRow row, String resColumn, String ckColumn, String ikColumn) {
        checks.equal("answer to AUTN", "accept", answer.verdict());
        if (answer.content().orElse(null) instanceof AuthenticateAnswer.Success success) {
            answered(row, resColumn, success.res());
            answered(row, ckColumn, success.ck().reveal());
            answered(row, ikColumn, success.ik().reveal());
        }
    }

    /** The challenge must be answered with an AUTS whose MAC-S is right and which holds {@code sqnMs}. */
    void notFresh(Usim.Answer answer, AkaAlgorithm algorithm, byte[] rand, SequenceNumber sqnMs) {
        checks.equal("answer to AUTN", "resync", answer.verdict());
        if (answer.content().orElse(null) instanceof AuthenticateAnswer.SynchronisationFailure failure) {
            Optional<SequenceNumber> found = failure.auts().verify(algorithm, rand);
            checks.equal(
                    "SQN_MS in AUTS", sqnMs, found.map(SequenceNumber::toString).orElse("MAC-S is wrong"));
        }
    }

    /** The challenge must be answered with exactly the AUTS of this column. */
    void auts(Usim.Answer answer, VectorRow row, String column) {
        checks.equal("answer to a repeated AUTN", "resync", answer.verdict());
        if (answer.content().orElse(null) instanceof AuthenticateAnswer.SynchronisationFailure failure) {
            answered(row, column, failure.auts().encode());
        }
    }

    /** The answer in GSM context. */
    void gsm(Usim.Answer answer, VectorRow row, String sresColumn, String kcColumn) {
        checks.equal("answer in GSM context", "accept", answer.verdict());
        if (answer.content().orElse(null) instanceof AuthenticateAnswer.Gsm gsm) {
            answered(row, sresColumn, gsm.sres());
            answered(row, kcColumn, gsm.kc().reveal());
        }
    }

    private void answered(VectorRow row, String column, byte[] got) {
        if (row.has(column)) {
            checks.equal(column + " in the answer", row.hex(column), got);
        }
    }
}
