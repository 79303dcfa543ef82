package io.simshift.protocol.files;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.sms.SmsAddress;

/**
 * A record of EF.SMSP (TS 31.102 4.2.27) that holds the address of the service centre, and no other parameter.
 *
 * @param serviceCentre the address, at most 20 digits
 * @param alphaLength bytes of the empty alpha identifier in front
 */
public record ServiceCentreRecord(SmsAddress serviceCentre, int alphaLength) {
    /** Bytes of a record without alpha identifier. */
    public static final int LENGTH = 28;

    private static final int MAX_LENGTH = 255;
    private static final String CLAUSE = "TS 31.102 4.2.27";
    /** All parameters absent but TS-service centre address (b2); absent ones are 1. */
    private static final int ONLY_SERVICE_CENTRE = 0xFD;

    private static final int SERVICE_CENTRE_ABSENT = 0x02;
    private static final int ADDRESS_LENGTH = 12;
    private static final int PARAMETERS_LENGTH = 3;

    public ServiceCentreRecord {
        if (alphaLength < 0 || alphaLength > MAX_LENGTH - LENGTH) {
            throw new IllegalArgumentException("a record has at most 255 bytes");
        }
    }

    /** Without alpha identifier. */
    public static ServiceCentreRecord of(SmsAddress serviceCentre) {
        return new ServiceCentreRecord(serviceCentre, 0);
    }

    /** The record. */
    public byte[] encode() {
        byte[] address = serviceCentre.encodeWithoutLength();
        return new WireWriter()
                .fill(0xFF, alphaLength)
                .u8(ONLY_SERVICE_CENTRE)
                .fill(0xFF, ADDRESS_LENGTH)
                .u8(address.length)
                .bytes(address)
                .fill(0xFF, ADDRESS_LENGTH - 1 - address.length)
                .fill(0xFF, PARAMETERS_LENGTH)
                .toByteArray();
    }

    /** Reads the service centre of a record of 28 to 255 bytes. */
    public static ServiceCentreRecord decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        if (bytes.length < LENGTH || bytes.length > MAX_LENGTH) {
            throw in.fail("a record has 28 to 255 bytes, not " + bytes.length);
        }
        int alphaLength = bytes.length - LENGTH;
        in.bytes(alphaLength, "alpha identifier");
        if ((in.u8("parameter indicators") & SERVICE_CENTRE_ABSENT) != 0) {
            throw in.failAt(alphaLength, "the record holds no service centre");
        }
        in.bytes(ADDRESS_LENGTH, "TP-DA");
        WireReader field = in.slice(ADDRESS_LENGTH, "service centre");
        int length = field.u8("service centre length");
        SmsAddress address = SmsAddress.decodeWithoutLength(field.bytes(length, "service centre"));
        return new ServiceCentreRecord(address, alphaLength);
    }
}
