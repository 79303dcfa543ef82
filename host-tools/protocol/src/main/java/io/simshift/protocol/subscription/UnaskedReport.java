package io.simshift.protocol.subscription;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Tar;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a card sends of its own accord (commands.md 5.2): a response packet to no command, in clear. Anybody can make one: it is a
 * reason to ask the card, and nothing else.
 *
 * @param fellBack the card came home from a switch
 * @param foreignDevice the card is or was in a device that is not its own
 */
public record UnaskedReport(boolean fellBack, boolean foreignDevice) {
    private static final int PACKET_LENGTH = 12;
    private static final int HEADER_LENGTH = 10;
    private static final int STATUS = 0xE0;
    private static final int FELL_BACK = 0x01;
    private static final int FOREIGN_DEVICE = 0x02;

    public UnaskedReport {
        if (!fellBack && !foreignDevice) {
            throw new IllegalArgumentException("a report of nothing");
        }
    }

    /** Reads a response packet without its user data header; empty if it is anything else. */
    public static Optional<UnaskedReport> read(byte[] packet) {
        int what = packet.length == 0 ? 0 : packet[packet.length - 1] & (FELL_BACK | FOREIGN_DEVICE);
        return what == 0
                ? Optional.empty()
                : Optional.of(new UnaskedReport((what & FELL_BACK) != 0, (what & FOREIGN_DEVICE) != 0))
                        .filter(report -> Arrays.equals(report.encode(), packet));
    }

    /** The response packet without its user data header. */
    public byte[] encode() {
        return new WireWriter()
                .u16(PACKET_LENGTH)
                .u8(HEADER_LENGTH)
                .bytes(Tar.SUBSCRIPTION_MANAGEMENT.encode())
                .fill(0, Counter.LENGTH + 1)
                .u8(STATUS)
                .u8((fellBack ? FELL_BACK : 0) | (foreignDevice ? FOREIGN_DEVICE : 0))
                .toByteArray();
    }
}
