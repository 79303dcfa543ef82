package io.simshift.protocol.cat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.List;

/** ENVELOPEs by which a terminal tells the card of what happened (TS 102 223 7.4, 7.5). */
public final class EventDownload {
    /** Event "data available" (7.5.10). */
    public static final int DATA_AVAILABLE = 0x09;
    /** Event "channel status" (7.5.11). */
    public static final int CHANNEL_STATUS = 0x0A;
    /** Event "network rejection" (TS 31.111 7.5.2). */
    public static final int NETWORK_REJECTION = 0x12;

    private static final int TIMER_EXPIRATION_ENVELOPE = 0xD7;
    private static final int EVENT_ENVELOPE = 0xD6;
    private static final int TIMER_TAG = 0x24;
    private static final int TIMER_VALUE_TAG = 0x25;
    private static final int EVENT_LIST_TAG = 0x19;
    private static final int REJECTION_CAUSE_TAG = 0x75;
    private static final int CHANNEL_DATA_LENGTH_TAG = 0x37;
    private static final int CHANNEL_STATUS_TAG = 0x38;

    private EventDownload() {}

    /** A timer has run out after {@code seconds}. */
    public static CommandApdu timerExpired(int timer, int seconds) {
        return envelope(
                TIMER_EXPIRATION_ENVELOPE,
                List.of(
                        DeviceIdentities.TERMINAL_TO_UICC.encode(true),
                        ComprehensionTlv.required(TIMER_TAG, new byte[] {(byte) timer}),
                        ComprehensionTlv.required(TIMER_VALUE_TAG, TimerValue.encode(seconds))));
    }

    /** The network has refused the subscription with this cause (TS 24.008 10.5.3.6). */
    public static CommandApdu networkRejection(int cause) {
        return envelope(
                EVENT_ENVELOPE,
                List.of(
                        ComprehensionTlv.required(EVENT_LIST_TAG, new byte[] {NETWORK_REJECTION}),
                        DeviceIdentities.NETWORK_TO_UICC.encode(true),
                        ComprehensionTlv.required(REJECTION_CAUSE_TAG, new byte[] {(byte) cause})));
    }

    /**
     * Data wait in a channel.
     *
     * @param status channel status, two bytes (8.56)
     * @param length bytes that wait, 255 for more
     */
    public static CommandApdu dataAvailable(byte[] status, int length) {
        return envelope(
                EVENT_ENVELOPE,
                List.of(
                        ComprehensionTlv.required(EVENT_LIST_TAG, new byte[] {DATA_AVAILABLE}),
                        DeviceIdentities.TERMINAL_TO_UICC.encode(true),
                        ComprehensionTlv.required(CHANNEL_STATUS_TAG, status),
                        ComprehensionTlv.required(CHANNEL_DATA_LENGTH_TAG, new byte[] {(byte) length})));
    }

    /** A channel is no more what it was; {@code status} has two bytes (8.56). */
    public static CommandApdu channelStatus(byte[] status) {
        return envelope(
                EVENT_ENVELOPE,
                List.of(
                        ComprehensionTlv.required(EVENT_LIST_TAG, new byte[] {CHANNEL_STATUS}),
                        DeviceIdentities.TERMINAL_TO_UICC.encode(true),
                        ComprehensionTlv.required(CHANNEL_STATUS_TAG, status)));
    }

    private static CommandApdu envelope(int tag, List<ComprehensionTlv> objects) {
        byte[] data = new BerTlv(tag, ComprehensionTlv.encodeAll(objects)).encode();
        return CommandApdu.of(0x80, 0xC2, 0x00, 0x00, data);
    }
}
