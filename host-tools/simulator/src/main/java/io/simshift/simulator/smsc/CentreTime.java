package io.simshift.simulator.smsc;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** TP-SCTS (TS 23.040 9.2.3.11), always in UTC. */
final class CentreTime {
    private CentreTime() {}

    /** Year, month, day, hour, minute, second and zone, each two digits in swapped nibbles. */
    static byte[] encode(Instant when) {
        LocalDateTime utc = LocalDateTime.ofInstant(when, ZoneOffset.UTC);
        int[] parts = {
            utc.getYear() % 100,
            utc.getMonthValue(),
            utc.getDayOfMonth(),
            utc.getHour(),
            utc.getMinute(),
            utc.getSecond(),
            0
        };
        byte[] coded = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            coded[i] = (byte) (parts[i] % 10 << 4 | parts[i] / 10);
        }
        return coded;
    }
}
