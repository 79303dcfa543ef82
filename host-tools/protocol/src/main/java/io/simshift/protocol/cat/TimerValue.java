package io.simshift.protocol.cat;

import io.simshift.protocol.WireFormatException;

/** Timer value (TS 102 223 8.38): hours, minutes and seconds in BCD with swapped digits. */
public final class TimerValue {
    private static final int LENGTH = 3;
    private static final int SIXTY = 60;
    private static final int DAY = 24 * SIXTY * SIXTY;

    private TimerValue() {}

    /** The three bytes of a time below a day. */
    public static byte[] encode(int seconds) {
        if (seconds < 0 || seconds >= DAY) {
            throw new IllegalArgumentException("a timer runs for less than a day, not " + seconds + " s");
        }
        return new byte[] {
            bcd(seconds / SIXTY / SIXTY), bcd(seconds / SIXTY % SIXTY), bcd(seconds % SIXTY),
        };
    }

    private static byte bcd(int value) {
        return (byte) (value % 10 << 4 | value / 10);
    }

    /** Seconds. */
    public static int decode(byte[] value) {
        if (value.length != LENGTH) {
            throw new WireFormatException("TS 102 223 8.38", 0, "a timer value has three bytes");
        }
        int seconds = 0;
        for (byte part : value) {
            seconds = seconds * SIXTY + (part & 0xF) * 10 + (part >> 4 & 0xF);
        }
        return seconds;
    }
}
