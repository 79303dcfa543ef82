package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.aka.SequenceNumberArray;
import io.simshift.protocol.aka.SequenceNumberArray.Verdict;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import java.util.Optional;

/** Our code on the host: every function, and the USIM's procedure (TS 33.102 6.3.3) put together from them. */
final class HostTarget implements Target {
    @Override
    public String name() {
        return "host";
    }

    @Override
    public boolean computesFunctions() {
        return true;
    }

    @Override
    public Usim usim(SubscriberKeys keys, boolean jumpLimit) {
        long delta = jumpLimit ? SequenceNumberArray.DEFAULT_DELTA : SequenceNumberArray.NO_LIMIT;
        return new ModelUsim(keys.algorithm(), SequenceNumberArray.fresh(SequenceNumber.DEFAULT_INDEX_BITS, delta));
    }

    @Override
    public void checkPacket(CommandPacket packet, PacketKeys keys, Framing framing, byte[] wire, RowChecks checks) {
        checks.equal("command_packet, encoded", wire, SecuredPackets.secure(packet, keys, framing));
        CommandPacket decoded = SecuredPackets.open(wire, keys, framing).packet();
        checks.equal("command_packet, decoded", packet, decoded);
        checks.equal("secured_data", packet.data(), decoded.data());
    }

    private static final class ModelUsim implements Usim {
        private final AkaAlgorithm algorithm;
        private SequenceNumberArray accepted;

        ModelUsim(AkaAlgorithm algorithm, SequenceNumberArray accepted) {
            this.algorithm = algorithm;
            this.accepted = accepted;
        }

        @Override
        public Answer authenticate(byte[] rand, byte[] autn) {
            Optional<SequenceNumber> sqn = Autn.decode(autn).verify(algorithm, rand, SequenceNumber.DEFAULT_INDEX_BITS);
            if (sqn.isEmpty()) {
                return Answer.refused(StatusWord.AUTHENTICATION_MAC_FAILURE);
            }
            if (accepted.check(sqn.get()) != Verdict.ACCEPTED) {
                Auts auts = Auts.of(algorithm, rand, accepted.highest());
                return Answer.of(new AuthenticateAnswer.SynchronisationFailure(auts));
            }
            accepted = accepted.accept(sqn.get());
            AkaAlgorithm.Responses responses = algorithm.responses(rand);
            return Answer.of(
                    new AuthenticateAnswer.Success(responses.res(), responses.ck(), responses.ik(), Optional.empty()));
        }

        @Override
        public Answer authenticateGsm(byte[] rand) {
            GsmTriplet triplet = GsmTriplet.of(algorithm, rand);
            return Answer.of(new AuthenticateAnswer.Gsm(triplet.sres(), triplet.kc()));
        }

        @Override
        public Optional<SequenceNumber> highest() {
            return Optional.of(accepted.highest());
        }

        @Override
        public void close() {
            // holds nothing that has to be given back
        }
    }
}
