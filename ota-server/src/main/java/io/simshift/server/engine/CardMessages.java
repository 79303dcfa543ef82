package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.sms.OutgoingSms;
import java.time.Duration;

/** Short messages to cards: (U)SIM data download, 8-bit data of class 2 (TS 31.115 4). */
final class CardMessages {
    private static final int PID_USIM_DATA_DOWNLOAD = 0x7F;
    private static final int DCS_8_BIT_CLASS_2 = 0xF6;

    private CardMessages() {}

    static OutgoingSms toCard(Msisdn msisdn, byte[] userData, Duration validity) {
        return new OutgoingSms(msisdn, userData, PID_USIM_DATA_DOWNLOAD, DCS_8_BIT_CLASS_2, validity);
    }
}
