package io.simshift.protocol.cat;

import io.simshift.protocol.apdu.CommandApdu;
import java.util.Arrays;
import java.util.HexFormat;

/** TERMINAL PROFILE: what a terminal can do (TS 102 223 5.2), one bit each. */
public record TerminalProfile(byte[] bytes) {
    /** Bits that matter here, by byte and bit, both counted from 1 as the standard does. */
    public enum Feature {
        PROFILE_DOWNLOAD(1, 1),
        SMS_PP_DOWNLOAD(1, 2),
        TIMER_EXPIRATION(1, 6),
        MORE_TIME(3, 4),
        POLL_INTERVAL(3, 6),
        POLLING_OFF(3, 7),
        REFRESH(3, 8),
        SEND_SHORT_MESSAGE(4, 2),
        PROVIDE_LOCAL_INFORMATION(4, 7),
        SET_UP_EVENT_LIST(5, 1),
        LOCATION_STATUS_EVENT(5, 5),
        DATA_AVAILABLE_EVENT(6, 3),
        CHANNEL_STATUS_EVENT(6, 4),
        TIMER_START_STOP(8, 1),
        TIMER_GET_VALUE(8, 2),
        OPEN_CHANNEL(12, 1),
        CLOSE_CHANNEL(12, 2),
        RECEIVE_DATA(12, 3),
        SEND_DATA(12, 4),
        GET_CHANNEL_STATUS(12, 5),
        PACKET_BEARER(13, 2),
        TCP_CLIENT(17, 1),
        UDP_CLIENT(17, 2),
        PROVIDE_IMEISV(18, 7),
        NETWORK_REJECTION_EVENT(25, 2);

        private final int index;
        private final int mask;

        Feature(int octet, int bit) {
            this.index = octet - 1;
            this.mask = 1 << bit - 1;
        }
    }

    public TerminalProfile {
        if (bytes.length > 255) {
            throw new IllegalArgumentException("a terminal profile of " + bytes.length + " bytes is too long");
        }
        bytes = bytes.clone();
    }

    /** A profile as long as its highest feature needs. */
    public static TerminalProfile of(Feature... features) {
        int length = Arrays.stream(features)
                .mapToInt(feature -> feature.index + 1)
                .max()
                .orElse(0);
        byte[] bytes = new byte[length];
        for (Feature feature : features) {
            bytes[feature.index] |= (byte) feature.mask;
        }
        return new TerminalProfile(bytes);
    }

    /** A profile with every bit set in {@code length} bytes. */
    public static TerminalProfile everything(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xFF);
        return new TerminalProfile(bytes);
    }

    /** Whether the bit is there and set. */
    public boolean supports(Feature feature) {
        return feature.index < bytes.length && (bytes[feature.index] & feature.mask) != 0;
    }

    /** The APDU TERMINAL PROFILE. */
    public CommandApdu toApdu() {
        return CommandApdu.of(0x80, 0x10, 0x00, 0x00, bytes);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TerminalProfile that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
