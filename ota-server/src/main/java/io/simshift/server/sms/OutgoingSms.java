package io.simshift.server.sms;

import io.simshift.protocol.identity.Msisdn;
import java.time.Duration;

/**
 * One short message to a card, ready for the SMSC.
 *
 * @param destination the subscriber's number
 * @param userData TP-UD of at most 140 bytes, user data header first (TP-UDHI is always set)
 * @param protocolIdentifier TP-PID; 7F for (U)SIM data download
 * @param dataCodingScheme TP-DCS; F6 for 8-bit data of class 2
 * @param validity how long the SMSC may hold the message
 */
public record OutgoingSms(
        Msisdn destination, byte[] userData, int protocolIdentifier, int dataCodingScheme, Duration validity) {
    private static final int USER_DATA_MAX = 140;

    public OutgoingSms {
        if (userData.length == 0 || userData.length > USER_DATA_MAX) {
            throw new IllegalArgumentException("user data has " + userData.length + " bytes, not 1 to 140");
        }
        requireByte("TP-PID", protocolIdentifier);
        requireByte("TP-DCS", dataCodingScheme);
        userData = userData.clone();
    }

    private static void requireByte(String field, int value) {
        if (value < 0 || value > 0xFF) {
            throw new IllegalArgumentException(field + " " + value + " is no byte");
        }
    }

    @Override
    public byte[] userData() {
        return userData.clone();
    }
}
