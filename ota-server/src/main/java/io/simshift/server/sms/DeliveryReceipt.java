package io.simshift.server.sms;

/**
 * The SMSC's word on an earlier message.
 *
 * @param messageId as in {@link SubmitResult.Accepted}
 * @param outcome what happened to it
 */
public record DeliveryReceipt(String messageId, Outcome outcome) {
    /** SMPP 3.4 5.2.28, as far as it matters here. */
    public enum Outcome {
        /** The terminal took it; no proof that the card executed it. */
        DELIVERED,
        /** Its validity ended. */
        EXPIRED,
        /** It will not be delivered. */
        FAILED,
        /** Not final, or unknown to the SMSC. */
        UNKNOWN
    }
}
