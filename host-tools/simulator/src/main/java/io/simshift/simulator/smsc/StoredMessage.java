package io.simshift.simulator.smsc;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.sms.SmsDeliver;
import java.time.Instant;

/**
 * A message on its way to a handset.
 *
 * @param messageId as told to the ESME
 * @param sender gets receipts and reports
 * @param submitted as the ESME sent it
 * @param destination the subscriber
 * @param deliver what the handset gets
 * @param accepted when the centre took it
 * @param validUntil when the centre gives up
 */
record StoredMessage(
        String messageId,
        EsmeOutbox sender,
        ShortMessage submitted,
        Msisdn destination,
        SmsDeliver deliver,
        Instant accepted,
        Instant validUntil) {
    private static final int RECEIPT_REQUEST_MASK = 0x03;

    /** The TPDU; {@code more} messages to the same handset wait behind it (TP-MMS, TS 23.040 9.2.3.2). */
    byte[] tpdu(boolean more) {
        if (!more) {
            return deliver.encode();
        }
        return new SmsDeliver(
                        deliver.firstOctet() & ~SmsDeliver.NO_MORE_MESSAGES,
                        deliver.originator(),
                        deliver.protocolId(),
                        deliver.dataCoding(),
                        deliver.timestamp(),
                        deliver.userData())
                .encode();
    }

    /** Whether registered_delivery asks for a receipt of this outcome (SMPP 3.4 5.2.17; 3 is SMPP 5.0). */
    boolean wantsReceipt(boolean delivered) {
        return switch (submitted.registeredDelivery() & RECEIPT_REQUEST_MASK) {
            case 1 -> true;
            case 2 -> !delivered;
            case 3 -> delivered;
            default -> false;
        };
    }
}
