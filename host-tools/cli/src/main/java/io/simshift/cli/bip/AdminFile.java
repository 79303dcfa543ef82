package io.simshift.cli.bip;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.bip.AdministrationTrigger;
import io.simshift.protocol.files.FileId;
import io.simshift.simulator.ota.OtaTerminal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** EF.ADMIN of a card: the administration session that its operator has pushed (docs/applet/commands.md 7.4). */
final class AdminFile {
    private static final int FILE_BYTES = 120;
    private static final int UNUSED = 0xFF;
    private static final int PATH = 0x08;

    private AdminFile() {}

    /** Empty where the card shows none, or one that names no server. */
    static Optional<AdministrationTrigger> read(OtaTerminal terminal) {
        byte[] path = HexFormat.of().parseHex("7FFF" + HexFormat.of().formatHex(FileId.EF_ADMIN.encode()));
        terminal.transmit(CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, HexFormat.of().parseHex("A0000000871002")));
        boolean selected = terminal.transmit(CommandApdu.of(0x00, 0xA4, PATH, 0x0C, path))
                .status()
                .isOk();
        ResponseApdu content = terminal.transmit(CommandApdu.reading(0x00, 0xB0, 0, 0, FILE_BYTES));
        if (!selected || !content.status().isOk() || (content.data()[0] & 0xFF) == UNUSED) {
            return Optional.empty();
        }
        try {
            WireReader in = new WireReader(content.data(), "commands.md 7.4");
            in.skip(1, "tag");
            in.skip(in.berLength("length"), "trigger");
            byte[] whole = Arrays.copyOf(content.data(), in.offset());
            return Optional.of(AdministrationTrigger.decode(whole))
                    .filter(trigger -> trigger.connection().destination().isPresent()
                            && trigger.connection().transport().isPresent());
        } catch (WireFormatException e) {
            return Optional.empty(); // not yet, or no longer, what an agent can use
        }
    }
}
