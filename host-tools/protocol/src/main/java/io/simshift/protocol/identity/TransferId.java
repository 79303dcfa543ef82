package io.simshift.protocol.identity;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Names one change of operator of one card: eight bytes, chosen by the donor's server. */
public record TransferId(long value) {
    /** Length on the wire, in bytes. */
    public static final int LENGTH = 8;

    /** Reads eight bytes. */
    public static TransferId decode(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a transfer id has 8 bytes, not " + bytes.length);
        }
        return new TransferId(ByteBuffer.wrap(bytes).getLong());
    }

    /** Reads 16 hexadecimal digits. */
    public static TransferId parse(String hex) {
        return decode(HexFormat.of().parseHex(hex));
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
