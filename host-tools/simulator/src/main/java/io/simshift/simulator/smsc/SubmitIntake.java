package io.simshift.simulator.smsc;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SmppTime;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.UserData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Checks a submit_sm and turns it into what a handset gets. */
final class SubmitIntake {
    private static final int TON_INTERNATIONAL = 1;
    private static final int TON_UNKNOWN = 0;
    private static final int MESSAGE_CLASS_GROUP = 0xF0;
    private static final int EIGHT_BIT = 0x04;
    private static final int UCS2 = 0x08;

    private final Clock clock;
    private final Duration defaultValidity;

    SubmitIntake(Clock clock, Duration defaultValidity) {
        this.clock = clock;
        this.defaultValidity = defaultValidity;
    }

    /** A submit_sm that is refused, with the command_status of the answer. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int commandStatus;

        Refusal(int commandStatus, String message) {
            super(message);
            this.commandStatus = commandStatus;
        }

        int commandStatus() {
            return commandStatus;
        }
    }

    StoredMessage accept(ShortMessage message, EsmeOutbox sender, String messageId) throws Refusal {
        if (!message.scheduleDeliveryTime().isEmpty()) {
            throw new Refusal(CommandStatus.INVALID_SCHEDULE, "scheduled delivery is not offered");
        }
        Instant now = clock.instant();
        Msisdn destination = destination(message.destination());
        SmsDeliver deliver = deliver(message, sender.account(), now);
        return new StoredMessage(messageId, sender, message, destination, deliver, now, validUntil(message, now));
    }

    private static Msisdn destination(SmppAddress address) throws Refusal {
        boolean international = address.ton() == TON_INTERNATIONAL || address.ton() == TON_UNKNOWN;
        try {
            if (international) {
                return new Msisdn(address.digits());
            }
        } catch (IllegalArgumentException e) {
            throw new Refusal(CommandStatus.INVALID_DESTINATION_ADDRESS, e.getMessage());
        }
        throw new Refusal(CommandStatus.INVALID_DESTINATION_ADDRESS, "destination is no international number");
    }

    private Instant validUntil(ShortMessage message, Instant now) throws Refusal {
        if (message.validityPeriod().isEmpty()) {
            return now.plus(defaultValidity);
        }
        try {
            Instant end = SmppTime.resolve(message.validityPeriod(), now);
            if (end.isAfter(now)) {
                return end;
            }
        } catch (WireFormatException e) {
            throw new Refusal(CommandStatus.INVALID_VALIDITY, e.getMessage());
        }
        throw new Refusal(CommandStatus.INVALID_VALIDITY, "the validity has ended already");
    }

    private static SmsDeliver deliver(ShortMessage message, EsmeAccount account, Instant now) throws Refusal {
        int dataCoding = dataCodingScheme(message.dataCoding());
        int flags = message.hasUserDataHeader() ? SmsDeliver.USER_DATA_HEADER : 0;
        return new SmsDeliver(
                flags | SmsDeliver.NO_MORE_MESSAGES,
                originator(message.source().digits().isEmpty() ? account.address() : message.source()),
                message.protocolId(),
                dataCoding,
                CentreTime.encode(now),
                userData(message, dataCoding));
    }

    private static SmsAddress originator(SmppAddress address) throws Refusal {
        try {
            // Type of address: bit 8 set, type of number, numbering plan (TS 23.040 9.1.2.5).
            return SmsAddress.of(0x80 | (address.ton() & 7) << 4 | address.npi() & 0xF, address.digits());
        } catch (IllegalArgumentException e) {
            throw new Refusal(CommandStatus.INVALID_SOURCE_ADDRESS, e.getMessage());
        }
    }

    /** TP-DCS for a data_coding: message classes as they are, and the three alphabets of GSM. */
    private static int dataCodingScheme(int dataCoding) throws Refusal {
        boolean same = dataCoding >= MESSAGE_CLASS_GROUP || dataCoding == 0 || dataCoding == EIGHT_BIT;
        if (!same && dataCoding != UCS2) {
            throw new Refusal(
                    CommandStatus.SUBMIT_FAILED, String.format("data_coding %02X is not offered", dataCoding));
        }
        return dataCoding;
    }

    private static UserData userData(ShortMessage message, int dataCoding) throws Refusal {
        byte[] content = message.payload();
        int headerBytes = message.hasUserDataHeader() ? headerBytes(content) : 0;
        boolean sevenBit = UserData.isSevenBit(dataCoding);
        int length = sevenBit ? SeptetText.septets(headerBytes, content.length - headerBytes) : content.length;
        if (length > (sevenBit ? SeptetText.MAX_SEPTETS : UserData.MAX_BYTES)) {
            throw new Refusal(CommandStatus.INVALID_MESSAGE_LENGTH, "user data of " + length + " do not fit");
        }
        return new UserData(length, sevenBit ? SeptetText.pack(content, headerBytes) : content);
    }

    private static int headerBytes(byte[] content) throws Refusal {
        int headerBytes = content.length == 0 ? 1 : 1 + (content[0] & 0xFF);
        if (headerBytes > content.length) {
            throw new Refusal(CommandStatus.INVALID_ESM_CLASS, "the user data header is longer than the message");
        }
        return headerBytes;
    }
}
