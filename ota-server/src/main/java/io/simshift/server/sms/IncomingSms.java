package io.simshift.server.sms;

import io.simshift.protocol.identity.Msisdn;

/**
 * One short message from a card.
 *
 * @param source the subscriber's number
 * @param userData TP-UD; starts with the user data header where {@code hasUserDataHeader}
 * @param hasUserDataHeader TP-UDHI
 */
public record IncomingSms(Msisdn source, byte[] userData, boolean hasUserDataHeader) {
    public IncomingSms {
        userData = userData.clone();
    }

    @Override
    public byte[] userData() {
        return userData.clone();
    }
}
