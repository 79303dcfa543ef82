package io.simshift.protocol.cat;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * ENVELOPE (SMS-PP DOWNLOAD): the terminal hands a short message to the USIM (TS 31.111 7.1.1).
 *
 * @param serviceCentre address of the service centre, if the terminal tells it
 * @param tpdu SMS-DELIVER
 */
public record SmsPpDownload(Optional<SmsAddress> serviceCentre, byte[] tpdu) {
    private static final String CLAUSE = "TS 31.111 7.1.1.2";
    private static final int TAG = 0xD1;
    private static final int ADDRESS_TAG = 0x06;
    private static final int TPDU_TAG = 0x0B;

    public SmsPpDownload {
        tpdu = tpdu.clone();
    }

    /** The BER-TLV D1. */
    public byte[] encode() {
        List<ComprehensionTlv> objects = new ArrayList<>();
        objects.add(DeviceIdentities.NETWORK_TO_UICC.encode(true));
        serviceCentre.ifPresent(
                address -> objects.add(ComprehensionTlv.optional(ADDRESS_TAG, address.encodeWithoutLength())));
        objects.add(ComprehensionTlv.required(TPDU_TAG, tpdu));
        return new BerTlv(TAG, ComprehensionTlv.encodeAll(objects)).encode();
    }

    /** Reads the BER-TLV D1. */
    public static SmsPpDownload decode(byte[] bytes) {
        BerTlv envelope = BerTlv.decode(bytes);
        if (envelope.tag() != TAG) {
            throw new WireFormatException(CLAUSE, 0, "an SMS-PP download begins with D1");
        }
        List<ComprehensionTlv> objects = ComprehensionTlv.decodeAll(envelope.value());
        DeviceIdentities devices = ComprehensionTlv.find(objects, DeviceIdentities.TAG)
                .map(DeviceIdentities::decode)
                .orElseThrow(() -> new WireFormatException(CLAUSE, 0, "device identities are missing"));
        if (!devices.equals(DeviceIdentities.NETWORK_TO_UICC)) {
            throw new WireFormatException(CLAUSE, 0, "device identities are not network to UICC");
        }
        byte[] tpdu = ComprehensionTlv.find(objects, TPDU_TAG)
                .orElseThrow(() -> new WireFormatException(CLAUSE, 0, "the SMS TPDU is missing"))
                .value();
        Optional<SmsAddress> serviceCentre = ComprehensionTlv.find(objects, ADDRESS_TAG)
                .map(object -> SmsAddress.decodeWithoutLength(object.value()));
        return new SmsPpDownload(serviceCentre, tpdu);
    }

    /** The APDU ENVELOPE. */
    public CommandApdu toApdu() {
        return CommandApdu.of(0x80, 0xC2, 0x00, 0x00, encode());
    }

    @Override
    public byte[] tpdu() {
        return tpdu.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmsPpDownload that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
