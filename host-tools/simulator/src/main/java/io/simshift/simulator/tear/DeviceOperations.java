package io.simshift.simulator.tear;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.Imei;
import io.simshift.protocol.packet.Tar;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What a card that belongs to a device writes when it is in one, and when its operator sets it free. */
final class DeviceOperations {
    private static final Imei OWN = Imei.of("35209900176148");
    private static final Imei OTHER = Imei.of("35209900176149");
    private static final int SERVICE_TABLE_BYTE = 12;
    private static final byte PAIRING_AVAILABLE = 0x20;
    private static final int LIST_RECORD_BYTES = 20;
    private static final int DEVICE_RECORD_BYTES = 11;
    private static final int ABSOLUTE = 0x04;

    private DeviceOperations() {}

    static List<Operation> all(int slot, Consumer<Terminal> issued) {
        Consumer<Terminal> on = issued.andThen(terminal -> switchOn(terminal, slot));
        Consumer<Terminal> paired = on.andThen(Terminal::start).andThen(tell(OWN));
        Consumer<Terminal> elsewhere = paired.andThen(Terminal::start).andThen(tell(OTHER));
        return List.of(
                Operation.of("pair", "the first device tells its IMEI", on, List.of(tell(OWN))),
                Operation.of("foreign-device", "a foreign device tells its IMEI", paired, List.of(tell(OTHER))),
                Operation.of("own-device", "the card is back in its own device", elsewhere, List.of(tell(OWN))),
                Operation.of(
                        "free-of-device",
                        "the operator sets the card free of its device, by remote file management",
                        elsewhere,
                        List.of(terminal ->
                                terminal.ota(slot, Tar.USIM_FILES, select(FileId.EF_IPD), update(1, new byte[0])))));
    }

    private static Consumer<Terminal> tell(Imei device) {
        return terminal -> terminal.tellDevice(device);
    }

    /** Service 102; and devices that do not tell are served, so that an observer without one can challenge the card. */
    private static void switchOn(Terminal terminal, int slot) {
        byte[] unknownAllowed = Arrays.copyOf(new byte[] {(byte) 0x80, 0}, LIST_RECORD_BYTES);
        terminal.ota(
                slot,
                Tar.USIM_FILES,
                select(FileId.EF_IAL),
                CommandApdu.of(0, 0xDC, 1, ABSOLUTE, unknownAllowed),
                select(FileId.EF_UST),
                CommandApdu.of(0, 0xD6, 0, SERVICE_TABLE_BYTE, new byte[] {PAIRING_AVAILABLE}));
    }

    private static CommandApdu select(FileId file) {
        return CommandApdu.of(0, 0xA4, 0, 0x0C, file.encode());
    }

    private static CommandApdu update(int record, byte[] content) {
        byte[] whole = new byte[DEVICE_RECORD_BYTES];
        Arrays.fill(whole, (byte) 0xFF);
        System.arraycopy(content, 0, whole, 0, content.length);
        return CommandApdu.of(0, 0xDC, record, ABSOLUTE, whole);
    }
}
