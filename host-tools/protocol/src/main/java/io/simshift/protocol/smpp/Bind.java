package io.simshift.protocol.smpp;

import io.simshift.protocol.secret.SecretBytes;

/**
 * bind_receiver, bind_transmitter, bind_transceiver (SMPP 3.4 4.1.1, 4.1.3, 4.1.5).
 *
 * @param type which of the three
 * @param sequenceNumber unsigned 32 bits
 * @param systemId the account, at most 15 characters
 * @param password at most 8 bytes, none of them 00
 * @param systemType at most 12 characters, often empty
 * @param interfaceVersion 34 hexadecimal for SMPP 3.4
 * @param addrTon type of number of {@code addressRange}
 * @param addrNpi numbering plan of {@code addressRange}
 * @param addressRange the addresses that the ESME serves, often empty; at most 40 characters
 */
public record Bind(
        BindType type,
        long sequenceNumber,
        String systemId,
        SecretBytes password,
        String systemType,
        int interfaceVersion,
        int addrTon,
        int addrNpi,
        String addressRange)
        implements Pdu {
    /** interface_version of SMPP 3.4. */
    public static final int VERSION_3_4 = 0x34;

    public Bind {
        Limits.requireSequenceNumber(sequenceNumber);
        Limits.requireText("system_id", systemId, Limits.SYSTEM_ID_BYTES);
        requirePassword(password);
        Limits.requireText("system_type", systemType, Limits.SYSTEM_TYPE_BYTES);
        Limits.requireByte("interface_version", interfaceVersion);
        Limits.requireByte("addr_ton", addrTon);
        Limits.requireByte("addr_npi", addrNpi);
        Limits.requireText("address_range", addressRange, Limits.ADDRESS_RANGE_BYTES);
    }

    /** A bind_transceiver of SMPP 3.4 without an address range. */
    public static Bind transceiver(long sequenceNumber, String systemId, SecretBytes password, String systemType) {
        return new Bind(BindType.TRANSCEIVER, sequenceNumber, systemId, password, systemType, VERSION_3_4, 0, 0, "");
    }

    @Override
    public int commandId() {
        return type.commandId();
    }

    @Override
    public int commandStatus() {
        return CommandStatus.OK;
    }

    @Override
    public byte[] encode() {
        return new PduWriter(this)
                .text(systemId)
                .textBytes(password.reveal())
                .text(systemType)
                .oneByte(interfaceVersion)
                .oneByte(addrTon)
                .oneByte(addrNpi)
                .text(addressRange)
                .finish();
    }

    static Bind read(int commandId, long sequenceNumber, PduReader in) throws PduReader.Fault {
        return new Bind(
                BindType.ofCommandId(commandId),
                sequenceNumber,
                in.text("system_id", Limits.SYSTEM_ID_BYTES, CommandStatus.INVALID_SYSTEM_ID),
                SecretBytes.copyOf(in.textBytes("password", Limits.PASSWORD_BYTES, CommandStatus.INVALID_PASSWORD)),
                in.text("system_type", Limits.SYSTEM_TYPE_BYTES, CommandStatus.INVALID_SYSTEM_TYPE),
                in.oneByte("interface_version"),
                in.oneByte("addr_ton"),
                in.oneByte("addr_npi"),
                in.text("address_range", Limits.ADDRESS_RANGE_BYTES, CommandStatus.BIND_FAILED));
    }

    static void requirePassword(SecretBytes password) {
        if (password.length() >= Limits.PASSWORD_BYTES) {
            throw new IllegalArgumentException("password is longer than 8 bytes");
        }
        for (byte b : password.reveal()) {
            if (b == 0) {
                throw new IllegalArgumentException("password holds a byte 00");
            }
        }
    }
}
