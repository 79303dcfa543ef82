package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Commands, answers and what AUTHENTICATE exchanges (ISO/IEC 7816-4, TS 31.102 7.1.2): which one, then its bytes. */
class ApduFuzzTest {
    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 3_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        int kind = in.u8() % 6;
        byte[] bytes = in.rest();
        switch (kind) {
            case 0 -> Property.exact(bytes, CommandApdu::decode, CommandApdu::encode);
            case 1 -> Property.exact(bytes, ResponseApdu::decode, ResponseApdu::encode);
            case 2 -> Property.exact(bytes, Auts::decode, Auts::encode);
            case 3 -> Property.exact(bytes, Autn::decode, Autn::encode);
            case 4 -> Property.exact(bytes, SequenceNumber::decode, SequenceNumber::encode);
            default -> Property.decoded(bytes, AuthenticateAnswer::decode).ifPresent(ApduFuzzTest::triplet);
        }
    }

    private static void triplet(AuthenticateAnswer answer) {
        if (answer instanceof AuthenticateAnswer.Success success) {
            Property.holds(GsmTriplet.c3(success.ck(), success.ik()).length() == 8, "Kc has 8 bytes");
        }
    }
}
