package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.sms.ServiceCentreTime;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserDataHeader;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** TPDUs of short messages and their parts (TS 23.040): which one, then its bytes. */
class ShortMessageFuzzTest {
    private static final int REPORT_FIRST_OCTET_BITS = 0x43;
    private static final int REPORT_PARAMETER_BITS = 0x07;

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 7_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        int kind = in.u8() % 8;
        byte[] bytes = in.rest();
        switch (kind) {
            case 0 ->
                Property.exact(bytes, SmsDeliver::decode, SmsDeliver::encode)
                        .ifPresent(tpdu -> userData(tpdu.userData().bytes(), tpdu::header, tpdu::payload));
            case 1 ->
                Property.exact(bytes, SmsSubmit::decode, SmsSubmit::encode)
                        .ifPresent(tpdu -> userData(tpdu.userData().bytes(), tpdu::header, tpdu::payload));
            case 2 -> report(bytes, false);
            case 3 -> report(bytes, true);
            case 4 ->
                Property.exact(bytes, SmsAddress::decode, SmsAddress::encode).ifPresent(SmsAddress::digits);
            case 5 ->
                Property.exact(bytes, SmsAddress::decodeWithoutLength, SmsAddress::encodeWithoutLength)
                        .ifPresent(SmsAddress::digits);
            case 6 ->
                Property.exact(bytes, UserDataHeader::decode, UserDataHeader::encode)
                        .ifPresent(header -> Property.read(header::concatenation));
            default -> Property.stable(bytes, ServiceCentreTime::decode, ServiceCentreTime::encode);
        }
    }

    /** Header and payload are the user data, or the header is broken and both readings say so. */
    private static void userData(byte[] bytes, Supplier<Optional<UserDataHeader>> header, Supplier<byte[]> payload) {
        Optional<Optional<UserDataHeader>> readHeader = Property.read(header);
        Optional<byte[]> readPayload = Property.read(payload);
        Property.holds(readHeader.isPresent() == readPayload.isPresent(), "header or payload of %s alone", bytes);
        if (readHeader.isPresent()) {
            WireWriter whole = new WireWriter();
            readHeader.get().map(UserDataHeader::encode).ifPresent(whole::bytes);
            Property.same(whole.bytes(readPayload.get()).toByteArray(), bytes);
        }
    }

    private static void report(byte[] bytes, boolean inRpError) {
        Optional<SmsDeliverReport> report =
                Property.stable(bytes, tpdu -> SmsDeliverReport.decode(tpdu, inRpError), SmsDeliverReport::encode);
        if (report.isEmpty()) {
            return;
        }
        boolean reservedBits =
                (bytes[0] & ~REPORT_FIRST_OCTET_BITS) != 0 || (bytes[inRpError ? 2 : 1] & ~REPORT_PARAMETER_BITS) != 0;
        if (!reservedBits) {
            Property.same(report.get().encode(), bytes);
        }
        try {
            report.get().header();
            report.get().payload();
        } catch (WireFormatException brokenHeader) {
            Property.holds(report.get().userDataHeader(), "no header, and yet %s", brokenHeader);
        }
    }
}
