package io.simshift.protocol.sms;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * SMS-DELIVER-REPORT, the handset's answer to an SMS-DELIVER (TS 23.040 9.2.2.1a).
 *
 * @param userDataHeader TP-UDHI: the user data begin with a header
 * @param failureCause TP-FCS, 80 to FF, in an RP-ERROR only
 * @param protocolId TP-PID, if present
 * @param dataCoding TP-DCS, if present; user data without it are 7-bit
 * @param userData TP-UDL and TP-UD, if present
 */
public record SmsDeliverReport(
        boolean userDataHeader,
        OptionalInt failureCause,
        OptionalInt protocolId,
        OptionalInt dataCoding,
        Optional<UserData> userData) {
    /** TP-FCS "(U)SIM data download error". */
    public static final int DATA_DOWNLOAD_ERROR = 0xD5;

    private static final String CLAUSE = "TS 23.040 9.2.2.1a";
    private static final int USER_DATA_HEADER = 0x40;
    private static final int MESSAGE_TYPE = 0x03;
    private static final int WITH_PROTOCOL_ID = 0x01;
    private static final int WITH_DATA_CODING = 0x02;
    private static final int WITH_USER_DATA = 0x04;
    private static final int MORE_INDICATORS = 0x80;

    public SmsDeliverReport {
        failureCause.ifPresent(cause -> {
            if (cause < 0x80 || cause > 0xFF) {
                throw new IllegalArgumentException("TP-FCS is 80 to FF");
            }
        });
        protocolId.ifPresent(SmsDeliver::requireByte);
        dataCoding.ifPresent(SmsDeliver::requireByte);
    }

    /** The report that carries what a USIM answered to a command packet: {@code userData} begins with a header. */
    public static SmsDeliverReport ofUsim(UserData userData) {
        return new SmsDeliverReport(
                true,
                OptionalInt.empty(),
                OptionalInt.of(SmsDeliver.USIM_DATA_DOWNLOAD),
                OptionalInt.of(SmsDeliver.CLASS_2_BINARY),
                Optional.of(userData));
    }

    /** The report that says "taken" and no more. */
    public static SmsDeliverReport acknowledgement() {
        return new SmsDeliverReport(
                false, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }

    /** Reads a TPDU; only the bearer knows whether it came in an RP-ERROR and so has TP-FCS. */
    public static SmsDeliverReport decode(byte[] tpdu, boolean inRpError) {
        WireReader in = new WireReader(tpdu, CLAUSE);
        int firstOctet = in.u8("first octet");
        if ((firstOctet & MESSAGE_TYPE) != 0) {
            throw in.failAt(0, "TP-MTI is not that of an SMS-DELIVER-REPORT");
        }
        OptionalInt failureCause = OptionalInt.empty();
        if (inRpError) {
            int cause = in.u8("TP-FCS");
            if (cause < 0x80) {
                throw in.failAt(1, "TP-FCS is 80 to FF");
            }
            failureCause = OptionalInt.of(cause);
        }
        int parameters = in.u8("TP-PI");
        if ((parameters & MORE_INDICATORS) != 0) {
            throw in.failAt(in.offset() - 1, "a second TP-PI follows, which no release defines");
        }
        OptionalInt protocolId = optional(in, parameters, WITH_PROTOCOL_ID, "TP-PID");
        OptionalInt dataCoding = optional(in, parameters, WITH_DATA_CODING, "TP-DCS");
        Optional<UserData> userData = Optional.empty();
        if ((parameters & WITH_USER_DATA) != 0) {
            userData = Optional.of(UserData.read(in, dataCoding.orElse(0)));
        }
        in.requireEnd();
        return new SmsDeliverReport(
                (firstOctet & USER_DATA_HEADER) != 0, failureCause, protocolId, dataCoding, userData);
    }

    private static OptionalInt optional(WireReader in, int parameters, int flag, String field) {
        return (parameters & flag) == 0 ? OptionalInt.empty() : OptionalInt.of(in.u8(field));
    }

    /** The TPDU. */
    public byte[] encode() {
        WireWriter out = new WireWriter().u8(userDataHeader ? USER_DATA_HEADER : 0);
        failureCause.ifPresent(out::u8);
        out.u8((protocolId.isPresent() ? WITH_PROTOCOL_ID : 0)
                | (dataCoding.isPresent() ? WITH_DATA_CODING : 0)
                | (userData.isPresent() ? WITH_USER_DATA : 0));
        protocolId.ifPresent(out::u8);
        dataCoding.ifPresent(out::u8);
        userData.ifPresent(data -> data.write(out));
        return out.toByteArray();
    }

    /** The user data header, if there is one. */
    public Optional<UserDataHeader> header() {
        return userData.flatMap(data -> data.header(userDataHeader));
    }

    /** The user data without header; no bytes where there are none. */
    public byte[] payload() {
        return userData.map(data -> data.payload(userDataHeader)).orElse(new byte[0]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmsDeliverReport that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
