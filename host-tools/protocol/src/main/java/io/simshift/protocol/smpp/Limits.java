package io.simshift.protocol.smpp;

/** The field limits of SMPP 3.4 5.2, as constructor checks. */
final class Limits {
    static final int SYSTEM_ID_BYTES = 16;
    static final int PASSWORD_BYTES = 9;
    static final int SYSTEM_TYPE_BYTES = 13;
    static final int ADDRESS_RANGE_BYTES = 41;
    static final int SERVICE_TYPE_BYTES = 6;
    static final int ADDRESS_BYTES = 21;
    static final int MESSAGE_ID_BYTES = 65;

    private static final long SEQUENCE_NUMBER_MAX = 0xFFFFFFFFL;

    private Limits() {}

    /** {@code sizeMaxBytes} counts the 00 at the end, as the standard does. */
    static void requireText(String field, String text, int sizeMaxBytes) {
        if (text.length() >= sizeMaxBytes) {
            throw new IllegalArgumentException(
                    field + " has " + text.length() + " characters, more than " + (sizeMaxBytes - 1));
        }
        // no stream: this is done for each text of each PDU
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0 || text.charAt(i) > 0xFF) {
                throw new IllegalArgumentException(field + " holds a character that no C-octet string can");
            }
        }
    }

    static void requireByte(String field, int value) {
        if (value < 0 || value > 0xFF) {
            throw new IllegalArgumentException(field + " " + value + " is not one byte");
        }
    }

    static void requireSequenceNumber(long sequenceNumber) {
        if (sequenceNumber < 0 || sequenceNumber > SEQUENCE_NUMBER_MAX) {
            throw new IllegalArgumentException("sequence_number " + sequenceNumber + " does not fit in 32 bits");
        }
    }
}
