package io.simshift.server.sms;

/** What became of handing one message to the SMSC. */
public sealed interface SubmitResult {
    /** The SMSC took it (submit_sm_resp 00). */
    record Accepted(String messageId) implements SubmitResult {}

    /** The SMSC refused it; the message was surely not sent. */
    record Refused(int commandStatus, boolean mayRetry) implements SubmitResult {}

    /** The connection broke or no answer came: the message may or may not have been sent. */
    record Unknown(String reason) implements SubmitResult {}
}
