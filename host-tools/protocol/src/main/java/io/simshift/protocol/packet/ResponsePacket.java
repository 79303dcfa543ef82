package io.simshift.protocol.packet;

import java.util.Arrays;

/**
 * A card's proof of receipt (TS 102 225 5.2).
 *
 * @param tar as in the command
 * @param counter as in the command
 * @param status what became of it
 * @param data additional response data without padding
 */
public record ResponsePacket(Tar tar, Counter counter, PorStatus status, byte[] data) {
    public ResponsePacket {
        data = data.clone();
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResponsePacket that
                && tar.equals(that.tar)
                && counter.equals(that.counter)
                && status.equals(that.status)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * tar.hashCode() + counter.hashCode()) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "ResponsePacket[TAR " + tar + ", CNTR " + counter + ", status " + status + ", " + data.length
                + " bytes]";
    }
}
