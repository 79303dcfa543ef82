package io.simshift.protocol.identity;

import io.simshift.protocol.WireFormatException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Names one change of operator of one card: eight bytes, chosen by the donor's server. */
public record TransferId(long value) {
    /** Length on the wire, in bytes. */
    public static final int LENGTH = 8;

    /** Reads eight bytes. */
    public static TransferId decode(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new WireFormatException(
                    "commands.md 4.2", bytes.length, "a transfer id has 8 bytes, not " + bytes.length);
        }
        return new TransferId(ByteBuffer.wrap(bytes).getLong());
    }

    /** Reads 16 hexadecimal digits. */
    public static TransferId parse(String hex) {
        if (hex.length() != 2 * LENGTH) {
            throw new IllegalArgumentException("transfer id '" + hex + "' is not 16 hexadecimal digits");
        }
        return new TransferId(HexFormat.fromHexDigitsToLong(hex));
    }

    /** The eight bytes. */
    public byte[] encode() {
        return ByteBuffer.allocate(LENGTH).putLong(value).array();
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
