package io.simshift.protocol.script;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.StatusWord;
import java.util.Arrays;

/**
 * Additional response data of a packet in compact format (TS 102 226 5.1.2).
 *
 * @param executed number of commands executed, the one that failed among them
 * @param status status word of the last one
 * @param data response data of the last one
 */
public record CompactResponse(int executed, StatusWord status, byte[] data) {
    public CompactResponse {
        if ((executed & ~0xFF) != 0) {
            throw new IllegalArgumentException("the number of commands executed is one byte");
        }
        data = data.clone();
    }

    /** Reads the additional response data. */
    public static CompactResponse decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "TS 102 226 5.1.2");
        int executed = in.u8("number of commands executed");
        StatusWord status = new StatusWord(in.u16("last status word"));
        return new CompactResponse(executed, status, in.rest());
    }

    /** The additional response data. */
    public byte[] encode() {
        return new WireWriter().u8(executed).u16(status.value()).bytes(data).toByteArray();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CompactResponse that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return executed + " commands, " + status + ", " + data.length + " bytes";
    }
}
