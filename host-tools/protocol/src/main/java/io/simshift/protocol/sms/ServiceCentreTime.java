package io.simshift.protocol.sms;

import io.simshift.protocol.WireReader;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** TP-SCTS (TS 23.040 9.2.3.11): local time to the second and its distance from GMT in quarters of an hour. */
public final class ServiceCentreTime {
    private static final String CLAUSE = "TS 23.040 9.2.3.11";
    private static final int QUARTER_SECONDS = 15 * 60;
    private static final int CENTURY = 2000;
    private static final int NEGATIVE = 0x08;

    private ServiceCentreTime() {}

    /** The seven bytes; the year is one of 2000 to 2099. */
    public static byte[] encode(OffsetDateTime time) {
        if (time.getYear() < CENTURY || time.getYear() >= CENTURY + 100) {
            throw new IllegalArgumentException("a service centre's time has no year " + time.getYear());
        }
        int quarters = time.getOffset().getTotalSeconds() / QUARTER_SECONDS;
        byte zone = swapped(Math.abs(quarters));
        return new byte[] {
            swapped(time.getYear() - CENTURY),
            swapped(time.getMonthValue()),
            swapped(time.getDayOfMonth()),
            swapped(time.getHour()),
            swapped(time.getMinute()),
            swapped(time.getSecond()),
            quarters < 0 ? (byte) (zone | NEGATIVE) : zone
        };
    }

    /** Reads seven bytes. */
    public static OffsetDateTime decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        int[] fields = new int[6];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = number(in, in.u8("date and time"));
        }
        int zone = in.u8("time zone");
        in.requireEnd();
        int quarters = number(in, zone & ~NEGATIVE);
        int offsetSeconds = quarters * QUARTER_SECONDS * ((zone & NEGATIVE) == 0 ? 1 : -1);
        try {
            return OffsetDateTime.of(
                    CENTURY + fields[0],
                    fields[1],
                    fields[2],
                    fields[3],
                    fields[4],
                    fields[5],
                    0,
                    ZoneOffset.ofTotalSeconds(offsetSeconds));
        } catch (DateTimeException e) {
            throw in.failAt(0, "there is no such time");
        }
    }

    private static int number(WireReader in, int octet) {
        int tens = octet & 0xF;
        int units = octet >> 4;
        if (tens > 9 || units > 9) {
            throw in.failAt(in.offset() - 1, "a nibble is no digit");
        }
        return 10 * tens + units;
    }

    private static byte swapped(int number) {
        return (byte) (number % 10 << 4 | number / 10);
    }
}
