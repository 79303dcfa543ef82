package io.simshift.simulator.handset;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.UserData;
import io.simshift.simulator.smsc.DeliverOutcome;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** Short messages from the network: those for the card go to it by ENVELOPE (TS 31.111 7.1.1), others to the user. */
final class IncomingMessages {
    /** TP-FCS "Unspecified error cause" (TS 23.040 9.2.3.22). */
    private static final int UNSPECIFIED_ERROR = 0xFF;

    private final Uicc uicc;
    private final Clock clock;
    private final Consumer<HandsetEvent> events;

    IncomingMessages(Uicc uicc, Clock clock, Consumer<HandsetEvent> events) {
        this.uicc = uicc;
        this.clock = clock;
        this.events = events;
    }

    /** Hands one SMS-DELIVER to card or user, and reports as a terminal does. */
    DeliverOutcome receive(byte[] tpdu, Subscription subscription) {
        SmsDeliver message;
        try {
            message = SmsDeliver.decode(tpdu);
        } catch (WireFormatException e) {
            events.accept(new HandsetEvent.Trouble(clock.instant(), "a message makes no sense: " + e.getMessage()));
            return new DeliverOutcome.PermanentFailure(UNSPECIFIED_ERROR);
        }
        boolean forCard = message.isForUsim() && subscription.hasService(Subscription.SERVICE_SMS_PP_DOWNLOAD);
        if (!forCard) {
            events.accept(new HandsetEvent.UserMessageReceived(
                    clock.instant(), message.userData().bytes().length));
            return new DeliverOutcome.Acknowledged(new byte[0]);
        }
        return download(tpdu);
    }

    private DeliverOutcome download(byte[] tpdu) {
        ResponseApdu answer = uicc.envelope(new SmsPpDownload(Optional.empty(), tpdu));
        byte[] report = answer.data();
        if (report.length > UserData.MAX_BYTES) {
            events.accept(new HandsetEvent.Trouble(
                    clock.instant(), "the card's report of " + report.length + " bytes does not fit a message"));
            report = new byte[0];
        }
        StatusWord status = answer.status();
        events.accept(new HandsetEvent.CardMessageReceived(clock.instant(), status, report.length));
        if (status.equals(StatusWord.TOOLKIT_BUSY)) {
            return new DeliverOutcome.TemporaryFailure();
        }
        // TS 31.111 7.1.1.1: RP-ACK for 9000 and 91XX, RP-ERROR for whatever else
        return status.isOk()
                ? new DeliverOutcome.Acknowledged(report)
                : new DeliverOutcome.PermanentFailure(SmsDeliverReport.DATA_DOWNLOAD_ERROR);
    }
}
