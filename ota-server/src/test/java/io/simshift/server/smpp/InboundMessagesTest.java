package io.simshift.server.smpp;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.SmsIngress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundMessagesTest {
    private static final ShortMessage MESSAGE = ShortMessage.of(
            SmppAddress.international("15550001"), SmppAddress.international("1234"), 0, 0, 4, new byte[] {1});

    private final List<Integer> answers = new ArrayList<>();

    private static SmsIngress failing(Error failure) {
        return new SmsIngress() {
            @Override
            public void received(IncomingSms message) {
                throw failure;
            }

            @Override
            public void received(DeliveryReceipt receipt) {
                throw failure;
            }
        };
    }

    @Test
    void countsMessageWhoseIngressBrokeDownAsDone() {
        InboundMessages inbound = new InboundMessages(
                failing(new StackOverflowError()), Runnable::run, new MessageIds(MessageIdForm.AS_WRITTEN, ""), 1);

        for (int i = 0; i < 3; i++) {
            inbound.accept(MESSAGE, answers::add);
        }
        assertThat(inbound.isIdle()).isTrue();
        assertThat(answers)
                .as("the centre sends it again")
                .hasSize(3)
                .containsOnly(CommandStatus.RECEIVER_TEMPORARY_ERROR);
    }
}
