/**
 * Short Message Peer-to-Peer 3.4 (issue 1.2): PDUs as values, without sockets.
 *
 * <p>{@link io.simshift.protocol.smpp.Pdu#receive(byte[])} takes one framed PDU and never throws for a broken body: it gives
 * a {@link io.simshift.protocol.smpp.MalformedPdu} with the command_status to answer. All integers are unsigned and big
 * endian. Tolerated from a peer: responses without a body, unknown TLVs, any 32-bit sequence_number, Latin-1 bytes in
 * C-octet strings, a command_status in a request (ignored).
 */
package io.simshift.protocol.smpp;
