package io.simshift.protocol.smpp;

import io.simshift.protocol.WireFormatException;

/**
 * A PDU whose header is sound and whose body is not.
 *
 * @param commandId as received
 * @param commandStatus as received
 * @param sequenceNumber as received
 * @param answerStatus the command_status that tells the peer what is wrong
 * @param fault what is wrong, and where in the frame
 */
public record MalformedPdu(
        int commandId, int commandStatus, long sequenceNumber, int answerStatus, WireFormatException fault)
        implements ReceivedPdu {}
