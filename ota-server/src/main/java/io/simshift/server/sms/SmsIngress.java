package io.simshift.server.sms;

/** The way in from cards. An implementation keeps what it is given before it returns: the SMSC then drops its copy. */
public interface SmsIngress {
    /** A short message from a card. Throws where it could not be kept; the SMSC then tries again. */
    void received(IncomingSms message);

    /** A delivery receipt. Throws where it could not be kept; the SMSC then tries again. */
    void received(DeliveryReceipt receipt);
}
