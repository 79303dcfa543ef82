package io.simshift.applet;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.UserData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A packet cut into short messages, header byte by byte.
 *
 * @param reference 8 or 16 bits
 * @param wide whether it has 16 bits
 * @param markAll whether every part says that it belongs to a command packet, not the first only
 * @param size bytes of the packet in each part
 */
record Parts(byte[] packet, int reference, boolean wide, boolean markAll, int size, SmsAddress sender) {
    private static final HexFormat HEX = HexFormat.of();

    /** As most senders do it: 8 bits, marked first, full messages. */
    static Parts of(byte[] packet, int reference) {
        return new Parts(packet, reference, false, false, 132, Ota.SENDER);
    }

    Parts from(SmsAddress other) {
        return new Parts(packet, reference, wide, markAll, size, other);
    }

    Parts sized(int other) {
        return new Parts(packet, reference, wide, markAll, other, sender);
    }

    Parts wide(boolean every) {
        return new Parts(packet, reference, true, every, 131, sender);
    }

    int total() {
        return (packet.length + size - 1) / size;
    }

    /** The ENVELOPE of part 1 to {@link #total}. */
    CommandApdu envelope(int number) {
        byte[] content = Arrays.copyOfRange(packet, (number - 1) * size, Math.min(packet.length, number * size));
        return envelope(number, total(), content);
    }

    CommandApdu envelope(int number, int total, byte[] content) {
        String mark = number == 1 || markAll ? "7000" : "";
        String element = wide
                ? String.format("0804%04X%02X%02X", reference, total, number)
                : String.format("0003%02X%02X%02X", reference, total, number);
        return envelope(element + mark, content, sender);
    }

    List<CommandApdu> envelopes() {
        List<CommandApdu> envelopes = new ArrayList<>();
        for (int number = 1; number <= total(); number++) {
            envelopes.add(envelope(number));
        }
        return envelopes;
    }

    /** An ENVELOPE whose user data header has these information elements. */
    static CommandApdu envelope(String elements, byte[] content, SmsAddress sender) {
        byte[] header = HEX.parseHex(elements.replace(" ", ""));
        UserData userData = UserData.of(
                new WireWriter().u8(header.length).bytes(header).bytes(content).toByteArray());
        SmsDeliver deliver = SmsDeliver.toUsim(sender, new byte[SmsDeliver.TIMESTAMP_LENGTH], userData);
        return new SmsPpDownload(Optional.empty(), deliver.encode()).toApdu();
    }
}
