package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.StatusWord;
import java.util.Optional;

/** A USIM that can be authenticated with (TS 31.102 7.1). */
interface Usim extends AutoCloseable {
    /** What it answers to a challenge in 3G context. */
    Answer authenticate(byte[] rand, byte[] autn);

    /** What it answers to a challenge in GSM context. */
    Answer authenticateGsm(byte[] rand);

    /** SQN_MS, the highest sequence number that it has accepted, where it can be looked at. */
    Optional<SequenceNumber> highest();

    @Override
    void close();

    /**
     * An answer.
     *
     * @param status status word
     * @param content its data; none where the challenge was refused
     */
    record Answer(StatusWord status, Optional<AuthenticateAnswer> content) {
        static Answer of(AuthenticateAnswer content) {
            return new Answer(StatusWord.OK, Optional.of(content));
        }

        static Answer refused(StatusWord status) {
            return new Answer(status, Optional.empty());
        }

        /** The word of the vector files for it: accept, resync, or the status word. */
        String verdict() {
            if (content.isEmpty()) {
                return status.toString();
            }
            return content.get() instanceof AuthenticateAnswer.SynchronisationFailure ? "resync" : "accept";
        }
    }
}
