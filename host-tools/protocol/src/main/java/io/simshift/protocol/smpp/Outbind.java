package io.simshift.protocol.smpp;

import io.simshift.protocol.secret.SecretBytes;

/**
 * outbind: the message centre asks an ESME to bind (SMPP 3.4 4.1.7.1).
 *
 * @param sequenceNumber unsigned 32 bits
 * @param systemId the message centre's name, at most 15 characters
 * @param password at most 8 bytes
 */
public record Outbind(long sequenceNumber, String systemId, SecretBytes password) implements Pdu {
    public Outbind {
        Limits.requireSequenceNumber(sequenceNumber);
        Limits.requireText("system_id", systemId, Limits.SYSTEM_ID_BYTES);
        Bind.requirePassword(password);
    }

    @Override
    public int commandId() {
        return CommandId.OUTBIND;
    }

    @Override
    public int commandStatus() {
        return CommandStatus.OK;
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this).text(systemId).textBytes(password.reveal()).finish();
    }

    static Outbind read(long sequenceNumber, PduReader in) throws PduReader.Fault {
        return new Outbind(
                sequenceNumber,
                in.text("system_id", Limits.SYSTEM_ID_BYTES, CommandStatus.INVALID_SYSTEM_ID),
                SecretBytes.copyOf(in.textBytes("password", Limits.PASSWORD_BYTES, CommandStatus.INVALID_PASSWORD)));
    }
}
