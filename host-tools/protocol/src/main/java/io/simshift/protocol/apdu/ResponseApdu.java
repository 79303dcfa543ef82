package io.simshift.protocol.apdu;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.Arrays;

/** A card's answer (ISO/IEC 7816-4 5.1): data, then the status word. */
public record ResponseApdu(byte[] data, StatusWord status) {
    private static final String CLAUSE = "ISO/IEC 7816-4 5.1";
    private static final int STATUS_LENGTH = 2;

    public ResponseApdu {
        data = data.clone();
    }

    /** An answer without data. */
    public static ResponseApdu of(StatusWord status) {
        return new ResponseApdu(new byte[0], status);
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    /** Data and status word. */
    public byte[] encode() {
        return new WireWriter().bytes(data).u16(status.value()).toByteArray();
    }

    /** Reads an answer: at least two bytes. */
    public static ResponseApdu decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        if (bytes.length < STATUS_LENGTH) {
            throw in.fail("an answer has at least a status word");
        }
        byte[] data = in.bytes(bytes.length - STATUS_LENGTH, "data");
        return new ResponseApdu(data, new StatusWord(in.u16("status word")));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResponseApdu that && status.equals(that.status) && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * status.hashCode() + Arrays.hashCode(data);
    }

    /** Length and status word only: the data may be a session key. */
    @Override
    public String toString() {
        return data.length + " bytes " + status;
    }
}
