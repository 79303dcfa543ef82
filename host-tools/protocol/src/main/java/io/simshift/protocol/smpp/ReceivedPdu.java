package io.simshift.protocol.smpp;

/** What one frame from a peer turned out to be: a PDU, or a header with a broken body. */
public sealed interface ReceivedPdu permits Pdu, MalformedPdu {
    int commandId();

    /** 0 in requests. */
    int commandStatus();

    /** Unsigned 32 bits. */
    long sequenceNumber();
}
