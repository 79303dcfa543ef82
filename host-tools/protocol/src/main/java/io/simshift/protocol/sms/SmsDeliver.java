package io.simshift.protocol.sms;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * SMS-DELIVER, from the service centre to the handset (TS 23.040 9.2.2.1).
 *
 * @param firstOctet TP-MTI 00 and the flags: 04 no more messages, 20 status report, 40 user data header, 80 reply path
 * @param originator TP-OA
 * @param protocolId TP-PID; 7F sends the message to the USIM
 * @param dataCoding TP-DCS
 * @param timestamp TP-SCTS, seven bytes as coded
 * @param userData TP-UDL and TP-UD
 */
public record SmsDeliver(
        int firstOctet, SmsAddress originator, int protocolId, int dataCoding, byte[] timestamp, UserData userData) {
    public static final int USER_DATA_HEADER = 0x40;
    public static final int NO_MORE_MESSAGES = 0x04;
    /** TP-PID "(U)SIM data download". */
    public static final int USIM_DATA_DOWNLOAD = 0x7F;
    /** TP-DCS "8-bit data, class 2". */
    public static final int CLASS_2_BINARY = 0xF6;

    public static final int TIMESTAMP_LENGTH = 7;

    private static final String CLAUSE = "TS 23.040 9.2.2.1";
    private static final int MESSAGE_TYPE = 0x03;

    public SmsDeliver {
        if ((firstOctet & ~0xFF) != 0 || (firstOctet & MESSAGE_TYPE) != 0) {
            throw new IllegalArgumentException("the first octet of an SMS-DELIVER has TP-MTI 00");
        }
        requireByte(protocolId);
        requireByte(dataCoding);
        if (timestamp.length != TIMESTAMP_LENGTH) {
            throw new IllegalArgumentException("TP-SCTS has 7 bytes");
        }
        timestamp = timestamp.clone();
    }

    /** A message to the USIM: {@code userData} begins with a header. */
    public static SmsDeliver toUsim(SmsAddress originator, byte[] timestamp, UserData userData) {
        return new SmsDeliver(
                USER_DATA_HEADER | NO_MORE_MESSAGES,
                originator,
                USIM_DATA_DOWNLOAD,
                CLASS_2_BINARY,
                timestamp,
                userData);
    }

    /** Reads a TPDU. */
    public static SmsDeliver decode(byte[] tpdu) {
        WireReader in = new WireReader(tpdu, CLAUSE);
        int firstOctet = in.u8("first octet");
        if ((firstOctet & MESSAGE_TYPE) != 0) {
            throw in.failAt(0, "TP-MTI is not that of an SMS-DELIVER");
        }
        SmsAddress originator = SmsAddress.read(in);
        int protocolId = in.u8("TP-PID");
        int dataCoding = in.u8("TP-DCS");
        byte[] timestamp = in.bytes(TIMESTAMP_LENGTH, "TP-SCTS");
        return new SmsDeliver(firstOctet, originator, protocolId, dataCoding, timestamp, UserData.read(in, dataCoding));
    }

    /** The TPDU. */
    public byte[] encode() {
        WireWriter out = new WireWriter()
                .u8(firstOctet)
                .bytes(originator.encode())
                .u8(protocolId)
                .u8(dataCoding)
                .bytes(timestamp);
        userData.write(out);
        return out.toByteArray();
    }

    /** The user data header, if there is one. */
    public Optional<UserDataHeader> header() {
        return userData.header(hasHeader());
    }

    /** The user data without header. */
    public byte[] payload() {
        return userData.payload(hasHeader());
    }

    private boolean hasHeader() {
        return (firstOctet & USER_DATA_HEADER) != 0;
    }

    /** Whether a terminal hands it to the USIM (TS 31.111 7.1.1): (U)SIM data download, class 2. */
    public boolean isForUsim() {
        // TS 23.038 4: group 1111, and groups 00x1 and 01x1, where bit 5 (compressed) may have any value.
        boolean classTwo = (dataCoding & 0xF3) == 0xF2 || (dataCoding & 0x93) == 0x12;
        return protocolId == USIM_DATA_DOWNLOAD && classTwo;
    }

    @Override
    public byte[] timestamp() {
        return timestamp.clone();
    }

    static void requireByte(int value) {
        if ((value & ~0xFF) != 0) {
            throw new IllegalArgumentException("TP-PID and TP-DCS are one byte each");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmsDeliver that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
