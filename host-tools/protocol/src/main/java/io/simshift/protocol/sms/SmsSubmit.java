package io.simshift.protocol.sms;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.Arrays;
import java.util.Optional;

/**
 * SMS-SUBMIT, from the handset to the service centre (TS 23.040 9.2.2.2).
 *
 * @param firstOctet TP-MTI 01 and the flags: 04 reject duplicates, 18 validity period format, 20 status report, 40 user
 *     data header, 80 reply path
 * @param reference TP-MR
 * @param destination TP-DA
 * @param protocolId TP-PID
 * @param dataCoding TP-DCS
 * @param validityPeriod TP-VP as coded: no, one or seven bytes, as the first octet says
 * @param userData TP-UDL and TP-UD
 */
public record SmsSubmit(
        int firstOctet,
        int reference,
        SmsAddress destination,
        int protocolId,
        int dataCoding,
        byte[] validityPeriod,
        UserData userData) {
    public static final int USER_DATA_HEADER = 0x40;

    private static final String CLAUSE = "TS 23.040 9.2.2.2";
    private static final int MESSAGE_TYPE = 0x03;
    private static final int SUBMIT = 0x01;

    public SmsSubmit {
        if ((firstOctet & ~0xFF) != 0 || (firstOctet & MESSAGE_TYPE) != SUBMIT) {
            throw new IllegalArgumentException("the first octet of an SMS-SUBMIT has TP-MTI 01");
        }
        SmsDeliver.requireByte(reference);
        SmsDeliver.requireByte(protocolId);
        SmsDeliver.requireByte(dataCoding);
        if (validityPeriod.length != validityPeriodLength(firstOctet)) {
            throw new IllegalArgumentException("TP-VP has " + validityPeriod.length + " bytes, the first octet says "
                    + validityPeriodLength(firstOctet));
        }
        validityPeriod = validityPeriod.clone();
    }

    /** 8-bit data behind a header, without validity period. */
    public static SmsSubmit withHeader(
            SmsAddress destination, int protocolId, int dataCoding, UserDataHeader header, byte[] payload) {
        return new SmsSubmit(
                USER_DATA_HEADER | SUBMIT,
                0,
                destination,
                protocolId,
                dataCoding,
                new byte[0],
                UserData.of(header, payload));
    }

    /** Reads a TPDU. */
    public static SmsSubmit decode(byte[] tpdu) {
        WireReader in = new WireReader(tpdu, CLAUSE);
        int firstOctet = in.u8("first octet");
        if ((firstOctet & MESSAGE_TYPE) != SUBMIT) {
            throw in.failAt(0, "TP-MTI is not that of an SMS-SUBMIT");
        }
        int reference = in.u8("TP-MR");
        SmsAddress destination = SmsAddress.read(in);
        int protocolId = in.u8("TP-PID");
        int dataCoding = in.u8("TP-DCS");
        byte[] validityPeriod = in.bytes(validityPeriodLength(firstOctet), "TP-VP");
        return new SmsSubmit(
                firstOctet,
                reference,
                destination,
                protocolId,
                dataCoding,
                validityPeriod,
                UserData.read(in, dataCoding));
    }

    /** The TPDU. */
    public byte[] encode() {
        WireWriter out = new WireWriter()
                .u8(firstOctet)
                .u8(reference)
                .bytes(destination.encode())
                .u8(protocolId)
                .u8(dataCoding)
                .bytes(validityPeriod);
        userData.write(out);
        return out.toByteArray();
    }

    private static int validityPeriodLength(int firstOctet) {
        return switch (firstOctet >> 3 & 3) {
            case 0 -> 0;
            case 2 -> 1;
            default -> 7;
        };
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

    @Override
    public byte[] validityPeriod() {
        return validityPeriod.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmsSubmit that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
