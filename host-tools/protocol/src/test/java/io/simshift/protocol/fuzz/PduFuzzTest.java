package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.smpp.BindResponse;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.DeliverSm;
import io.simshift.protocol.smpp.MalformedPdu;
import io.simshift.protocol.smpp.Pdu;
import io.simshift.protocol.smpp.Receipt;
import io.simshift.protocol.smpp.ReceivedPdu;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SmppTime;
import io.simshift.protocol.smpp.SubmitSm;
import io.simshift.protocol.smpp.SubmitSmResponse;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** PDUs of SMPP 3.4 and what is in them: whether command_length is made right, then the frame. */
class PduFuzzTest {
    private static final Instant NOW = Instant.parse("2026-01-31T00:00:00Z");

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 6_000_000)
    void givesAPduOrSaysWhatIsWrong(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        boolean asItCame = in.flag();
        byte[] frame = in.rest();
        if (!asItCame && frame.length >= Pdu.HEADER_BYTES) {
            ByteBuffer.wrap(frame).putInt(0, frame.length);
        }
        Optional<ReceivedPdu> received = Property.decoded(frame, Pdu::receive);
        if (received.isEmpty()) {
            return;
        }
        if (received.get() instanceof MalformedPdu malformed) {
            Property.holds(malformed.answerStatus() != CommandStatus.OK, "no fault to answer with");
            Property.refused(frame, Pdu::decode);
        } else {
            pdu((Pdu) received.get());
        }
    }

    private static void pdu(Pdu pdu) {
        byte[] encoded = pdu.encode();
        Pdu again = Pdu.decode(encoded);
        Property.holds(losesItsBody(pdu) || again.equals(pdu), "%s became %s", pdu, again);
        Property.same(again.encode(), encoded);
        if (pdu instanceof DeliverSm deliver) {
            message(deliver.message());
        } else if (pdu instanceof SubmitSm submit) {
            message(submit.message());
        }
    }

    /** A response that refuses is sent without a body (4.1.2, 4.4.2), whatever the peer put there. */
    private static boolean losesItsBody(Pdu pdu) {
        boolean refusal = pdu.commandStatus() != CommandStatus.OK;
        return refusal && (pdu instanceof BindResponse || pdu instanceof SubmitSmResponse);
    }

    private static void message(ShortMessage message) {
        message.payload();
        Property.read(() -> Receipt.decode(message)).ifPresent(PduFuzzTest::receipt);
        Property.read(() -> SmppTime.resolve(message.validityPeriod(), NOW));
        Property.read(() -> SmppTime.resolve(message.scheduleDeliveryTime(), NOW));
    }

    /** What is written of a receipt is read as the same message in the same state. */
    private static void receipt(Receipt receipt) {
        ShortMessage written = ShortMessage.of(
                        SmppAddress.NONE,
                        SmppAddress.NONE,
                        ShortMessage.ESM_DELIVERY_RECEIPT,
                        0,
                        0,
                        receipt.encodeText())
                .withTlvs(receipt.encodeTlvs());
        Receipt again = Receipt.decode(written);
        Property.holds(again.messageId().equals(receipt.messageId()), "%s became %s", receipt, again);
        Property.holds(again.state() == receipt.state(), "%s became %s", receipt, again);
    }
}
