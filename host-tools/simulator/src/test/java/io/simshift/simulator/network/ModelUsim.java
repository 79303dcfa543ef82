package io.simshift.simulator.network;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Optional;

/** Answers challenges as a USIM with this K does, without APDUs. */
final class ModelUsim implements CardAuthenticator {
    private final Milenage milenage;
    private long highestSeq;
    int challenges;

    ModelUsim(SecretBytes k, SecretBytes opc, long highestSeq) {
        this.milenage = new Milenage(k, opc);
        this.highestSeq = highestSeq;
    }

    @Override
    public AuthenticationAnswer authenticate(byte[] rand, Autn autn) {
        challenges++;
        Optional<SequenceNumber> sqn = autn.verify(milenage, rand, SequenceNumber.DEFAULT_INDEX_BITS);
        if (sqn.isEmpty()) {
            return new AuthenticationAnswer.MacFailure();
        }
        if (sqn.get().seq() <= highestSeq) {
            SequenceNumber onCard = SequenceNumber.of(highestSeq, 7, SequenceNumber.DEFAULT_INDEX_BITS);
            return new AuthenticationAnswer.SynchronisationFailure(Auts.of(milenage, rand, onCard));
        }
        highestSeq = sqn.get().seq();
        return new AuthenticationAnswer.Success(
                AkaVector.generate(milenage, rand, sqn.get(), autn.amf()).xres());
    }
}
